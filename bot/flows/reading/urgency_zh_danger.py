"""Chinese wording of danger, intrusion and loss: lists of words, and which of them together tell of it."""

from __future__ import annotations

import re

from bot.flows.reading import concepts

_LISTS = {
    "intrusion": "比特币 木马 赎金 黑客 勒索 挖矿 被篡改 后门程序 撞库 盗刷 盗用 被入侵 被攻破 劫持",
    "stranger": "有人 陌生人 不明 别人 外人 不认识的 骗子 境外 黑客 攻击者 陌生",
    "intrudes": "远程操作 远程控制 远程登录 删东西 删文件 删数据 转走 改了密码 改密码 改了 盗 偷 闯 登录了 进了我们 操控 拷走 下载我们 冒充",
    "records": "资料 信息 数据 身份证 密码 客户名单 账户 病历 卡号 钱",
    "exposed": "公开卖 网上卖 在卖 被转走 正在被 泄密 被偷 被拷 外泄 曝光 暗网 流出 改了密码 被公开 转走",
    "fluid": "油 酸 碱 氨 氯 气 水 液 蒸汽 汽油 柴油 溶剂 制冷剂 冷媒 氢 氧 氮 钢水 铁水 药剂 涂料 污水",
    "escapes": "喷得 喷出 往外流 往外喷 往外冒 外溢 溢出 泄漏 泄露 漏了 漏氨 漏氯 漏油 漏酸 漏气 漏液 到处都是 流了一地 洒了 滴到 渗进 灌进 涌 倒灌 直喷 漫出 满地 漏得",
    "bursts": "管子爆 爆管 爆了 爆裂 炸了 炸开 裂开 崩开 鼓包 爆开 破裂 炸裂",
    "mover": "机械臂 机器人 行车 吊车 叉车 机器 压机 冲床 输送 门 车 电梯 床 锯 车床 主轴 设备 道闸 轿厢 AGV 扶梯 吊钩 小车 搅拌 起重机 缆车 卷扬",
    "by itself": "自己动 自己走 自己启动 自己转 自己跑 自己开 自己关 自己升 自己降 自己往 自行启动 自行移动 自动下坠 突然启动 突然动 突然加速 不受控 失控 乱动 下坠 坠落 溜车",
    "guard": "安全门 急停 光幕 安全阀 刹车 制动 联锁 防护门 限位",
    "guard fails": "开着 没用 不起作用 没打开 没反应 失效 失灵 不停 停不下 没动作 停不住 按了没 刹不住 不管用",
    "smell": "糊味 焦味 焦糊 烧焦 煤气味 燃气味 刺鼻 怪味 臭氧味 烟味 塑料味 汽油味 闻到 呛 头晕",
    "of danger": "味 气 糊 焦 烟 呛 人",
    "hot": "打火 火星 火苗 冒火 电弧 烫得 烫手 发红 烧红 熔化 鼓包 过热 超温 冒泡 噼啪 火光 冒出烟 白烟 黑烟 浓烟",
    "person": "人 孩子 老人 同事 工人 客人 乘客 病人 患者 师傅 顾客 住户 旅客 学生 员工 护士 游客",
    "caught": "关了 关在 困 出不来 卡在 夹住 夹到 夹在 锁在 吊在 挂在半空 被压 下不来 悬在",
    "hurts": "受伤 昏 晕倒 电到 电麻 麻了一下 差点撞 撞到人 砸到 烫伤 中毒 流血 烧伤 窒息 伤了 触电 差点砸 差点夹 有危险 喘不上",
    "care": "呼吸机 输液泵 监护仪 监护 除颤 透析 麻醉机 保温箱 起搏 氧气 供氧 心电 手术灯 内镜 呼叫铃 注射泵 药量 剂量 体外循环 胰岛素泵 手术",
    "goes wrong": "不报警 不响 黑了 黑屏 错的 不对 停 没 不 断 失 灭 乱 卡",
    "cold": "疫苗 冷库 冰箱 冰柜 血浆 样本 标本 冷藏 冷柜 奶罐 冷链 胚胎 制冷 海鲜 冻品 冷冻 血库 试剂 鲜奶",
    "warms": "升 一直涨 往上 不制冷 化冻 解冻 融化 变质 回温 快酸 酸了 度了 要坏 化了 太热 不冷 升温 发臭 温度高",
    "level": "压力 温度 液位 水位 浓度 转速 电压 辐射",
    "runs away": "不停往上 一直涨 一直升 不断升 飙 超限 超标 过高 太高 降不下来 爆表 往上走 红区 压不住 猛涨 越来越高",
    "living": "猪 牛 鸡 鱼 虾 苗 庄稼 花 羊 羊群 鸭 牲口 菜 果树",
    "dies": "死 撑不过 撑不 缺氧 闷死 要死 枯 蔫 热死 冻死 翻肚",
    "scope": "全 整 所有 每 都 各 一台 一个 三百 几百 上百 上千 大楼 小区 园区 酒店 医院 学校 客人 住户 几千 一片 没有一",
    "lacks": "没网 停水 停气 停暖 没有水 没水 没电 没暖 没有热水 没热水 没有暖气 没有电 断水 断气 没信号 没有网 没空调 没灯 没有信号 没有电话 没光 没氧",
    "refuses": "拒绝 失去连接 一台都 没有一台 没有一个 没一台 没一个 全都不 没应答 没有应答 一个数值都没 什么都不显示 不认",
    "gone": "白屏 哑了 空白 不转了 停下来了 泡水 整个厂黑 两眼一抹黑 吞钱 抬不了 抬不起 跑不起来 没应答 全黑 漆黑 清空 跳闸 趴下 没声 没画面 一抹黑 黑了 黑着 瞎了 卸不了 转不动 没数据",
    "business": "系统 平台 大厅 调度 地图 电话 机房 转盘 轧机 窑炉 售票机 闸 杆 监控 服务器 整个 全 所有 柜台 风机 车站 生产线 产线 大屏 泵 厂 水厂 货 塔 港 中控 机组 信号 站 码头 行李 总线 交换机",
    "soon": "小时后 分钟后 还有十分 还有二十分 还有半小时 还有一小时 分钟 半小时 马上就 开盘 开考 开播 直播 今天下班前 中午之前 中午前 点之前 点前 点开 截止 今晚 开场 就要开 上线 零点 天亮前 下班前 婚宴",
    "impossible": "不 没 拒绝 白屏 黑屏 崩 中断 失败 报错 无法 断 死 空白 卡 挂 坏",
    "customers": "顾客 病人 患者 客人 客户 旅客 学生 员工 工人 白班 夜班 考生 乘客 家长 大家 人都",
    "away": "让回家 放假 回家 走了 只能让 撤出 撤离 疏散 劝走 请走 转走 转院 退票 赶走 散了 改去别 去别家 白跑 让他们走 空手",
    "leaves": "只好关门 关门 中止 只好停 只好取消 被迫 停演 取消手术 停止手术 撤出来 疏散 撤离 停课 停飞 停运 打烊",
    "trouble": "不 没 空白 卡 断 死 漏 黑 坏 崩 故障 撤 停 系统",
    "small": "有点 一点点 咖啡机 轻微 偶尔 味道有点 手册 说明书 海报 贴纸 饮水机 没有漏 没漏 不漏 我笔记本 我的鼠标 假期 怎么 想了解",
}
_TABLE = concepts.lookup(_LISTS)

#: Somebody or something is in danger.
DANGER = tuple(
    frozenset(rule.split("+"))
    for rule in (
        "fluid+escapes,bursts,mover+by itself,guard+guard fails,smell+of danger,hot,person+caught,hurts,"
        "care+goes wrong,cold+warms,level+runs away,living+dies"
    ).split(",")
)
#: Business stands still, or is being robbed.
STANDSTILL = tuple(
    frozenset(rule.split("+"))
    for rule in (
        "intrusion,stranger+intrudes,records+exposed,scope+lacks,scope+refuses,business+gone,"
        "soon+impossible,customers+away,leaves+trouble"
    ).split(",")
)
VETOES = (
    re.compile(
        r"^(?:请问|能不能|可不可以|是否|能否|有没有|怎么|如何|想)|有没有|问[^。]{0,12}(?:是否|吗|有没有)"
        r"|(?:从来?没|没有?)(?:出|发生|停|断|坏|漏)过|一次[^。]{0,4}都没|下[周个]|改天|谢谢[,，。!！]?$|^谢谢"
    ),
)


def named(said: str) -> frozenset[str]:
    """Returns the concepts in a sentence; none when it says that it is a small thing."""
    found = concepts.in_characters(_TABLE, said)
    return frozenset() if "small" in found else found

"""Names of Chinese places with which a firm's name may begin: "广西玉柴", "铜陵有色"."""

from __future__ import annotations

import re

from bot.flows.reading.firms_zh import TALK

_PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 "
    "青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 北京 天津 上海 重庆 华东 华南 华北 华中 西南 西北 东北"
)
_CITIES = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 "
    "临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 "
    "盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 "
    "佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 "
    "宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 "
    "宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 "
    "吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 "
    "开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 "
    "宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 "
    "郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 "
    "东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 "
    "儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 贵安 "
    "六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 西安 铜川 宝鸡 咸阳 渭南 延安 "
    "汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 西宁 银川 石嘴山 吴忠 "
    "乌鲁木齐 克拉玛依 吐鲁番 哈密 库尔勒 喀什 伊犁 昆山 常熟 张家港 太仓 江阴 宜兴 义乌 慈溪 余姚 诸暨 海宁 "
    "桐乡 温岭 乐清 瑞安 晋江 石狮 福清 即墨 胶州 寿光 滕州 章丘 巩义 新郑 长兴 安吉 德清 海盐 平湖 永康 东阳 "
    "丹阳 靖江 泰兴 如皋 启东 海门 溧阳 邳州 简阳 都江堰 浏阳 宁乡 增城 顺德 南海 番禺 台北 台中 台南 高雄 新竹 "
    "桃园 基隆"
)
_DISTRICTS = (
    "朝阳 海淀 浦东 徐汇 闵行 嘉定 松江 青浦 奉贤 宝山 静安 黄浦 长宁 普陀 虹口 杨浦 金山 崇明 滨江 萧山 余杭 "
    "西湖 拱墅 上城 临平 钱塘 富阳 南山 福田 罗湖 宝安 龙岗 龙华 光明 坪山 天河 越秀 海珠 白云 黄埔 番禺 花都 "
    "南沙 江宁 鼓楼 玄武 建邺 浦口 栖霞 雨花 秦淮 吴中 相城 姑苏 园区 新区 高新 吴江 虎丘 武昌 汉口 汉阳 江汉 "
    "洪山 青山 江夏 武侯 锦江 青羊 金牛 成华 双流 龙泉 渝北 渝中 江北 南岸 沙坪坝 九龙坡 丰台 大兴 通州 顺义 "
    "昌平 房山 亦庄 西城 东城 石景山 滨海 河西 河东 南开 和平 市南 市北 崂山 黄岛 城阳 李沧 历下 市中 雁塔 未央 "
    "碑林 莲湖 岳麓 芙蓉 雨花 开福 天心 蜀山 包河 庐阳 瑶海 经开 思明 湖里 集美 翔安"
)
_ALL = "|".join(sorted({*_PROVINCES.split(), *_CITIES.split()}, key=len, reverse=True))
_ALSO = "|".join(sorted({*_DISTRICTS.split(), *_PROVINCES.split(), *_CITIES.split()}, key=len, reverse=True))
#: What ends such a name is a place or a house, and nobody's name.
_ENDS_PLACE = re.compile(
    r"[省市区县镇乡村路街道巷弄号楼栋幢层室库站台港岛湖山河桥门口园边侧厅]$|(?:这边|那边|总部|分部|办事处|办公室|机房|仓库|基地|厂区|"
    r"工厂|车间|校区|院区|项目|现场|本部|客户|同事|用户|方面|地区|区域|大区|片区|全部|分公司)$"
)
_PLACED = re.compile(rf"(?:{_ALL})(?:省|市)?(?P<own>[\u4e00-\u9fff]{{2,10}})")
_ONLY_PLACES = re.compile(rf"(?:(?:{_ALSO})[省市区县]?){{1,3}}")
_BEGINS = re.compile(_ALL)


def begins_with_place(text: str) -> bool:
    """Whether a Chinese text begins with the name of a place."""
    return _BEGINS.match(text) is not None


def is_placed_firm(text: str) -> bool:
    """Whether all of `text` is a place and a name of two characters or more that is no place again."""
    found = _PLACED.fullmatch(text)
    return (
        found is not None
        and not TALK.search(text)
        and not _ENDS_PLACE.search(text)
        and _ONLY_PLACES.fullmatch(text) is None
    )

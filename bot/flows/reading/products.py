"""What the trouble is with: a device, with its maker and model where he names them. A proposal, never asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.flows.reading.names import HAN
from bot.flows.reading.vocabulary import MAKERS, MAKERS_ZH

PRODUCT_LIMIT = 80

_MAKER = "|".join(
    sorted(
        (
            re.escape(maker)
            for maker in MAKERS - {"dhl", "ups", "fedex", "tnt", "gls", "hermes", "dpd", "amazon", "ebay"}
        ),
        key=len,
        reverse=True,
    )
)
_MODEL = r"(?:[A-Z]{1,8}-?\d{1,6}[A-Za-z0-9-]{0,8}|[A-Z][A-Za-z]{2,12}|\d{2,5}[A-Za-z]{0,3})"
_NOUN = (
    r"(?:(?:label|laser|inkjet|network|office|3d|receipt|barcode|document|bar code|file|mail|web|database|print|"
    r"backup|core|edge|ip|desk|mobile|conference|meeting room|packing|packaging|"
    r"filling|milling|cnc|x-?ray|injection|ct|pos|card|door|air|main|production|storage|wifi|security) )?"
    r"(?:printers?|plotters?|scanners?|copiers?|servers?|routers?|switch(?:es)?|firewalls?|laptops?|notebooks?|"
    r"workstations?|desktops?|monitors?|projectors?|headsets?|tablets?|cameras?|terminals?|"
    r"access points?|gateways?|ups|nas|plc|robots?(?: arm)?|conveyors?|compressors?|chillers?|boilers?|forklifts?|"
    r"lathes?|pumps?|generators?|centrifuges?|microscopes?|analy[sz]ers?|"
    r"ultrasound|mri|elevators?|lifts?|cash registers?|tills?|erp(?: system)?|crm|vpn|wi-?fi|database|e-?mail(?:"
    r" server)?|website|web shop|online shop|phone system|x-?ray machine|machine|"
    r"weighing scale|press|furnace|sensors?|controllers?|card readers?|door locks?|air conditioner)"
)
_EN = re.compile(
    rf"\b(?:(?:{_MAKER})(?: {_MODEL}){{0,3}} {_NOUN}|(?i:(?:{_MAKER}))(?: {_MODEL}){{1,3}}(?: (?i:{_NOUN}))?|"
    rf"(?i:(?:{_MAKER})) (?i:{_NOUN})(?: [A-Z]{{1,6}}-?\d{{2,6}}\w{{0,6}})?|(?i:{_NOUN}))\b(?! (?:office|support|"
    rf"hotline))"
)
_NOUN_ZH = (
    r"(?:(?:标签|激光|喷墨|针式|网络|彩色|票据|条码|扫码|文件|邮件|核心|数据库|收银|会议|监控|数控|注塑|包装|空气|"
    r"门禁|工控|考勤|叫号|自助|超声|CT)?"
    r"(?:打印机|复印机|扫描仪|扫码枪|一体机|投影仪|投影机|显示器|显示屏|服务器|交换机|路由器|防火墙|笔记本电脑|"
    r"笔记本|台式机|电脑|主机|工作站|平板|摄像头|摄像机|收银机|POS机|刷卡机|电话机|话机|耳机|"
    r"数控机床|机床|注塑机|包装机|空压机|压缩机|机器人|机械臂|传送带|输送线|锅炉|冷水机|空调|电梯|离心机|显微镜|"
    r"分析仪|监护仪|呼吸机|CT机|考勤机|门禁机|控制器|传感器|变频器|硬盘|键盘|鼠标|网关|存储|"
    r"叉车|发电机|水泵|投影|UPS|PLC|NAS|无线AP))|ERP系统|ERP|MES系统|MES|OA系统|OA|HIS系统|HIS|收银系统|挂号系统|"
    r"邮件系统|财务系统|VPN|邮箱|数据库"
)
_ZH = re.compile(
    rf"(?:(?:{'|'.join(MAKERS_ZH)}|(?i:{_MAKER}))\s?)?(?:[A-Z][A-Za-z0-9-]{{1,15}}\s?){{0,2}}(?:{_NOUN_ZH})"
)


def _beginnings(pattern: str, length: int) -> set[str]:
    """How the alternatives of a pattern may begin, in small letters."""
    plain = re.sub(r".\?", "", pattern) + "|" + pattern.replace("?", "")  # with and without what is optional
    return {word[:length].lower() for word in re.findall(r"(?:^|[|(:])(\w[\w -]*)", plain)}


# An alternative takes long to be refused; most words do not begin like any.
_BEGIN = _beginnings(f"{_MAKER}|{_NOUN}".replace("\\", ""), 3)
_WORD = re.compile(r"\b(?=(\w[\w -][\w -]?))")
_BEGIN_ZH = _beginnings("|".join((*MAKERS_ZH, _NOUN_ZH)), 2)
_LETTER_ZH = re.compile(
    f"[{''.join(sorted(_beginnings('|'.join((*MAKERS_ZH, _NOUN_ZH)), 1)))}]|(?<![A-Za-z0-9])[A-Za-z]"
)


def read_product(text: str) -> str:
    """Returns the device he writes of, with maker and model if named; empty when he names none."""
    begin = text[:4000]
    found = [*islice(_devices_zh(begin), 6)] if HAN.search(begin) else []
    found += islice(_devices(begin), 6)
    named = [name for name in found if re.search(r"\d|\s", name)]
    return next(iter(named or found), "")[:PRODUCT_LIMIT]


def _devices(text: str) -> Iterator[str]:
    end = 0
    for word in _WORD.finditer(text):
        if word.start() >= end and _begins(word[1].lower()) and (match := _EN.match(text, word.start())):
            end = match.end()
            yield match[0].strip()


def _begins(word: str) -> bool:
    return word in _BEGIN or word[:2] in _BEGIN


def _devices_zh(text: str) -> Iterator[str]:
    end = 0
    for letter in _LETTER_ZH.finditer(text):
        at = letter.start()
        named = text[at : at + 2] in _BEGIN_ZH or letter[0].isupper() or _begins(text[at : at + 3].lower())
        if at >= end and named and (match := _ZH.match(text, at)):
            end = match.end()
            yield match[0].strip()

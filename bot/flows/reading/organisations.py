"""What organisations' names look like, in Chinese and in Latin letters, and the answer to "your company?"."""

from __future__ import annotations

import re

from bot.flows.reading.firms import ENDS_KIND, ENDS_LEGAL
from bot.flows.reading.firms_zh import BRANCH, SITE_UNIT, TRADES, UNIT
from bot.flows.reading.names import HAN, latin_person, short
from bot.flows.reading.text import folded
from bot.flows.reading.vocabulary import MAKERS, MAKERS_ZH, NOT_PERSONS, PLACES, REMARKS

ORGANISATION_LIMIT = 100

_PREFIX = re.compile(
    r"^(?:(?:we are|i am|i'm|we're) (?:from|with|at)\b|i work (?:for|at|in|with)\b|(?:our |my )?company(?: is|'s"
    r" name is| name is)\b|company\s{0,9}[:：]"
    r"|(?:我们公司|我们单位|我们|我公司|我在|我是|公司|单位)\s{0,9}(?:名称|名字|名)?\s{0,9}[:：是叫]|(?:我在|"
    r"来自))\s{0,9}",
    re.IGNORECASE,
)
_CORE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()&·. -]{1,30}")
# Characters that an organisation's own name does not hold: they make a phrase of it.
_PHRASE = re.compile(
    r"[的了吗呢我你您他她它们这那谁怎么在是跟被把让请想但坏停断不没好呀吧啊叫姓佢喺嘅係哋咗咁]|系(?!统|列)|打印"
    r"|报修|联系|因为|"
    r"所以|有个|告诉|"
    r"收到|年出"
)
_GENERIC = re.compile(
    r"(?:全|整个?|各|贵|本|该|某|某家|其[他它]|别的|另|另外|[一两几多这那哪每][家个所间]|快递|物流|搬家|物业|保险|"
    r"旅游|外包|供应|合作|母|子|总|分|大|小|新|老|出|自助|社区|便民|连锁|家庭|个体|私人|校园|小区|上市|外贸|软件"
    r"|网络|电脑|装修|保洁|"
    r"维修|代理|租赁|有限|集团|科技|客户|厂家|第三方|现在|目前|今天|昨天|附近|隔壁|私立|公立|国有)*"
)
# "The whole company", "your company" at the end of a phrase, and what happens to it.
_NOBODY = re.compile(r"(?:全|整个?|各|贵|本|该|所有|每个?)$|影响|导致|造成|投诉")
_NUMBER = re.compile(r"^\s{0,5}\+?\d[\d() -]{5,20}\s{1,5}")
_ANY_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff\d]{1,4}?(?:科室?|部门?|处|室|中心|组|车间|食堂|宿舍|病区|办)(?![长员主经总])"
)
#: Which of its houses, behind the name of a chain.
_SHOP = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:(?<![路街道巷])店|校区|院区|厂区)(?![长员主面铺内里])")
#: Whoever works for one of these names his house, too.
_HOUSE_OF_MANY = re.compile(
    r"(?:顺丰|京东|圆通|中通|申通|韵达|德邦|电信|移动|联通)[\u4e00-\u9fff]{0,12}(?:分公司|网点|分拨中心|转运中心|营业[部厅]|配送站)$"
)
_BREAK = re.compile(r"(?<=[\u4e00-\u9fff])\s{1,5}(?=[\u4e00-\u9fff])")
_STREET = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:路|街|大道|巷)\s?\d{1,5}号(?:院)?\s{0,3}(?:[A-Z\d一二三四五六七八九十]{1,3}(?:号楼|栋|"
    r"座|幢|楼|层)\s{0,3}){0,3}"
)
_DEPARTMENT = re.compile(
    r"(?:IT|信息|财务|行政|人事|人力资源|采购|销售|市场|设备|生产|技术|研发|运维|后勤|总务|品质|质量|物流|网络|教务|"
    r"检验|放射|急诊|客服|工程|仓储|安保|医务|护理|住院|儿|外|内|骨|眼|综合|办公|运营|数据|资产|电教|"
    r"电气|机电|维修|项目)(?:管理|技术)?(?:部门?|科|处|室|中心|组|岗)|办公室|前台|IT|财务|行政|人事|采购|运维|仓库|"
    r"[一二三四五六七八九十\d]{0,2}号?车间|护士站|门诊|网管|机房|信息化办公室"
)
_BEGINS_KIND = re.compile(
    r"^(?:the )?(?:university|univ\.?|bank|hospital|city|ministry|department|institute|college|school|port|"
    r"museum|church|"
    r"city council) of [A-Z]"
    r"|^(?:hotel|hospital|h[oô]pital|clinique|cl[ií]nica|caf[eé]|restaurante?|ristorante|universi(?:dad|dade|tät|té"
    r"|tà)|"
    r"escuela|[eé]cole|lyc[eé]e|instituto?|apteka|apotheke|farm[aá]cia|pharmacie|tierklinik|klinik|klinikum|mus[eé]e|"
    r"museo|r[ée]sidence|residencia|ospedale|azienda|comune|studio|palazzo|szpital|nemocnice|bergbahnen|"
    r"villa|casa|atelier|banc[ao]|banque|stadtwerke|radiologie|ch[aâ]teau|bodegas?|vi[nñ]edos|cave|quinta)"
    r"(?: (?:de[rsl]?|d[ioau]|du|da|la|le|zum|zur|am))? [A-Z]",
    re.IGNORECASE,
)
#: What names an organisation even before its place: "University Hospital Lindental".
_STRONG_KIND = re.compile(
    r"\b(?:university|hospital|college|infirmary|courthouse|police|clinic|school)\b", re.IGNORECASE
)
#: "Meyer & Kuhn".
_PARTNERS = re.compile(r"[A-ZÀ-Þ][\w'’-]{2,20} & [A-ZÀ-Þ][\w'’-]{2,20}")
_SURELY_LEGAL = re.compile(r"\b(?:Ltd|Limited|LTD|GmbH|Inc|LLC|PLC|plc|Corp)\.?$")
_SMALL_LEGAL = frozenset({"plc", "ltd", "llc", "inc", "gmbh", "d.o.o", "a.s", "d.d", "e.v", "s.p.a", "s.r.l", "s.a"})
_WORDS_OF_LINKS = "and of the for & de du des la le y e und für of van von do da del di della dos das der den am et en"
_LINKS = frozenset(_WORDS_OF_LINKS.split())


def read_organisation(text: str) -> str:
    """Returns an organisation out of the answer to the question, empty when it reads like something else."""
    value = short(_PREFIX.sub("", text.strip()[: ORGANISATION_LIMIT * 4]).strip("\"'“”「」"), ORGANISATION_LIMIT)
    plain = folded(value)
    if not value or _is_remark(plain):
        return ""
    stripped = re.sub(r"的$", "", value)
    return stripped if HAN.search(plain) else value


def _is_remark(text: str) -> bool:
    if HAN.search(text):
        squeezed = "".join(text.split())
        if UNIT.search(squeezed[-8:].rstrip("的")):
            return bool(re.search(r"[了吗呢我你您]|怎么|什么", squeezed))
        phrase = re.search(
            r"[的了吗呢吧啊我你您他她这那怎么什还也又很太不没在请被把]|有点|坏|冒烟|卡纸|报错|死机|响", squeezed
        )
        return (
            bool(phrase)
            or len(squeezed) > 20
            or squeezed in ("谢谢", "好", "好的", "您好", "你好", "再见", "嗯", "快点", "急")
        )
    words = [word.strip(",.()'’\"").lower() for word in text.split()]
    if ENDS_LEGAL.search(text) or ENDS_KIND.search(text):
        return any(word in ("is", "are", "was", "not", "please", "i", "you") for word in words)
    if len(words) > 1 and all(
        word[:1].isupper() or word.lower() in _LINKS or not word[:1].isalpha() for word in text.split()
    ):
        return words[0] in (
            "it",
            "it's",
            "please",
            "no",
            "yes",
            "still",
            "not",
            "thanks",
            "what",
            "why",
            "how",
            "when",
            "i",
            "we",
            "my",
        )
    return any(word in REMARKS and word not in _LINKS for word in words)


def han_organisation(text: str) -> tuple[str, str]:
    """Returns the organisation with which `text` begins and what follows it; empty when it begins with none, with one
    that is nobody in particular ("我们公司", "快递公司") or with a maker of devices."""
    text = _NUMBER.sub("", text, count=1)
    begin = text[:60]
    if "号" in begin and (address := _STREET.match(begin)):
        return han_organisation(text[address.end() :])
    if not UNIT.search(begin):
        return "", text
    start = _BREAK.split(begin, maxsplit=1)[0]
    best = 0
    for unit in UNIT.finditer(start):
        if _PHRASE.search(start[: unit.start()]):
            break
        if unit.end() - best > 14 and best:
            break
        best = unit.end()
    if best and (branch := BRANCH.search(start, 2)) and branch.start() <= best <= branch.end():  # "蓝天食品(江门)"
        best = branch.end()
    if best and (shop := _SHOP.match(start, best)):  # "老百姓大药房五一路店"
        best = shop.end()
    found = start[:best].strip()
    if (
        found.count("(") != found.count(")")
        or _NOBODY.search(core(found))
        or not found
        or not _CORE.fullmatch(found)
        or _GENERIC.fullmatch(core(found))
        or (core(found) and not TRADES.sub("", core(found)))
        or SITE_UNIT.fullmatch(found)
    ):
        return "", text
    first = found.lower().split()[0] if found.split() else ""
    if (any(found.startswith(maker) for maker in MAKERS_ZH) and not _HOUSE_OF_MANY.match(found)) or any(
        first.startswith(maker) for maker in MAKERS if len(maker) > 3 or first == maker
    ):
        return "", text
    return found, text[best:]


def is_generic(name: str) -> bool:
    """Whether a Chinese name says only of what kind it is: "玻璃厂", "网络科技"."""
    own = TRADES.sub("", core(name))
    return (
        len(own) < 2
        or _PHRASE.search(own) is not None
        or "公司" in name[:-2]
        or name.startswith(("象是", "像是", "可能", "应该", "感觉"))
        or own.startswith(("我", "你", "他", "这", "那", "本", "贵", "该", "某", "是", "在", "的", "为", "叫"))
    )


def core(name: str) -> str:
    """The part of a Chinese name that is its own, without the words for what it is."""
    return UNIT.sub("", name)


def after_department(text: str) -> str:
    """What follows the department at the beginning of `text`, and the link before it."""
    text = re.sub(r"^[\s的()]{0,3}", "", text)
    match = _DEPARTMENT.match(text) or _ANY_DEPARTMENT.match(text)
    return re.sub(r"^[\s的()]{0,3}", "", text[match.end() :] if match else text)


def before_department(text: str) -> str:
    """What stands before the department with which `text` ends, and the link between them."""
    return re.sub(rf"(?<=..)(?:{_DEPARTMENT.pattern})$", "", text.rstrip(" ,、的")).rstrip(" ,、的")


def is_department(text: str) -> bool:
    """Whether all of `text` names a department."""
    return (_DEPARTMENT.fullmatch(text.strip()) or _ANY_DEPARTMENT.fullmatch(text.strip())) is not None


def latin_organisation(text: str, *, known: bool = False) -> tuple[str, str]:
    """Returns the organisation with which `text` begins and what follows it. Without the mark of one ("Ltd",
    "University of") it counts only when it is `known` that one follows."""
    text = text.lstrip()
    if text.startswith("the ") and text[4:5].isascii() and text[4:5].isupper():
        text = text[4:]
    words: list[str] = []
    at = end = 0
    complete = False  # what stands behind a legal form is no part of the name
    for match in re.finditer(r"Sp\. z o\.o\.?|[^\s,;()|<>:]{1,40}", text[:120]):
        gap, word = text[at : match.start()], match[0]
        if words and gap.strip() and not (gap.strip() == "," and ENDS_LEGAL.fullmatch(word.rstrip("."))):
            break
        bare = word.rstrip(".!?")
        legal = (word[:1].isupper() or bare in _SMALL_LEGAL) and ENDS_LEGAL.fullmatch(bare) is not None
        if word == "I" or re.match(r"\d{4}", word) or (complete and not legal and word not in ("&", "and", "z")):
            break
        complete = legal and bool(words)
        if not (
            legal or word[:1].isupper() or word[:1].isdigit() or bool(words and word.lower() in _LINKS)
        ) or HAN.search(word):
            break
        words.append(bare if not legal else word.rstrip("!?."))
        at = match.end()
        if word.lower() not in _LINKS:
            end = match.end() - (len(word) - len(bare))
        if len(words) == 8 or (word != bare and not legal and len(bare) > 3 and bare not in ("Univ", "Inst", "Dept")):
            break
    name = text[:end].strip().rstrip(".,")
    before, served, _ = name.rpartition(" for ")
    if served and latin_person(before)[0] == before:  # "Ann Smith for Example Museum"
        return "", text
    if name and _is_latin_organisation(name, known=known):
        return name, text[end:]
    return "", text


def _is_latin_organisation(name: str, *, known: bool) -> bool:
    words = [word.strip(".,").lower() for word in name.split()]
    if words[0] in ("the", "our", "your", "a", "my", "this", "ringback", "we", "i"):
        words = words[1:] if words[0] == "the" else []
    if not words or words[0] in MAKERS or not any(char.isalpha() for char in words[0]):
        return False
    legal = ENDS_LEGAL.search(name) is not None
    if len(words) > 1 and _SURELY_LEGAL.search(name):  # "Blue Ltd"
        return True
    if _PARTNERS.fullmatch(name) and not any(word in NOT_PERSONS or word in REMARKS for word in words):
        return True
    if legal or ENDS_KIND.search(name):
        own = [word for word in words if not ENDS_LEGAL.fullmatch(word) and (legal or not ENDS_KIND.fullmatch(word))]
        return bool(own) and not all(word in NOT_PERSONS or word in REMARKS or word in _LINKS for word in own)
    if _BEGINS_KIND.match(name) or (len(words) > 2 and _STRONG_KIND.search(name)):
        return True
    if words[0] in PLACES or not known:
        return False
    return not any(word in NOT_PERSONS or word in REMARKS - _LINKS for word in words)


def is_marked(name: str) -> bool:
    """Whether a name in Latin letters says itself that it is an organisation's."""
    return _is_latin_organisation(name, known=False)


def is_organisation(text: str) -> bool:
    """Whether all of `text` is an organisation with the mark of one."""
    text = text.strip()
    name, rest = han_organisation(text) if HAN.search(text) else latin_organisation(text)
    return bool(name) and not rest.strip(" .")

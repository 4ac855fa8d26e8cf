"""What people's names look like, in Chinese and in Latin letters, and the answer to "your name?"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.flows.reading.firms import ENDS_KIND, ENDS_LEGAL
from bot.flows.reading.surnames import BEGIN_GIVEN, DOUBLE, GIVEN, NOT_GIVEN, NOT_NAMES, SINGLE
from bot.flows.reading.text import folded
from bot.flows.reading.vocabulary import MAKERS, NOT_PERSONS, PLACES, REMARKS

NAME_LIMIT, MOST_WORDS = 60, 5

_PREFIX = re.compile(
    r"^(?:(?:hi|hello|sure|yes|ok)[,!. ]{1,3})?(?:my name is|my name's|i am|i'm|this is|it's|it is|call me|"
    r"我的名字[叫是]|我叫|我是|本人|免贵姓|我姓名是|姓名|name)"
    r"\s{0,9}[:：]?\s{0,9}",
    re.IGNORECASE,
)
#: It belongs to a bare surname only.
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof)\.?\s(?=\S+\s\S)", re.IGNORECASE)
SENTENCE = re.compile(
    r"[。!?;\n]|(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|St|Co|Sp))(?<!\b(?:Mrs|Sgt|Sra|Ing|Inc|Ltd))(?<!\bProf)\.\s|(?<!\.\w)\.$"
)
_ARTICLE = re.compile(r"^(?:al|el|as|ar|ad|an)-(?=[A-Z])")
_BESIDE_LETTERS = str.maketrans("", "", "'’.-")
HAN = re.compile(r"[\u3400-\u9fff]")
TITLES = (
    "工程师|总工|工|总经理|副总|经理|总监|总|主任|主管|老师|先生|女士|小姐|太太|医生|大夫|护士长|护士|教授|博士|"
    "校长|院长|科长|处长|部长|厂长|店长|师傅|教练|船长|社长|会长|村长|镇长|董事长|研究员|技师|药师|店主|同志|大姐|大哥|"
    "课长|股长|总助|导播|老板|会计|秘书|助理|同学|局长|所长|书记|班长|组长|队长|行长|站长|律师|警官|馆长|园长|阿姨|哥|姐"
)
#: A role before a full name: "店长于洋".
ROLE = re.compile(
    rf"^[^\W请转告诉让给谢找问叫跟和你您的]{{0,4}}?(?:{TITLES}|值班员|电工|调度员?|技术员|操作[工员]|司机|店员|"
    rf"员工|文员|保安|门卫|维修工|库管|仓管|"
    rf"博士生|硕士生?|研究生|学生|业务员|采购员?|质检员?|统计员|收银员|护理员|药剂师|检验师|检验员|实验员|辅导员|班主任|"
    rf"队长|值长|工段长|设备员|安全员|信息员|施工员|行政|财务|人事|会计|出纳|保洁|后勤|内勤|文秘|专员|工头|班长|值班|"
    rf"理事长|负责人|管理员|网管|前台|同事)(?!程师)(?=[\u4e00-\u9fff]{{2,4}}$)"
)
_HAN_SURNAME = f"(?:{'|'.join(DOUBLE)}|[{''.join(sorted(SINGLE))}])"
TITLED = re.compile(rf"(?P<full>{_HAN_SURNAME}[\u4e00-\u9fff]{{0,2}}?)(?P<title>{TITLES}|(?<=^.)[处局队董])")
_END_TITLES = frozenset(title[-1] for title in TITLES.split("|")) | frozenset("处局队董")
_NICKNAME = re.compile(rf"[小老阿]{_HAN_SURNAME}")
_WORDS_LIKE_NICKNAMES = "小米 小时 小车 小包 小康 小白 小程 小幅 小水 小石 老年 老化 小金 小孔 老路 小路"
_NO_NICKNAMES = frozenset(_WORDS_LIKE_NICKNAMES.split())
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8}){1,3}")
# Characters that make a remark out of a short Chinese line.
_REMARK_HAN = frozenset(
    "的了吗呢吧啊呀哦嘛不没是我你您他她它们这那怎么什有还也又再很太更最被把让给请会能可要想就都在没烟响坏修停断卡报"
    "屏味热烫慢亮闪灯声音错谁哪"
)

_TITLE_WORDS = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "ing", "dipl", "herr", "frau", "mme", "m"}
    | {
        "sgt",
        "sergeant",
        "capt",
        "captain",
        "lt",
        "officer",
        "constable",
        "sister",
        "nurse",
        "rev",
        "fr",
        "chef",
        "hr",
        "pharmacist",
        "superintendent",
        "lic",
        "eng",
        "dott",
        "auntie",
        "col",
        "maj",
        "dra",
        "mgr",
        "sra",
        "mevr",
        "uncle",
        "inspector",
    }
)
#: What he is, before his name, and no part of it.
_WORDS_OF_ROLES = (
    "contact dispatcher caretaker supervisor foreman operator technician driver farmer receptionist owner buyer caller"
    " secretary janitor teacher director manager name requester reporter engineer"
)
_ROLES = frozenset(_WORDS_OF_ROLES.split())
_WORDS_OF_PARTICLES = (
    "van von der den de da del della di dos das du la le el al bin ibn bint ben ter ten zu zum af av y e"
)
_PARTICLES = frozenset(_WORDS_OF_PARTICLES.split())
# Surnames and first names that are also words; they count beside another part of a name.
_WORDS_OF_ALSO_NAMES = (
    "green white black brown gray grey north west east hall day park lane king young long small rich best good may"
    " april june august will frank"
    " street head lead bell page brother sharp poly mark bill grace rose dawn law price wood fox wolf bird banks"
    " hope faith joy so an do he you long"
)
_ALSO_NAMES = frozenset(_WORDS_OF_ALSO_NAMES.split())
_CAMEL = re.compile(r"^(?!(?:Mc|Mac|De|Di|La|Le|Van|Von|Fitz|Da|Du|St)[A-Z])[A-ZÀ-Þ][a-zà-ÿ]+[A-Z][a-z]+$")
_NOT_ENDINGS = (
    "able",
    "ible",
    "ing",
    "tion",
    "ful",
    "less",
    "ous",
    "ness",
    "ment",
    "platz",
    "straße",
    "strasse",
    "gasse",
)


def read_name(text: str) -> str:
    """Returns a name out of the answer to "your name?", empty when it rather reads like something else. Foreign names,
    one word and small letters are names too; a remark is none."""
    bare = _TITLE.sub("", _PREFIX.sub("", text.strip()[: NAME_LIMIT * 4]))
    value = short(bare, NAME_LIMIT)
    return value if value and not _is_remark(folded(value)) else ""


def short(text: str, limit: int) -> str:
    """Returns `text` on one line without its end mark; empty when it is long, a sentence or no word at all."""
    text = re.sub(r"(?<!\.\w)[.。,]+$", "", text.strip())  # "S.A.", "z o.o." keep theirs
    if not text or len(text) > limit or SENTENCE.search(folded(text)) or not re.search(r"\w", text):
        return ""
    return " ".join(text.split())


def _is_remark(text: str) -> bool:
    if re.search(r"\d|[@:/\\#<>{}=]", text):
        return True
    if HAN.search(text):
        return not _han_answer("".join(text.split()))
    words = [word.strip(",.()'’\"").lower() for word in text.split()]
    if len(words) > MOST_WORDS + 1:
        return True
    capitals = sum(word[:1].isupper() for word in text.split())
    if len(words) > 1 and capitals == len(words) and words[0] not in REMARKS:
        return (
            any(word in REMARKS and word not in _ALSO_NAMES for word in words[1:])
            or words[0] in NOT_PERSONS - _ALSO_NAMES
        )
    return any(
        word in REMARKS or (word in NOT_PERSONS and word not in _ALSO_NAMES) for word in words if word not in _PARTICLES
    )


def _han_answer(text: str) -> bool:
    """Whether a short Chinese line may be a name: tolerant to rare surnames, not to remarks."""
    if han_person(text, strict=False) or _FOREIGN.fullmatch(text):
        return True
    if re.search(r"[A-Za-z]", text):
        return len(text) <= 30 and not any(char in _REMARK_HAN for char in text)
    if text in SINGLE:
        return True
    if not 2 <= len(text) <= 6 or text in NOT_NAMES:
        return False
    return not any(char in _REMARK_HAN for char in text) and not any(char in NOT_GIVEN for char in text[1:])


def han_person(text: str, *, strict: bool = True) -> str:
    """Returns the person whom the whole of `text` names ("王丽", "欧阳娜娜", "张工"), empty when it names none. A full
    name comes without its title. Not `strict`: somebody said before that a name follows."""
    text = text.strip()
    if is_han_name(text, strict=strict):
        return text
    if text[-1:] in _END_TITLES and (titled := TITLED.fullmatch(text)):
        full = titled["full"]
        if len(full) == 1 or full in DOUBLE:
            return "" if text in NOT_NAMES else text
        return full if is_han_name(full, strict=strict) else ""
    if strict:
        return ""
    return text if _NICKNAME.fullmatch(text) or _FOREIGN.fullmatch(text) else ""


def is_nickname(text: str) -> bool:
    """Whether all of `text` is what colleagues call somebody: "老曹", "小孟"."""
    return text[:1] in "小老阿" and _NICKNAME.fullmatch(text) is not None and text not in _NO_NICKNAMES


def is_han_name(text: str, *, strict: bool = True) -> bool:
    """Whether `text` is a surname with a given name of one or two characters and no word."""
    double = text[:2] in DOUBLE
    surname, given = (text[:2], text[2:]) if double else (text[:1], text[1:])
    if not (double or surname in SINGLE) or not 1 <= len(given) <= 2 or not HAN.match(given):
        return False
    telling = given[1:] if len(given) == 2 and given[0] in BEGIN_GIVEN else given
    strange = given not in GIVEN and any(not "\u4e00" <= char <= "\u9fff" or char in NOT_GIVEN for char in telling)
    if strange or text in NOT_NAMES:
        return False
    return not (strict and text[:2] in NOT_NAMES and not double)


def latin_person(text: str, *, single: bool = False) -> tuple[str, str]:
    """Returns the name with which `text` begins and what follows it; empty names when it begins with none. One word
    counts only with `single` (or after Mr, Ms, Dr)."""
    words: list[str] = []
    title, at = "", 0
    for match in re.finditer(r"[^\s,;()|/@<>:]{1,40}", text[:120]):
        gap, word = text[at : match.start()], match[0]
        if (words or title) and gap.strip():
            break
        bare = word.rstrip(".!?")
        if not words and not title and bare.lower() in _TITLE_WORDS and word[:1].isupper():
            title, at = bare, match.end()
            continue
        if not words and not title and bare.lower() in _ROLES and word[:1].isupper():
            at = match.end()
            continue
        particle = bool(words) and word in _PARTICLES
        if not particle and not _is_capital(bare):
            break
        words.append(bare if len(bare) > 1 else word)
        at = match.end() - (len(word) - len(bare) if len(bare) > 1 else 0)
        if len(words) == MOST_WORDS or (word != bare and len(bare) > 1 and word != "St."):
            break
    while words and words[-1] in _PARTICLES:
        at = text.rindex(words.pop(), 0, at)
    if not words or not _persons(words) or (len(words) == 1 and not single and not title):
        return "", text
    name = " ".join(words)
    return (f"{title} {name}" if title and len(words) == 1 else name), text[at:]


def is_titled(name: str) -> bool:
    """Whether a name in Latin letters begins with a form of address: "Dr Müller"."""
    return name.partition(" ")[0].rstrip(".").lower() in _TITLE_WORDS


def is_camel(word: str) -> bool:
    """Whether a word has a large letter inside, as brands have and hardly a name: "PayLark"."""
    return _CAMEL.search(word) is not None


def _is_capital(word: str) -> bool:
    if not word.isalpha():
        if word.endswith(("'s", "’s")):
            return False
        word = _ARTICLE.sub("", word)
    return word[:1].isupper() and word.translate(_BESIDE_LETTERS).isalpha() and not HAN.search(word)


@lru_cache(maxsize=2000)
def _is_of_firms(word: str) -> bool:
    """Whether a single word is one by which organisations' names end."""
    return (ENDS_LEGAL.fullmatch(word) or ENDS_KIND.fullmatch(word)) is not None


def _persons(words: list[str]) -> bool:
    lowered = [word.lower().rstrip(".") for word in words]
    if any(map(is_camel, words)):
        return False
    if len(words) == 1 and ((words[0].isupper() and len(words[0]) > 1) or lowered[0] in PLACES):
        return False
    if any(_is_of_firms(word) for word in lowered if word not in _PARTICLES):
        return False
    spelled = [word for word in lowered if len(word) > 1]  # "A. J. Smith"
    blocked = [word for word in spelled if word in NOT_PERSONS or word in MAKERS or word in REMARKS]
    if any(word not in _ALSO_NAMES for word in blocked if word not in _PARTICLES):
        return False
    plain = [word for word in lowered if word not in _PARTICLES]
    if not plain or (blocked and len(plain) - len(blocked) < 1):
        return False
    if all(len(word) == 1 for word in plain):
        return False
    return not (len(plain) == 1 and plain[0].endswith(_NOT_ENDINGS))

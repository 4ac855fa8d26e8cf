"""Reads facts out of what people write. Small pure functions; a wrong fact is worse than a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import phonenumbers

from bot.core.tickets import PRIORITIES

_LABELS: Mapping[str, str] = {
    "name": r"your name|full name|name|contact person|contact|姓名|您的姓名|联系人|称呼|名字",
    "organisation": r"organi[sz]ation|company|company name|firm|公司名称|公司|单位名称|单位|组织|机构",
    "phone": r"phone number|telephone|phone|mobile|tel|cell|联系电话|电话号码|电话|手机号码|手机号|手机",
    "priority": r"priority|urgency|level|优先级|紧急程度|级别|响应级别",
}
# Bounded, and within one line: unbounded blanks make a regular expression take minutes on hostile text.
_MARKS = r"[^\S\n]{0,20}(?:[>|*_\-•\d.、)][^\S\n]{0,3}){0,20}"
_GAP = r"[^\S\n*_]{0,20}[*_]{0,3}[^\S\n]{0,20}"
READ_LIMIT = 20_000  # characters in which facts are looked for
_LINE = {
    field: re.compile(
        rf"^{_MARKS}(?:{words}){_GAP}(?:\([^)\n]{{0,60}}\))?{_GAP}:{_GAP}(\S.{{0,200}}?){_GAP}$",
        re.IGNORECASE | re.MULTILINE,
    )
    for field, words in _LABELS.items()
}
_PRIORITY_WORDS: Mapping[str, str] = {
    "P1": r"\b(?:urgent|emergency|critical)|紧急|十万火急|很急|非常急|特急",
    "P2": r"\bhigh\b|重要|较急",
    "P3": r"\b(?:normal|medium)\b|普通|一般",
    "P4": r"\b(?:low|question|wish)\b|咨询|建议|不急|低",
}
_P1_WORDING = re.compile(
    r"(?:everything|whole (?:office|company|site|plant|line|factory)|entire \w+|nobody|no one|production|nothing"
    r"|all (?:users|staff|machines|systems|lines))"
    r"[^.!?\n]{0,40}?(?:down|stopped|stands still|offline|out|works?\b|can (?:work|log in))"
    r"|(?:losing|lost) (?:orders|money|customers|business)"
    r"|(?:system|server|network|production|business) (?:is |are )?(?:completely |totally )?(?:down|offline|dead)"
    r"|complete outage|out of service|urgent|emergency|asap\b|P1\b"
    r"|全公司|全部(?:瘫痪|停|断|中断)|停产|瘫痪|宕机|紧急|加急|火急|无法(?:营业|生产|办公)|上不了(?:网|班)"
    r"|(?:系统|网络|服务器|业务|生产线?|产线|设备)[^。!?\n]{0,8}(?:瘫痪|中断|停了|停产|停机|宕机|崩溃|全断|挂了)"
    r"|(?:非常|十分|特别|很|万分)急",
    re.IGNORECASE,
)
_NOT_URGENT = re.compile(
    r"\bnot (?:very |that |so )?urgent|no (?:hurry|rush)|不(?:太|是很|是|很)?(?:紧急|急|着急)|非紧急", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。!?;\n]|\.\s|\.$")
_GREETING = re.compile(
    r"^(?:hi|hello|dear|thanks|thank you|regards|best regards|kind regards)\b.{0,30}$"
    r"|^(?:您好|你好|谢谢|此致|敬礼).{0,20}$",
    re.IGNORECASE,
)
_NAME_PREFIX = re.compile(r"^(?:my name is|i am|i'm|this is|我叫|我是|我姓名是|姓名|name)\s*[:：]?\s*", re.IGNORECASE)
_FIRM_PREFIX = re.compile(
    r"^(?:we are from\b|i work (?:for|at)\b|company\s*[:：]|(?:我们公司|我们|公司|单位)\s*[:：是])\s*", re.IGNORECASE
)
NAME_LIMIT, ORGANISATION_LIMIT = 60, 100
_DIGITS = re.compile(r"\d(?:[^\d\n]{0,4}\d){3}")  # fewer are no number; searching for one takes long
# How Chinese writes an extension; phonenumbers knows "ext." only.
_EXTENSION = re.compile(r"\s{0,3}(?:转|轉|分机号?)\s{0,3}:?\s{0,3}(?=\d)")


def own_words(text: str) -> str:
    """Returns `text` without the quoted lines that he answers; all of it when there is nothing else. What he quotes
    is not what he says."""
    if ">" not in text:
        return text
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return own if own.strip() else text


def _folded(text: str) -> str:
    """Full-width digits and letters become ordinary ones."""
    return unicodedata.normalize("NFKC", text)


def read_phone(text: str, region: str) -> str:
    """Returns the first phone number in `text`: E.164 with its extension, or as written when only its shape is
    a number's; empty when there is none. `region` (ISO 3166) reads national numbers."""
    folded = _folded(text[:READ_LIMIT])
    if not _DIGITS.search(folded):
        return ""
    folded = _EXTENSION.sub(" ext. ", folded)
    for match in phonenumbers.PhoneNumberMatcher(folded, region):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        return number + (f" ext. {match.number.extension}" if match.number.extension else "")
    return ""


def read_phone_answer(text: str, region: str) -> str:
    """Like read_phone, for the answer to the question itself: also accepts an unusual number as it is written."""
    found = read_phone(text, region)
    if found:
        return found
    plain = re.sub(r"[\s().\-/]", "", _folded(text[:READ_LIMIT]))
    return plain if re.fullmatch(r"\+?\d{5,15}(?:(?:ext|x|转|#)\d{1,6})?", plain, re.IGNORECASE) else ""


def read_priority(text: str, *, answer: bool) -> str:
    """Returns P1..P4 or empty. In an `answer` to the question single digits and words count too."""
    folded = _folded(text[:READ_LIMIT]).strip()
    found = re.search(r"(?<![A-Za-z0-9])[Pp]\s?([1-4])(?!\d)", folded)
    if found:
        return f"P{found[1]}"
    if not answer:
        return ""
    if re.fullmatch(r"[1-4]\W*", folded):
        return f"P{folded[0]}"
    if len(folded) > 40 or _NOT_URGENT.search(folded):
        return "P4" if _NOT_URGENT.search(folded) and len(folded) <= 40 else ""
    return next((level for level in PRIORITIES if re.search(_PRIORITY_WORDS[level], folded, re.IGNORECASE)), "")


def read_name(text: str) -> str:
    """Returns a name out of the answer to "your name?", empty when it rather reads like something else."""
    return _short(_NAME_PREFIX.sub("", text.strip()), NAME_LIMIT)


def read_organisation(text: str) -> str:
    """Returns an organisation out of the answer to the question, empty when it reads like something else."""
    return _short(_FIRM_PREFIX.sub("", text.strip()), ORGANISATION_LIMIT)


def _short(text: str, limit: int) -> str:
    text = text.strip().rstrip(".。,")
    if not text or len(text) > limit or _SENTENCE.search(_folded(text)) or not re.search(r"\w", text):
        return ""
    return " ".join(text.split())


def read_labelled(text: str, region: str) -> dict[str, str]:
    """Reads lines such as "Name: …" or "公司:…", quoted or not. Empty labels give nothing; a value that does
    not fit its field gives nothing."""
    found: dict[str, str] = {}
    folded = _folded(text[:READ_LIMIT])
    for field, pattern in _LINE.items():
        values = (read_field(field, match[1], region) for match in pattern.finditer(folded))
        value = next(filter(None, values), "")
        if value:
            found[field] = value
    return found


def read_field(field: str, text: str, region: str) -> str:
    """Reads the answer to the question about `field`; empty when the text does not answer it."""
    if field == "name":
        return read_name(text)
    if field == "organisation":
        return read_organisation(text)
    if field == "phone":
        return read_phone_answer(text, region)
    return read_priority(text, answer=True)


def read_lines(text: str, wanted: Iterable[str], region: str) -> dict[str, str]:
    """Reads unlabelled answers, one a line, in the order in which they were asked. Name and organisation are only
    taken when exactly as many lines are left as fields are wanted."""
    lines = [line.strip() for line in _folded(text[:READ_LIMIT]).splitlines()]
    lines = [re.sub(r"^\d{1,2}[.、)]\s*", "", line) for line in lines if line and not _GREETING.match(line)][:8]
    wanted = list(wanted)
    found: dict[str, str] = {}
    for field in ("phone", "priority"):
        hit = next(
            (line for line in lines if field in wanted and len(line) <= 40 and read_field(field, line, region)), ""
        )
        if hit:
            found[field] = read_field(field, hit, region)
            lines.remove(hit)
    names = [field for field in ("name", "organisation") if field in wanted]
    if names and len(lines) == len(names) and all(read_field(f, v, region) for f, v in zip(names, lines, strict=True)):
        found |= {f: read_field(f, v, region) for f, v in zip(names, lines, strict=True)}
    return found


def sounds_urgent(text: str) -> bool:
    """Whether it sounds like P1: the customer's business stands still. Recall before precision."""
    folded = _folded(own_words(text[:READ_LIMIT]))
    return bool(_P1_WORDING.search(folded)) and not _NOT_URGENT.search(folded)


def language_of(text: str, otherwise: str) -> str:
    """Returns "zh" when the text is written in Chinese, "en" when in Latin letters, else `otherwise`."""
    text = text[:READ_LIMIT]
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    if chinese == latin == 0:
        return otherwise
    return "zh" if chinese * 2 >= latin else "en"

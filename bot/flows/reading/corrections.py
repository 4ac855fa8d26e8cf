"""What he states or corrects in so many words, at any time: "my number is …", "不对,我叫…", "公司写错了,是…"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.flows.reading.introductions_en import introductions as introductions_en
from bot.flows.reading.introductions_zh import introductions as introductions_zh
from bot.flows.reading.introductions_zh import person_at
from bot.flows.reading.names import HAN, latin_person, read_name
from bot.flows.reading.organisations import read_organisation
from bot.flows.reading.phones import read_own_phone, read_phone, read_phone_answer
from bot.flows.reading.priorities import read_priority
from bot.flows.reading.text import folded, own_words
from bot.flows.reading.urgency import NOT_URGENT

#: A correction is short; a longer message is a description.
LONGEST, LONGEST_PRIORITY = 600, 40

_WRONG = (
    r"(?:\s{0,3}(?:写错了?|错了|不对|变了|换了|有误|更新了?|改了))?[\s,:;.!-]{0,3}"
    r"(?:应该|应当|现在|请|已经?|帮我|新的|正确的?)?"
)
_COPULA = r"(?:是|改名叫|改名为|更名为|叫做?|改成|改为|换成|更正为|变成|更新为|为)"
_WRONG_EN = (
    r"(?:'s name| name| number| phone| no)?(?: (?:is|was) wrong| has changed| changed)?[\s,:;.!-]{0,3}"
    r"(?:it )?(?:is|it's|should (?:be|read)|must be|to)?(?: now| actually| really| called| spelled| spelt| written)?"
    r"[\s:]{1,3}"
)
_REST_EN = r"(?P<rest>[^,;!?\n]{2,80})"
_NUMBER, _NUMBER_EN = r"(?P<rest>\+?[\d(][^,。;!?\n]{4,40})", r"(?P<rest>\+?[\d(][^;!?\n]{4,40})"


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_STATES = {
    "phone": _all(
        rf"(?:电话|手机|号码|联系方式|联系电话|手机号|座机){_WRONG}(?:{_COPULA}|用)?[\s:]{{0,3}}{_NUMBER}",
        rf"(?:打|拨|打到|改打|请打|回)(?:给我)?(?:这个)?(?:电话|号码|手机)?[\s:]{{0,3}}{_NUMBER}",
        r"\b(?:my|the|our|correct|new|right|phone|mobile|cell|contact)"
        r"(?: (?:new|correct|right|phone|mobile|cell|direct|contact|office|telephone)){0,3}"
        rf" ?(?:number|phone|mobile|cell|telephone|extension){_WRONG_EN}{_NUMBER_EN}",
        r"\b(?:call|reach|ring|phone|text)(?: me| us)?(?: back)?(?: please)? (?:on|at|under|via)(?: the number)? "
        + _NUMBER_EN,
        r"\b(?:use|take)(?: the number| this number:?)? (?P<rest>\+?[\d(][^;!?\n]{4,40}?)(?: instead|$|[.,])",
        r"\b(?:wrong|incorrect) (?:phone |mobile )?number[,.;:!]{0,2} "
        r"(?:it's |it is |please use |use |the right one is |mine is )?" + _NUMBER_EN,
    ),
    "organisation": _all(
        rf"(?:公司|单位|公司名称?|公司名字|单位名称|机构){_WRONG}{_COPULA}[\s:]{{0,3}}(?P<rest>[^,。;!?\n]{{2,60}})",
        rf"\b(?:my|our|the|wrong|correct|right) (?:company|organi[sz]ation|firm|employer){_WRONG_EN}{_REST_EN}",
        r"\b(?:we are|we're) (?:now )?called (?P<rest>[^,;!?\n]{2,80}?)(?: now)?$",
        rf"\b(?:i work (?:for|at)|change (?:the|my|our) (?:company|organi[sz]ation|firm)(?: name)? to) {_REST_EN}",
    ),
    "name": _all(
        rf"(?:名字|姓名|称呼|联系人){_WRONG}{_COPULA}[\s:]{{0,3}}(?P<rest>[^,。;!?\n]{{2,20}})",
        r"(?:^|[,。;!\s])我(?:的名字)?叫\s{0,3}(?P<rest>[^,。;!?\n]{2,20})",
        rf"\b(?:my|the|correct|right) (?:full |last |first |correct )?name{_WRONG_EN}{_REST_EN}",
        rf"\bchange (?:the|my) name to {_REST_EN}",
    ),
}
_CUE = re.compile(
    r"^\W{0,5}(?:不对|不是|错了|写错了?|有误|更正|纠正|搞错了|记错了|no\b|sorry|actually|correction|wrong|not"
    r" (?:quite|right|correct)|that'?s (?:wrong|not))[^\w]{0,5}",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^(?:应该|其实|而)?(?:是|it's|it is|it should be|should be|the right one is)\s{0,3}", re.IGNORECASE)
_NOT_THAT = re.compile(
    r"(?:不是|不叫)(?P<old>[^,。;!\n]{2,30})[,。;\s]{1,3}(?:而|应该)?(?:是|叫)(?P<new>[^,。;!\n]{2,30})"
)
_NOT_THAT_EN = re.compile(
    r"(?:it's |it is |i'm |i am |we are )?(?P<new>[^,;!\n]{2,60}?),? not (?P<old>[^,.;!\n]{2,60})", re.IGNORECASE
)
#: He takes back what he wrote before; a number beside it is the right one.
_SLIP = re.compile(
    r"\b(?:oops|whoops|wrong|mistake|typo|mistyped|i meant?|correction|incorrect|not that one|rather)\b"
    r"|打错|写错|错了|输错|不对|更正|应该是|改成|换成",
    re.IGNORECASE,
)
LONGEST_SLIP = 80
#: A level that he gives beside other things; and the extension of a number that is known.
_LEVEL = re.compile(
    r"(?:^|[.!;,\n]\s{0,3})(?:(?:make it|it's|it is|priority(?: is)?|算|按|定|优先级(?:是|算"
    r"|为)?)\s{0,2}:?)?(p[1-4])(?: please|吧|,|\.|;|!|$|\n)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"分机号?(?:写错了?[,，]?)?(?:应该)?(?:是|改成|改为|换成|为)\s{0,3}(\d{1,6})(?!\d)"
    r"|\b(?:my |the )?ext(?:ension|\.)?(?: number)?(?: is| should be| to|:)(?: now| actually)? ?(\d{1,6})\b",
    re.IGNORECASE,
)


def read_corrections(text: str, known: Mapping[str, str], region: str) -> dict[str, str]:
    """Returns the fields that he states or corrects by name. `known` is what has been noted: "not Li, but Lee" tells
    by it which field he means."""
    plain = folded(own_words(text)).strip()
    if len(plain) > LONGEST:
        return {}
    found: dict[str, str] = {}
    for field, value in (*_stated(plain, region), *_instead(plain, known), *_cued(plain, known, region)):
        found.setdefault(field, value)
    if known.get("phone") and "phone" not in found and len(plain) <= LONGEST_SLIP and _SLIP.search(plain):
        found |= {"phone": phone} if (phone := read_own_phone(plain, region)[0] or read_phone(plain, region)) else {}
    if known.get("phone") and "phone" not in found and (extension := _EXTENSION.search(plain)):
        found["phone"] = f"{known['phone'].partition(' ext. ')[0]} ext. {extension[1] or extension[2]}"
    if len(plain) <= LONGEST_PRIORITY and not plain.endswith("?"):
        calm = bool(known.get("priority")) and NOT_URGENT.search(plain) is not None
        if priority := read_priority(plain, answer=calm):
            found["priority"] = priority
    elif level := _LEVEL.search(plain):
        found["priority"] = level[1].upper()
    return found


def _stated(text: str, region: str) -> Iterator[tuple[str, str]]:
    for field, patterns in _STATES.items():
        for match in (match for pattern in patterns for match in pattern.finditer(text)):
            if value := _value(field, match["rest"], region):
                yield field, value


def _value(field: str, rest: str, region: str) -> str:
    rest = rest.strip(" .\"'“”")
    if field == "phone":
        return read_phone(rest, region) or read_phone_answer(rest.split(",")[0], region)
    if field == "organisation":
        return read_organisation(re.split(r"\.\s|,? not |,? and |了$", rest, maxsplit=1)[0])
    if HAN.match(rest):
        return person_at(rest, strict=False)[0] or read_name(rest)
    name, after = latin_person(rest, single=True)
    return name if name and not after.strip(" .") else read_name(re.split(r"\.\s|,? not |,? and ", rest, maxsplit=1)[0])


def _instead(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """ "Not this but that", where "this" is what we have noted."""
    for pattern in (_NOT_THAT, _NOT_THAT_EN):
        if match := pattern.search(_CUE.sub("", text) if pattern is _NOT_THAT_EN else text):
            for field in ("name", "organisation"):
                if known.get(field) and folded(known[field]).casefold() == match["old"].strip(" .").casefold():
                    value = _value(field, match["new"], "")
                    yield from ((field, value),) if value else ()


def _cued(text: str, known: Mapping[str, str], region: str) -> Iterator[tuple[str, str]]:
    """After "no," or "不对,": what he says of himself counts, and a number is the right number."""
    cue = _CUE.match(text)
    if cue is None:
        return
    rest = text[cue.end() :]
    tell = introductions_zh if HAN.search(rest) else introductions_en
    for field, proposal in tell(rest):
        if proposal.why == "stated":
            yield field, proposal.value
    if known.get("phone") and len(rest) <= 60 and (phone := read_phone(rest, region)):
        yield "phone", phone
    bare = _ONLY.sub("", rest)
    if (
        bare != rest
        and known.get("name")
        and re.fullmatch(r"[^\d,。;!?]{2,30}", bare)
        and person_at(bare, strict=True)[0] == bare
    ):
        yield "name", bare

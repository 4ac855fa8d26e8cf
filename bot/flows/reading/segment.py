"""One fact of a list without labels: a name, an organisation, a number, or two of them together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.flows.reading.firms_zh import TRADE
from bot.flows.reading.given_names import begins_name
from bot.flows.reading.introductions_zh import person_at
from bot.flows.reading.names import HAN, ROLE, TITLES, han_person, is_nickname, is_titled, latin_person
from bot.flows.reading.organisations import (
    after_department,
    han_organisation,
    is_department,
    is_generic,
    is_organisation,
    latin_organisation,
)
from bot.flows.reading.places_zh import is_placed_firm
from bot.flows.reading.roles import after_role, is_role
from bot.flows.reading.surnames import SINGLE

LONGEST_FACT = 30  # Chinese characters: what is longer tells a story

_PHONE = re.compile(
    r"[一幺][三四五六七八九][〇零一二三四五六七八九幺]{9}|"
    r"(?:(?:my |our )?(?:tel|phone|mobile|cell|number|电话|手机|m"
    r"|t)(?: is)?)?[.:]?\s{0,2}\+?\(?\d[\d\s()./-]{5,20}(?:\s?(?:ext|x|转|"
    r"分机)\.?\s?\d{1,6})?",
    re.IGNORECASE,
)
#: "Ann Smith +44 20 7946 0018": no mark stands between.
_NAME_AND_PHONE = re.compile(r"([^\d,;]{2,40}?)[ :]{1,3}(?:\+|\(?0)\d[\d ()/.-]{6,20}\d")
_MARK = re.compile(
    r"^(?:来自|(?:(?:sent|written|reported|posted|logged|raised|submitted) )?by|"
    r"(?:kind |best |warm )?(?:regards|rgds|cheers"
    r"|thx|thanks|br)(?=\s[A-Z])|from|name|caretaker|reported by|requester|caller|"
    r"(?:site |local |on-?site )?contact(?: person)?|from:|报修人|姓名|单位|公司|"
    r"联系人|署名)\s{0,2}:?\s{0,2}(?=\S)",
    re.IGNORECASE,
)
_CAPITAL, _DIGIT = re.compile(r"[A-Z]"), re.compile(r"\d")
#: "Rig IT: Ann Smith": what stands before is what she is, unless it says that she is somebody else.
_BEFORE_PERSON = re.compile(r"[A-Z][\w&/ -]{1,24}:\s{1,2}(?=[A-Z])")
_SOMEBODY_ELSE = re.compile(
    r"\b(?:cc|to|attn|attention|fao|for|dear|supplier|vendor|customer|client|courier|boss|colleague|landlord|tell|ask|"
    r"signed by|made by|with|former|previous|old)\b",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:(?:sent|written|reported|posted|logged|raised|submitted) by|name|requester|caller)\b", re.IGNORECASE
)
#: "IT lead for Example Ltd".
_ROLE_AT = re.compile(r"(?P<role>[\w&/ -]{2,30}?) (?:for|at|of|with|@) (?:the )?(?P<rest>[A-Z].{1,60})")
#: "Amy 陈", and a Latin name beside the Chinese one.
_BOTH = re.compile(rf"[A-Z][a-z]{{1,12}}\s?[{''.join(sorted(SINGLE))}]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part between two commas: what it names, and whether it begins or ends its line, or begins a sentence."""

    text: str
    name: str = ""
    organisation: str = ""
    phone: bool = False
    first: bool = False
    last: bool = False
    begins: bool = False

    @property
    def given(self) -> bool:
        """Whether its name is known by a given one."""
        return begins_name(self.name) or is_titled(self.text)

    @property
    def labelled(self) -> bool:
        """Whether it says before a given name that he wrote."""
        return self.given and _WROTE.match(self.text) is not None

    @property
    def told(self) -> bool:
        """Whether it is one of the facts of a list."""
        return bool(self.name or self.organisation or self.phone)


def read_segment(part: str, *, first: bool = False, last: bool = False, begins: bool = False) -> Segment:
    """What a part of a list names."""
    name, organisation, phone = _named(part)
    return Segment(part, name, organisation, phone, first, last, begins)


@lru_cache(maxsize=256)  # the last line of a message is looked at twice
def _named(part: str) -> tuple[str, str, bool]:
    text = _MARK.sub("", part, count=1)
    if _is_prose(text):
        return "", "", False
    if len(text) > 60 or _PHONE.fullmatch(text):
        return "", "", _PHONE.fullmatch(text) is not None
    if trailing := _NAME_AND_PHONE.fullmatch(text):
        text = trailing[1]
    name, organisation = _han(text.removesuffix("的")) if HAN.search(text) else _latin(text)
    return name, organisation, False


#: What stands between a firm and the name of him who works there.
_ROLE_HAN = re.compile(rf"(?:{TITLES}|当班|值班|客服|门卫|保安|前台|调度|网管|管理员|负责人|店员|电工){{1,2}}")


_STREET_SHOP = re.compile(r"^[\u4e00-\u9fff]{2,6}[路街道巷]店")


def _han(text: str) -> tuple[str, str]:
    if not HAN.search(text):
        return _latin(text)
    if len(text) > LONGEST_FACT:
        return "", ""
    if _BOTH.fullmatch(text):
        return text, ""
    if TRADE.fullmatch(text) and not is_generic(text):
        return "", text
    organisation, rest = han_organisation(text)
    rest = _STREET_SHOP.sub("", rest) if organisation else rest
    if organisation and (not rest or is_department(rest) or _ROLE_HAN.fullmatch(rest)):
        return "", organisation
    trade = None if organisation else TRADE.match(text)
    if trade and not is_generic(trade[0]) and (trade[0] == text or _is_person(text[trade.end() :])):
        return text[trade.end() :], trade[0]
    if not organisation and is_placed_firm(text) and not is_department(text):
        return "", text
    if is_department(text):
        return "", organisation if organisation == text else ""
    rest = ROLE.sub("", after_department(rest if organisation else text), count=1)
    name = rest if is_nickname(rest) else han_person(rest, strict=True) if rest else ""
    if rest and not name and organisation:
        person, tail = person_at(rest, strict=True) if rest != text else ("", "")
        name, organisation = (person, organisation) if person and not tail.strip() else ("", "")
    return name, organisation


def _latin(text: str) -> tuple[str, str]:
    if (label := _BEFORE_PERSON.match(text)) and not _SOMEBODY_ELSE.search(label[0]) and _is_given(text[label.end() :]):
        text = text[label.end() :]
    text = _without_rank(after_role(text))
    if (at := _ROLE_AT.fullmatch(text)) and is_role(at["role"]):
        firm, rest = latin_organisation(at["rest"], known=True)
        return "", firm if not rest.strip(" .") else ""
    organisation = text.rstrip(".") if is_organisation(text) else ""
    person, after = latin_person(text, single=True)
    name = person if person and not after.strip(" .") and not organisation else ""
    return (name, organisation) if name or organisation else _joined(text)


def _without_rank(text: str) -> str:
    """ "OIM Ann Smith", "Ann in accounts"."""
    if (rank := re.match(r"[A-Z]{2,5} (?=[A-Z][a-z])", text)) and _is_given(text[rank.end() :]):
        text = text[rank.end() :]
    unit = re.match(r"(?P<name>[A-Z]\w{1,15}) (?:in|from) (?P<unit>[\w& ]{2,30})", text)
    return unit["name"] if unit and begins_name(unit["name"]) and is_role(unit["unit"]) else text


def _is_given(text: str) -> bool:
    return begins_name(latin_person(text, single=True)[0])


def _is_person(text: str) -> bool:
    return is_nickname(text) or bool(han_person(text, strict=True))


def _is_prose(text: str) -> bool:
    """Whether it is no fact of a list: several words of which only the first is written large."""
    return text.count(" ") > 2 and _CAPITAL.search(text, 1) is None and text.isascii() and not _DIGIT.search(text)


def _joined(text: str) -> tuple[str, str]:
    """ "Ann @ Example Ltd", "Ann Smith from Example Ltd"."""
    person, after = latin_person(text, single=True)
    link = re.match(r"^\s{0,2}(@|from|at|of|for)\s{0,2}(?=\S)", after) if person else None
    if link is None:
        return "", ""
    known = link[1] == "@" or (link[1] in ("from", "at", "of") and begins_name(person))
    firm, rest = latin_organisation(after[link.end() :], known=known)
    return (person, firm) if firm and not rest.strip(" .") else ("", "")

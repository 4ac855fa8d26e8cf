"""Lists of facts without labels: "王丽,蓝天公司,138…", "Printer down. Ann Smith, Example Ltd"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.impression import Proposal
from bot.flows.reading.closings import is_closing
from bot.flows.reading.firms_zh import BRANCH, TRADE
from bot.flows.reading.introductions_zh import person_at
from bot.flows.reading.names import HAN, ROLE, TITLED, TITLES, han_person, is_nickname, latin_person
from bot.flows.reading.organisations import (
    after_department,
    han_organisation,
    is_department,
    is_generic,
    is_organisation,
    latin_organisation,
)

MOST_SEGMENTS = 200
LONGEST_FACT = 30  # Chinese characters: what is longer tells a story

_SPLIT = re.compile(
    r"[,、;|/•()\[\]【】。!?~]|\s[-–—]{1,2}\s|(?<!\bSt)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bCo)(?<!Mrs)(?<!Prof)\.(?=\s"
    r"|$)|"
    r"(?<=[\u4e00-\u9fff])[-—_](?=[\u4e00-\u9fffA-Z\d])|(?<=\d)[-—](?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])(?=\+?\d{7})|(?<=\d{7})(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?:\s{1,3}|:)|"
    r"\s{1,3}(?=[\u4e00-\u9fff])"
)
_PHONE = re.compile(
    r"(?:(?:my |our )?(?:tel|phone|mobile|cell|number|电话|手机|m"
    r"|t)(?: is)?)?[.:]?\s{0,2}\+?\(?\d[\d\s()./-]{5,20}(?:\s?(?:ext|x|转|"
    r"分机)\.?\s?\d{1,6})?",
    re.IGNORECASE,
)
#: "Ann Smith +44 20 7946 0018": no mark stands between.
_NAME_AND_PHONE = re.compile(r"([^\d,;]{2,40}?)[ :]{1,3}\+\d[\d ()/.-]{6,20}\d")
_PHONE_LABEL = re.compile(
    r"(?:联系)?(?:电话|手机|手机号|座机)|tel|phone|mobile|cell|ext\.? ?\d{1,6}|(?:转|分机)\s?\d{1,6}", re.IGNORECASE
)
_MARK = re.compile(
    r"^(?:来自|by|from|name|caretaker|reported by|requester|caller|contact(?: person)?|from:|报修人|姓名|单位|公司|"
    r"联系人|署名)\s{0,2}:?\s{0,2}(?=\S)",
    re.IGNORECASE,
)
_FORM_OF_ADDRESS = re.compile(rf"(?:[\u4e00-\u9fff]{{0,3}}(?:{TITLES})|女士|先生|小姐|老师|太太)")
#: Whoever is named with one of these is ours, or a dealer's.
_OURS = re.compile(r"[^\W]{0,6}(?:工程师|师傅|客服|技术员|维修工|销售|业务员)")
_OPEN, _CLOSE = "\ue000", "\ue001"  # stand for the brackets of a name that are no marks
_CAPITAL, _DIGIT = re.compile(r"[A-Z]"), re.compile(r"\d")
_HANDED_ON = re.compile(
    r"(?:告诉|转告|转给|让|叫|给|问|跟|和|找过|感谢|谢谢|抬头写?|开给|寄给|发给|卖给|收货|客户|供应商|厂家|厂商|"
    r"代理商|guy|neighbou?r|colleague|friend|technician|engineer|dealer|supplier|installer|contractor|electrician"
    r"|tell|told|ask|asked|inform|thank|thanks|cc|by|with|from|to|"
    r"and)$",
    re.IGNORECASE,
)


_LABELS = {
    "name": ("姓名", "联系人", "称呼", "报修人", "name", "Name"),
    "organisation": ("公司", "单位", "公司名称", "单位名称", "company", "Company"),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part between two commas: what it names, and whether it begins or ends its line."""

    text: str
    name: str = ""
    organisation: str = ""
    phone: bool = False
    first: bool = False
    last: bool = False

    @property
    def told(self) -> bool:
        """Whether it is one of the facts of a list."""
        return bool(self.name or self.organisation or self.phone)


def listed(lines: list[str]) -> Iterator[tuple[str, Proposal]]:
    """Names and organisations that stand as facts of their own, beside one another or beside a number. Where two
    different ones stand, none is taken."""
    segments = [segment for line in lines for segment in _segments(line)][:MOST_SEGMENTS]
    for field in ("name", "organisation"):
        found = {
            getattr(segment, field): segment.text
            for at, segment in enumerate(segments)
            if getattr(segment, field) and _counts(segments, at, field)
        }
        if len(found) == 1:
            (value, words) = next(iter(found.items()))
            yield field, Proposal(value, words, "listed")


def last_pair(lines: list[str]) -> Iterator[tuple[str, Proposal]]:
    """The last words "Ann Smith, Northwind": a full name, and an organisation without the mark of one."""
    if not lines:
        return
    sentence = re.split(r"[.!?。]\s", lines[-1])[-1]
    segments = list(_segments(sentence))
    if segments and segments[-1].phone:
        segments.pop()
    if len(segments) != 2 or HAN.search(sentence):
        return
    for one, other in (segments, segments[::-1]):
        firm, rest = latin_organisation(other.text, known=True)
        if one.name and " " in one.name and firm and not rest.strip(" .") and not other.organisation:
            if other.name:
                continue  # who of them is the person?
            yield "name", Proposal(one.name, one.text, "listed")
            yield "organisation", Proposal(firm, other.text, "listed")
            return


def _segments(line: str) -> Iterator[Segment]:
    whole = BRANCH.sub(lambda match: match[0].replace("(", _OPEN).replace(")", _CLOSE), line[:400])
    parts = [part.strip(" :\"'“”*_-").replace(_OPEN, "(").replace(_CLOSE, ")") for part in _SPLIT.split(whole)]
    parts = [
        part for part in parts if part and not _PHONE_LABEL.fullmatch(part) and not _FORM_OF_ADDRESS.fullmatch(part)
    ]
    for at, part in enumerate(parts):
        yield _segment(part, first=at == 0, last=at == len(parts) - 1)


def _segment(part: str, *, first: bool, last: bool) -> Segment:
    text = _MARK.sub("", part, count=1)
    name = organisation = ""
    if _is_prose(text):
        return Segment(part, first=first, last=last)
    if len(text) > 60 or _PHONE.fullmatch(text):
        return Segment(part, phone=_PHONE.fullmatch(text) is not None, first=first, last=last)
    if trailing := _NAME_AND_PHONE.fullmatch(text):
        text = trailing[1]
    if HAN.search(text):
        if len(text) > LONGEST_FACT:
            return Segment(part, first=first, last=last)
        text = text.removesuffix("的")
        if not HAN.search(text):
            return _segment(text, first=first, last=last)
        organisation, rest = han_organisation(text)
        trade = None if organisation else TRADE.match(text)
        if trade and not is_generic(trade[0]) and (trade[0] == text or _is_person(text[trade.end() :])):
            return Segment(part, text[trade.end() :], trade[0], first=first, last=last)
        rest = ROLE.sub("", after_department(rest) if organisation else text, count=1)
        name = rest if is_nickname(rest) else han_person(rest, strict=True) if rest else ""
        if rest and not name and organisation:
            person, tail = person_at(rest, strict=True) if rest != text else ("", "")
            name, organisation = (person, organisation) if person and not tail.strip() else ("", "")
    else:
        organisation = text.rstrip(".") if is_organisation(text) else ""
        person, after = latin_person(text, single=True)
        name = person if person and not after.strip(" .") and not organisation else ""
        if not name and not organisation:
            name, organisation = _joined(text)
    return Segment(part, name, organisation, first=first, last=last)


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
    firm, rest = latin_organisation(after[link.end() :], known=link[1] == "@")
    return (person, firm) if firm and not rest.strip(" .") else ("", "")


def _counts(segments: list[Segment], at: int, field: str) -> bool:
    """Whether what the segment names is a fact of the writer's list."""
    segment = segments[at]
    before = segments[at - 1] if at else Segment("")
    after = segments[at + 1] if at + 1 < len(segments) else Segment("")
    if _HANDED_ON.search(before.text) and not segment.first and not is_closing(before.text):
        return False
    if before.text in _LABELS[field]:
        return True
    if field == "name" and any(one.name and not one.organisation for one in (before, after)):
        return False  # which of two names is his?
    both = bool(segment.name and segment.organisation)
    others = [one for one in (before, after) if one.phone or (one.organisation if field == "name" else one.name)]
    if is_department(before.text) or is_department(after.text):
        beyond = segments[max(0, at - 2) : at] + segments[at + 1 : at + 3]
        others += [one for one in beyond if one.phone or (one.organisation if field == "name" else one.name)]
    if field == "organisation":
        edge = at == len(segments) - 1 or (segment.last and at < 4) or (segment.first and segment.last and at == 0)
        return both or bool(others) or edge or HAN.search(segment.text) is not None
    if at and is_closing(before.text) and _is_full(segment):
        return True
    if segment.last and at and ROLE.match(segment.text) and not _OURS.match(segment.text):
        return True
    closed = (
        at == len(segments) - 1
        and at > 0
        and (is_department(before.text) or (is_closing(before.text) and before.first))
    )
    alone = segment.first and segment.last
    if closed and _is_full(segment):
        return True
    if both or (
        others and (not segment.first or at > 0 or segment.last or not TITLED.fullmatch(segment.name) or bool(others))
    ):
        return _is_full(segment) or both or any(one.organisation for one in others) or any(one.phone for one in others)
    return alone and at == len(segments) - 1 and at > 0 and _is_full(segment)


def _is_full(segment: Segment) -> bool:
    """Whether the name has more than one part."""
    return " " in segment.name or (HAN.match(segment.name) is not None and not TITLED.fullmatch(segment.name))

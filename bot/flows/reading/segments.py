"""Lists of facts without labels: "王丽,蓝天公司,138…", "Printer down. Ann Smith, Example Ltd"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.core.impression import Proposal
from bot.flows.reading.closings import is_closing
from bot.flows.reading.firms_zh import BRANCH
from bot.flows.reading.names import HAN, ROLE, TITLED, TITLES, han_person, is_camel, is_titled
from bot.flows.reading.organisations import (
    is_department,
    latin_organisation,
)
from bot.flows.reading.roles import is_role, is_unit
from bot.flows.reading.segment import Segment, read_segment
from bot.flows.reading.surnames import SINGLE

MOST_SEGMENTS = 200

_SPLIT = re.compile(
    r"[,、;|/•()\[\]【】。!?~]|\s[-–—]{1,2}\s"
    r"|(?<!\bSt)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bCo)(?<!Mrs)(?<!Prof)(?<!Univ)(?<!\b[A-Z])(?<!Lic)(?<!Ing)(?<!Eng)"
    r"\.(?=\s|$)|"
    r"(?<=[\u4e00-\u9fff])[-—_](?=[\u4e00-\u9fffA-Z\d])|(?<=\d)[-—](?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])(?=\+?\d{7})|(?<=\d{7})(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?:\s{1,3}|:)|"
    r"\s{1,3}(?=[\u4e00-\u9fff])"
)
_PHONE_LABEL = re.compile(
    r"(?:联系)?(?:电话|手机|手机号|座机)|tel|phone|mobile|cell|ext\.? ?\d{1,6}|"
    r"(?:转|分机|内线|短号|小号|集团号)\s?:?\s?\d{1,6}",
    re.IGNORECASE,
)
_FORM_OF_ADDRESS = re.compile(rf"(?:[\u4e00-\u9fff]{{0,3}}(?:{TITLES})|女士|先生|小姐|老师|太太)")
#: Whoever is named with one of these is ours, or a dealer's.
_OURS = re.compile(r"[^\W]{0,6}(?:工程师|师傅|客服|技术员|维修工|销售|业务员)")
#: Brackets that are part of a firm's name or of a number.
_BRACKETED = re.compile(rf"{BRANCH.pattern}|\(\d{{1,5}}\)(?=[ -]?\d)")
_OPEN, _CLOSE, _BLANK, _COMMA = "\ue000", "\ue001", "\ue002", "\ue003"  # stand for the brackets and the blank of a name
_BACK = str.maketrans({_OPEN: "(", _CLOSE: ")", _BLANK: " ", _COMMA: ","})
_STOPS = frozenset(".。!?;")
#: "Amy 陈".
_NAME_IN_BOTH = re.compile(rf"\b([A-Z][a-z]{{1,12}}) ([{''.join(sorted(SINGLE))}])(?=[\s,。;()、|/\d]|$)")
_LEGAL_FORM = re.compile(r",(?= ?(?:Ltd|Inc|LLC|Limited|S\.A)\b)")
_LATIN_BESIDE = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}) ?\(?[A-Z][a-z]{1,12}(?: [A-Z][a-z]{1,12})?\b\)?"
)
_HANDED_ON = re.compile(
    r"(?:告诉|转告|转给|让|叫|给|问|跟|和|找过|感谢|谢谢|抬头写?|开给|寄给|发给|卖给|收货|铭牌|品牌|牌子|生产商|制造商|客户|供应商|厂家|厂商|"
    r"代理商|甲方|乙方|业主方|(?:客户|供应商|厂家|甲方|对方|他们)(?:那边|这边|方|的|是|名称?)|"
    r"guy|neighbou?r|colleague|friend|technician|engineer|dealer|supplier|installer|contractor|electrician|tell|told|ask|asked|inform|thank|thanks|cc|by|with|from|to|"
    r"and)$",
    re.IGNORECASE,
)


_LABELS = {
    "name": ("姓名", "联系人", "称呼", "报修人", "name", "Name"),
    "organisation": ("公司", "单位", "公司名称", "单位名称", "company", "Company"),
}


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
    segments = [one for one in _segments(sentence) if not is_role(one.text)]
    if segments and segments[-1].phone:
        segments.pop()
    if len(segments) != 2 or HAN.search(sentence):
        return
    for one, other in (segments, segments[::-1]):
        firm, rest = latin_organisation(other.text, known=True)
        if one.name and (" " in one.name or one.given) and firm and not rest.strip(" .") and not one.organisation:
            if other.name:
                continue  # who of them is the person?
            yield "name", Proposal(one.name, one.text, "listed")
            yield "organisation", Proposal(firm, other.text, "listed")
            return


def _segments(line: str) -> list[Segment]:
    """The segments of a line. Of two names in large letters beside each other that of a person is known by its given
    name; the other, of several words, is for whom he works."""
    found = list(_parts(line))
    if len(found) < 2 or not any(one.given or is_unit(one.text) for one in found):
        return found
    facts = [at for at, one in enumerate(found) if not is_role(one.text) or is_unit(one.text)]
    for one, other in (*pairwise(facts), *((right, left) for left, right in pairwise(facts))):
        person, firm = found[one], found[other]
        if (
            (person.given or is_unit(person.text))
            and (" " in firm.name or is_camel(firm.text))
            and not (firm.given or firm.organisation or person.organisation or is_titled(firm.name))
            and latin_organisation(firm.text, known=True)[0] == firm.text.rstrip(".")
        ):
            found[other] = replace(firm, name="", organisation=firm.text.rstrip("."))
    return found


def _parts(line: str) -> Iterator[Segment]:
    whole = _BRACKETED.sub(lambda match: match[0].replace("(", _OPEN).replace(")", _CLOSE), line[:400])
    whole = _LEGAL_FORM.sub(_COMMA, whole)
    if HAN.search(whole):
        whole = _NAME_IN_BOTH.sub(rf"\1{_BLANK}\2", _LATIN_BESIDE.sub(_without_latin, whole))
    parts: list[tuple[str, bool]] = []
    at, begins = 0, True
    for mark in (*_SPLIT.finditer(whole), None):
        part = whole[at : mark.start() if mark else len(whole)].strip(" :\"'“”*_-").translate(_BACK)
        if part and not _PHONE_LABEL.fullmatch(part) and (parts or not _FORM_OF_ADDRESS.fullmatch(part)):
            parts.append((part, begins))
        if mark:
            begins = mark[0] in _STOPS or (begins and not part)
            at = mark.end()
    for number, (part, begins) in enumerate(parts):
        yield read_segment(part, first=number == 0, last=number == len(parts) - 1, begins=begins)


def _without_latin(match: re.Match[str]) -> str:
    return match[1] if han_person(match[1]) else match[0]


def _counts(segments: list[Segment], at: int, field: str) -> bool:
    """Whether what the segment names is a fact of the writer's list."""
    segment = segments[at]
    before = segments[at - 1] if at else Segment("")
    after = segments[at + 1] if at + 1 < len(segments) else Segment("")
    if _HANDED_ON.search(before.text) and not segment.first and not segment.begins and not is_closing(before.text):
        return False
    if before.text in _LABELS[field]:
        return True
    if field == "name" and any(one.name and not one.organisation for one in (before, after)):
        return False  # which of two names is his?
    if field == "name" and segment.labelled:
        return True
    both = bool(segment.name and segment.organisation)
    if field == "name" and not both and _may_be_firm(segments, at):
        return False
    others = [one for one in (before, after) if one.phone or (one.organisation if field == "name" else one.name)]
    others += _beyond_role(segments, at, field)
    if field == "organisation":
        edge = at == len(segments) - 1 or (segment.last and at < 4) or (segment.first and segment.last and at == 0)
        return both or bool(others) or edge or HAN.search(segment.text) is not None
    if _closes(segments, at):
        return True
    alone = segment.first and segment.last
    if both or (
        others and (not segment.first or at > 0 or segment.last or not TITLED.fullmatch(segment.name) or bool(others))
    ):
        return _is_full(segment) or both or any(one.organisation for one in others) or any(one.phone for one in others)
    return alone and at == len(segments) - 1 and at > 0 and _is_full(segment)


def _closes(segments: list[Segment], at: int) -> bool:
    """Whether the name closes the letter, or its line: behind a closing formula, a department, what he is."""
    segment, before = segments[at], segments[at - 1] if at else Segment("")
    if at and is_closing(before.text) and _is_full(segment):
        return True
    if segment.last and at and ROLE.match(segment.text) and not _OURS.match(segment.text):
        return True
    if not at or at < len(segments) - 1 or not _is_full(segment):
        return False
    whole = segment.begins and HAN.match(segment.name) is not None and segment.name == segment.text
    return whole or is_department(before.text) or (is_closing(before.text) and before.first)


def _beyond_role(segments: list[Segment], at: int, field: str) -> list[Segment]:
    """The facts on the other side of what he is, where that stands beside one."""
    if not any(is_department(one.text) or is_role(one.text) for one in segments[max(0, at - 1) : at + 2]):
        return []
    beyond = segments[max(0, at - 2) : at] + segments[at + 1 : at + 3]
    return [one for one in beyond if one.phone or (one.organisation if field == "name" else one.name)]


def _may_be_firm(segments: list[Segment], at: int) -> bool:
    """Whether words in large letters and a number may be a firm as well as a person."""
    segment = segments[at]
    if segment.given or HAN.search(segment.text) or is_titled(segment.name):
        return False
    return not any(one.organisation for one in segments[max(0, at - 2) : at + 3])


def _is_full(segment: Segment) -> bool:
    """Whether the name has more than one part."""
    return " " in segment.name or (HAN.match(segment.name) is not None and not TITLED.fullmatch(segment.name))

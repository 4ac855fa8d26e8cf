"""The people and organisations that a text mentions, the writer's own and others'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.flows.reading.firms_zh import TALK, says_its_kind, trade_at
from bot.flows.reading.given_names import begins_name
from bot.flows.reading.names import HAN, TITLED, han_person, is_nickname, is_titled, latin_person
from bot.flows.reading.organisations import (
    han_organisation,
    is_department,
    is_generic,
    is_marked,
    latin_organisation,
)
from bot.flows.reading.places_zh import is_placed_firm
from bot.flows.reading.surnames import DOUBLE, SINGLE
from bot.flows.reading.vocabulary import NOT_PERSONS, REMARKS

MOST = 60
_LINE = re.compile(r"[^\n]+")
_LONGEST_NAME, _LONGEST_FIRM, _LONGEST_LOOSE = 5, 60, 10
#: What he says before the name of a firm.
_IS = re.compile(r"^(?:(?:我们?|这里|这边|我这边|我这里|本人)?(?:是|在|来自)|我们?)?")
_LARGE = re.compile(r"(?<![A-Za-zÀ-ÿ0-9'’&.])(?<![A-Za-z0-9]-)[A-ZÀ-Þ0-9][A-Za-zÀ-ÿ0-9'’&.-]*")
#: Words that name nobody where no other large word follows.
_ORDINARY = NOT_PERSONS | REMARKS | {"one", "two", "three", "four", "five", "six", "seven"}
_GOES_ON = re.compile(r"\.?[\s&]{1,3}(?:[A-ZÀ-Þ&]|(?:of|and|for|de|the) [A-ZÀ-Þ])")
_NUMBER = re.compile(r"\d{7}")
_HAN_RUN = re.compile(r"[\u3400-\u9fff·]+")
#: What stands alone between two marks may be what colleagues call somebody, or a rare name.
_LOOSE = re.compile(rf"[小老阿][\u4e00-\u9fff]|[{''.join(sorted(SINGLE))}][\u4e00-\u9fff]{{2}}")
#: Where a Chinese organisation's name may begin: behind a mark, or behind what says whose it is.
_FIRM_START = re.compile(
    r"(?<![\u3400-\u9fffA-Za-z0-9])[\u3400-\u9fffA-Za-z0-9]|(?<=[是在自于为我们司叫系家给请到的路街号楼区])[\u3400-\u9fff]"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """What may be a name or an organisation, from `start` to `end` of the text. `form` is what speaks for it: a person
    by a "full", "single", "titled" or "loose" name or a "nickname", an organisation by its "mark" or "trade", by its
    place, by its large letters alone ("bare"), or by how it stands ("loose"). A name in Latin
    letters is known by a "given" name or a form of address."""

    field: Literal["name", "organisation"]
    value: str
    start: int
    end: int
    form: str
    known_by: Literal["", "given", "titled"] = ""

    @property
    def shape(self) -> str:
        """Its form, and by what it is known."""
        return f"{self.known_by} {self.form}".lstrip()


def mentions(text: str) -> list[Mention]:
    """All of them, in the order of their kinds; some overlap."""
    found = [*_latin(text)]
    if HAN.search(text):
        people = [*_han_people(text)]
        found += [*people, *_han_firms(text)]
        if people or _NUMBER.search(text):  # he introduces himself, or nothing will tell whose name it is
            taken = {(one.start, one.end) for one in found}
            found += [one for one in _han_loose(text, people) if (one.start, one.end) not in taken]
    return found[:MOST]


def _latin(text: str) -> Iterator[Mention]:
    named = 0
    for match in _LARGE.finditer(text):
        at = match.start()
        if match[0].lower() in _ORDINARY and not _GOES_ON.match(text, match.end()):
            continue
        rest = text[at : at + 120].split("\n", 1)[0]
        end = at + len(rest)
        if at >= named and match[0][0].isalpha():
            name, after = latin_person(rest, single=True)
            if name:
                named = end - len(after)
                yield Mention("name", name, at, named, "full" if " " in name else "single", _told_by(name))
        firm, after = latin_organisation(rest, known=True)
        if firm and " for " not in firm:
            yield Mention("organisation", firm, at, end - len(after), "mark" if is_marked(firm) else "bare")


def _told_by(name: str) -> Literal["", "given", "titled"]:
    return "given" if begins_name(name) else "titled" if is_titled(name) else ""


def _han_people(text: str) -> Iterator[Mention]:
    for run in _HAN_RUN.finditer(text):
        letters = run[0]
        if _LOOSE.fullmatch(letters) and not han_person(letters):
            yield Mention("name", letters, run.start(), run.end(), "loose")
        for at, letter in enumerate(letters):
            if letter not in SINGLE and letters[at : at + 2] not in DOUBLE and letter not in "小老阿":
                continue
            for length in range(min(_LONGEST_NAME, len(letters) - at), 1, -1):
                words, start = letters[at : at + length], run.start() + at
                if person := han_person(words):
                    form = "titled" if TITLED.fullmatch(words) else f"full {length}"
                    yield Mention("name", person, start, start + length, form)
                elif is_nickname(words):
                    yield Mention("name", words, start, start + length, "nickname")


def _han_firms(text: str) -> Iterator[Mention]:
    for line in _LINE.finditer(text):
        if says_its_kind(line[0]):
            yield from _firms_of(text, line)


def _han_loose(text: str, people: Sequence[Mention]) -> Iterator[Mention]:
    """What stands alone between two marks, or before a person or a department, and says in no word what it is:
    "广西玉柴", "淘品汇 阿豪"."""
    begins = {one.start for one in people}
    for run in _HAN_RUN.finditer(text):
        start = run.end() - len(_IS.sub("", run[0], count=1))
        letters = text[start : run.end()]
        for length in range(3, min(_LONGEST_LOOSE, len(letters)) + 1):
            rest = letters[length:]
            whole = not rest or rest == "的"
            if not (whole or start + length in begins or is_department(rest)):
                continue
            words = letters[:length]
            if not (
                TALK.search(words)
                or is_department(words)
                or han_person(words)
                or (words[0] in SINGLE and len(words) == 3)
            ):
                form = "placed" if is_placed_firm(words) else "loose"
                yield Mention("organisation", words, start, start + length, form if whole else f"{form} joined")


def _firms_of(text: str, line: re.Match[str]) -> Iterator[Mention]:
    for match in _FIRM_START.finditer(text, line.start(), line.end()):
        at = match.start()
        if match[0] in "是在的为叫":
            continue
        rest = text[at : at + _LONGEST_FIRM].split("\n", 1)[0]
        firm, after = han_organisation(rest)
        if firm and HAN.search(firm):
            yield Mention("organisation", firm, at, at + len(rest) - len(after), "mark")
        trade = trade_at(rest[:12])
        if trade and not is_generic(trade[0]) and not firm.startswith(trade[0]):
            yield Mention("organisation", trade[0], at, at + trade.end(), "trade")

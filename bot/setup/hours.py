"""The questions about working hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any

import phonenumbers

from bot.hours import WEEKDAYS, HoursSettings
from bot.setup import checks
from bot.setup.asking import ask
from bot.setup.zones import likely_zone

Section = dict[str, Any]
USUAL = "09:00-12:00, 13:30-18:00"
NONE = "-"
_CHINESE = "一二三四五六日"
_DAYS = "name days such as mon-fri, mon,wed,sat or 周一至周五"


def questions(region: str) -> Section:
    """Asks for everything [hours] needs; `region` is the country of the desk's phone numbers."""
    section: Section = {"zone": ask("Time zone", likely_zone(region), _zone)}
    question = f"Country whose public holidays are free ({NONE} for none)"
    section["country"] = _not_none(ask(question, _with_holidays(region), _country))
    days = _asked_days(ask("Days on which somebody is there", "mon-fri", _days))
    week = dict.fromkeys(days, checks.parts(ask("Their shifts", USUAL, _shifts)))
    while other := ask("A day with other shifts, such as sat 10:00-16:00 (Enter: no more)", "", _other):
        name, _, shifts = other.partition(" ")
        week |= dict.fromkeys(_asked_days(name), checks.parts(shifts))
    section |= written(week)
    question = "Phone that somebody answers when you are closed, told to whom it is urgent (Enter: none)"
    return section | {"oncall": ask(question, "", partial(_phone, region))}


def written(week: Mapping[int, list[str]]) -> Section:
    """The shifts of each weekday (0 is Monday) as [hours] has them: `weekdays`, and each day that is different."""
    usual = next((week[day] for day in range(5) if day in week), [])
    named = {WEEKDAYS[day]: week.get(day, []) for day in range(7) if week.get(day, []) != (usual if day < 5 else [])}
    return {"weekdays": usual} | named


def days_named(text: str) -> list[int]:
    """Numbers of the weekdays (0 is Monday) in a text such as "mon-fri, sun" or "周一至周五". Raises ValueError."""
    found: set[int] = set()
    for part in re.split(r"[,、\s]+", _plain(text).strip(", ")):
        first, dash, last = re.sub(r"[至到~–—]", "-", part).partition("-")
        start = _day(first)
        end = _day(last) if dash else start
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return sorted(found)


def _day(name: str) -> int:
    if match := re.fullmatch(f"(?:周|星期|礼拜)([{_CHINESE}天])", name):
        return 6 if match[1] == "天" else _CHINESE.index(match[1])
    near = [number for number, day in enumerate(WEEKDAYS) if len(name) > 2 and day.startswith(name)]
    if not near:
        raise ValueError(f"{name or 'nothing'} is no day: {_DAYS}")
    return near[0]


def _days(text: str) -> str:
    return ",".join(map(str, days_named(text)))


def _asked_days(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _shifts(text: str) -> str:
    shifts = checks.parts(_plain(text).replace("、", ","))
    if not shifts:
        raise ValueError('an answer is needed, such as "09:00-12:00, 13:30-18:00"')
    _takes(weekdays=shifts)
    return ",".join(shifts)


def _other(text: str) -> str:
    """ "sat,sun 10:00-16:00" as "5,6 10:00-16:00"; nothing for nothing."""
    text = _plain(text).strip()
    if not text:
        return ""
    at = re.search(r"\s+(?=\d)", text)
    if at is None:
        raise ValueError("write the day, a blank and its shifts, such as sat 10:00-16:00")
    return f"{_days(text[: at.start()])} {_shifts(text[at.end() :])}"


def _zone(text: str) -> str:
    _takes(zone=text.strip())
    return text.strip()


def _country(text: str) -> str:
    if _not_none(text.strip()):
        text = checks.region(text)
        _takes(country=text)
    return text.strip()


def _with_holidays(region: str) -> str:
    try:
        return _country(region)
    except ValueError:
        return NONE


def _phone(region: str, text: str) -> str:
    """Something that can be dialled, as it was written: it is told to people, not called by machines."""
    text = text.strip()
    if not text:
        return ""
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise ValueError("this is no phone number; write it with its country code, such as +86 10 6552 9911")
    _takes(oncall=text)
    return text


def _takes(**values: object) -> None:
    """Raises ValueError with what [hours] has against a value."""
    try:
        checks.valid(HoursSettings, {"zone": "UTC", "weekdays": ["09:00-18:00"]} | values)
    except ValueError as error:
        raise ValueError(str(error).partition(": ")[2]) from None


def _not_none(text: str) -> str:
    return "" if text == NONE else text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()

"""When somebody is there, in words, for customers who write while nobody is, and for those who ask."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from bot.holidays import Almanac
from bot.rendering import Rendering


def next_opening(rendering: Rendering, almanac: Almanac | None, now: datetime, language: str) -> str:
    """The moment as a customer reads it; empty while somebody is there. Raises KeyError and
    TemplateProblem for wording that cannot be used."""
    if almanac is None:
        return ""
    opening = almanac.calendar(now).next_opening(now)
    return "" if opening <= now else _in_words(rendering, almanac, opening, language)


def next_closing(rendering: Rendering, almanac: Almanac | None, now: datetime, language: str) -> str:
    """The moment from which nobody is there any more; empty while nobody is, and where somebody always is. Raises as
    above."""
    closing = almanac.calendar(now).next_closing(now) if almanac else None
    return _in_words(rendering, almanac, closing, language) if almanac and closing else ""


def week(rendering: Rendering, almanac: Almanac | None, language: str) -> list[str]:
    """The hours of an ordinary week, a line for neighbouring days with the same ones; empty for a desk that never
    closes."""
    if almanac is None:
        return []
    days = enumerate(almanac.hours.week, start=1)
    alike = [(shifts, [number for number, _ in found]) for shifts, found in groupby(days, key=lambda day: day[1])]
    return [
        rendering.phrase(
            language,
            "hours.days",
            first=rendering.phrase(language, f"hours.weekday.{numbers[0]}"),
            last=rendering.phrase(language, f"hours.weekday.{numbers[-1]}"),
            shifts=[f"{shift.start:%H:%M}–{shift.end:%H:%M}" for shift in sorted(shifts)],
        )
        for shifts, numbers in alike
        if shifts
    ]


def _in_words(rendering: Rendering, almanac: Almanac, moment: datetime, language: str) -> str:
    local = moment.astimezone(almanac.hours.zone)
    return rendering.phrase(
        language,
        "hours.moment",
        weekday=rendering.phrase(language, f"hours.weekday.{local.isoweekday()}"),
        day=local.day,
        month=rendering.phrase(language, f"hours.month.{local.month}"),
        hour=local.hour,
        minute=f"{local.minute:02d}",
        zone=_offset(local),
    )


def _offset(local: datetime) -> str:
    """Such as UTC+8 or UTC-3:30."""
    hours, minutes = int(f"{local:%z}"[1:3]), f"{local:%z}"[3:5]
    return f"UTC{f'{local:%z}'[0]}{hours}" + (f":{minutes}" if minutes != "00" else "")

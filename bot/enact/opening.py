"""When somebody looks next, in words, for customers who write while nobody is there."""

from __future__ import annotations

from datetime import datetime

from bot.holidays import Almanac
from bot.rendering import Rendering


def next_opening(rendering: Rendering, almanac: Almanac | None, now: datetime, language: str) -> str:
    """The moment as a customer reads it; empty while somebody is there. Raises KeyError and
    TemplateProblem for wording that cannot be used."""
    if almanac is None:
        return ""
    opening = almanac.calendar(now).next_opening(now)
    if opening <= now:
        return ""
    local = opening.astimezone(almanac.hours.zone)
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

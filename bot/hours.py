"""The section [hours]: when somebody is there."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from bot.core.calendar import Shift, WorkingHours
from bot.holidays import Almanac, check_region

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHIFT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–—~] ?(?:([01]?\d|2[0-3]):([0-5]\d)|24:00)")
#: How like a name must be to be meant: Shanghai is Asia/Shanghai, and Asia/Beijing is not Asia/Brunei.
_SIMILAR = 0.75
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _read_shifts(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    shifts = [_shift(one) for one in value]
    if wrong := [f'"{text}"' for text, shift in zip(value, shifts, strict=True) if shift is None]:
        raise ValueError(f'{", ".join(wrong)}: no shift; write it as "09:00-12:00", at night "22:00-06:00"')
    found = sorted(shift for shift in shifts if shift)
    if any(earlier.end > later.start or earlier.end <= earlier.start for earlier, later in pairwise(found)):
        raise ValueError("shifts overlap; let each end before the next starts, a night being the last")
    return tuple(found)


def _shift(text: Any) -> Shift | None:
    match = _SHIFT.fullmatch(unicodedata.normalize("NFKC", str(text)).strip())
    if match is None:
        return None
    start = time(int(match[1]), int(match[2]))
    end = time(int(match[3]), int(match[4])) if match[3] else time()
    return None if start == end and match[3] else Shift(start, end)


def _read_dates(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    dates = [_date(one) for one in value]
    _refuse([str(one) for one, day in zip(value, dates, strict=True) if day is None])
    return tuple(dates)


def _read_working_days(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError('must be a table such as { "2026-02-14" = "friday" }')
    dates = {one: _date(one) for one in value}
    _refuse([str(one) for one, day in dates.items() if day is None])
    numbers = {dates[one]: _weekday(name) for one, name in value.items()}
    if wrong := [str(day) for day, number in numbers.items() if number is None]:
        raise ValueError(f"{', '.join(wrong)}: no weekday; name the one whose hours it has, such as friday")
    return numbers


def _date(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if _DATE.fullmatch(str(value)) else None
    except ValueError:
        return None


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: no date; write it as 2026-02-14")


def _weekday(name: Any) -> int | None:
    return WEEKDAYS.index(name.lower()) if isinstance(name, str) and name.lower() in WEEKDAYS else None


def _week(said: Mapping[str, Any]) -> tuple[tuple[Shift, ...], ...]:
    usual = [said["weekdays"]] * 5 + [()] * 2
    return tuple(usual[number] if said[day] is None else said[day] for number, day in enumerate(WEEKDAYS))


Shifts = Annotated[tuple[Shift, ...], BeforeValidator(_read_shifts)]


class HoursSettings(BaseModel):
    """Shifts of a week in one time zone, and the days that are different. Without the section it is always open."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    zone: str
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    subdivision: str = ""
    monday: Shifts | None = None
    tuesday: Shifts | None = None
    wednesday: Shifts | None = None
    thursday: Shifts | None = None
    friday: Shifts | None = None
    saturday: Shifts | None = None
    sunday: Shifts | None = None
    weekdays: Annotated[Shifts, Field(validate_default=True)] = ()
    extra_holidays: Annotated[tuple[date, ...], BeforeValidator(_read_dates)] = ()
    extra_working_days: Annotated[Mapping[date, int], BeforeValidator(_read_working_days)] = Field(default_factory=dict)
    oncall: str = Field(default="", max_length=60)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zones = sorted(available_timezones())
            near = difflib.get_close_matches(name, zones, 1, _SIMILAR)
            fix = f"did you mean {near[0]}?" if near else "write a name such as Asia/Shanghai or Europe/Berlin"
            raise ValueError(
                f"this machine knows no time zone {name}; {fix if zones else 'install the package tzdata'}"
            ) from None
        return name

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        if country:
            check_region(country, "")
        return country

    @field_validator("subdivision")
    @classmethod
    def _known_part(cls, part: str, info: ValidationInfo) -> str:
        if part and not info.data.get("country", "?"):
            raise ValueError("is a part of a country; set country too")
        if part and "country" in info.data:
            check_region(info.data["country"], part)
        return part

    @field_validator("weekdays")
    @classmethod
    def _some(cls, weekdays: tuple[Shift, ...], info: ValidationInfo) -> tuple[Shift, ...]:
        if info.data.keys() >= set(WEEKDAYS) and not any(_week({**info.data, "weekdays": weekdays})):
            raise ValueError('no day has a shift; add weekdays = ["09:00-18:00"]')
        return weekdays

    @field_validator("extra_working_days")
    @classmethod
    def _once(cls, days: Mapping[date, int], info: ValidationInfo) -> Mapping[date, int]:
        if twice := sorted(str(day) for day in days if day in info.data.get("extra_holidays", ())):
            raise ValueError(f"{', '.join(twice)}: in extra_holidays too; keep one of them")
        return days

    @field_validator("extra_working_days")
    @classmethod
    def _worked(cls, days: Mapping[date, int], info: ValidationInfo) -> Mapping[date, int]:
        if not info.data.keys() >= {*WEEKDAYS, "weekdays"}:
            return days
        week = _week(info.data)
        free = sorted(f"{day} ({WEEKDAYS[number]})" for day, number in days.items() if not week[number])
        if free:
            raise ValueError(f"has {', '.join(free)}, where nobody works; name another weekday")
        return days

    @property
    def week(self) -> tuple[tuple[Shift, ...], ...]:
        """The shifts of each day, Monday first."""
        return _week({day: getattr(self, day) for day in (*WEEKDAYS, "weekdays")})

    @property
    def almanac(self) -> Almanac:
        """The hours with the special days of the country and of these settings."""
        hours = WorkingHours(ZoneInfo(self.zone), self.week)
        return Almanac(hours, self.country, self.subdivision, frozenset(self.extra_holidays), self.extra_working_days)

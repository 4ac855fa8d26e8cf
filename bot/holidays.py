"""Public holidays and make-up working days, as sets of dates for the calendar of working time.

They come from the `holidays` library. It takes about 45 MB and half a second: it is loaded when a country is first
asked about, never without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from bot.core.calendar import Calendar, WorkingHours

if TYPE_CHECKING:
    from holidays import HolidayBase

#: Notices about next year's make-up days come out in this month (in China on 2024-11-12 and 2025-11-04).
NOTICE_MONTH = 11


class UnknownRegionError(ValueError):
    """The library knows no such country, or no such part of it. Says what to write instead."""


@dataclass(frozen=True, slots=True)
class PublicDates:
    """Of one year: the names of the holidays, and the weekday (0 is Monday) whose hours each make-up day has."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up: Mapping[date, int] = field(default_factory=dict)


def check_region(country: str, subdivision: str) -> None:
    """Raises UnknownRegionError unless the library knows the country (ISO 3166) and, if one is named, its part."""
    _ask(country, subdivision, ())


@lru_cache(maxsize=64)
def public_dates(country: str, subdivision: str, year: int) -> PublicDates:
    """What the library knows of a year; a make-up day has the hours of the weekday that is free in exchange. Raises
    UnknownRegionError."""
    if not country:
        return PublicDates()
    found = _ask(country, subdivision, (year,))
    make_up = {
        worked: free.weekday()
        for free, worked in _exchanged(found)
        if worked.year == year and worked in found.weekend_workdays
    }
    return PublicDates({day: name for day, name in found.items() if day.year == year}, make_up)


def _ask(country: str, subdivision: str, years: tuple[int, ...]) -> HolidayBase:
    from holidays import country_holidays

    try:
        known = country_holidays(country)
    except NotImplementedError:
        fix = "write a code of ISO 3166 such as CN, or leave it out and list extra_holidays"
        raise UnknownRegionError(f"no holidays are known for {country}; {fix}") from None
    if not subdivision:
        return country_holidays(country, years=years, language="en_US")
    if subdivision not in {*known.subdivisions, *known.subdivisions_aliases}:
        fix = f"it may be {', '.join(sorted(known.subdivisions))}" if known.subdivisions else "leave it out"
        raise UnknownRegionError(f"{country} has no part {subdivision} with holidays of its own; {fix}")
    return country_holidays(country, subdiv=subdivision, years=years, language="en_US")


def _exchanged(found: HolidayBase) -> Iterator[tuple[date, date]]:
    """The free day and the day worked for it, of each exchange. The library keeps them by the year of the free day, as
    month, day, month worked, day worked and, where it is another one, year worked."""
    for year, entries in getattr(found, "special_public_holidays", {}).items():
        for entry in entries if isinstance(entries[0], tuple) else (entries,):
            if len(entry) > 3:
                month, day, worked_month, worked_day, *other = entry
                yield date(year, month, day), date(other[0] if other else year, worked_month, worked_day)


@dataclass(frozen=True, slots=True)
class Almanac:
    """Working hours and the special days of a country; the dates of the settings win over the library's. Raises
    UnknownRegionError at the first question about an unknown country."""

    hours: WorkingHours
    country: str = ""
    subdivision: str = ""
    extra_holidays: frozenset[date] = frozenset()
    extra_working_days: Mapping[date, int] = field(default_factory=dict)

    def dates(self, year: int) -> PublicDates:
        """A year's special days; holidays that only the settings name have no name."""
        public = public_dates(self.country, self.subdivision, year)
        own = {day for day in self.extra_holidays if day.year == year}
        worked = {day: weekday for day, weekday in self.extra_working_days.items() if day.year == year}
        holidays = {**dict.fromkeys(sorted(own), ""), **public.holidays}
        make_up = {day: weekday for day, weekday in public.make_up.items() if day not in own}
        return PublicDates({day: name for day, name in holidays.items() if day not in worked}, {**make_up, **worked})

    def calendar(self, at: datetime) -> Calendar:
        """The calendar around a moment: it knows the special days from the year before to two years after."""
        year = at.astimezone(self.hours.zone).year
        years = [self.dates(near) for near in range(year - 1, year + 3)]
        holidays = frozenset(day for one in years for day in one.holidays)
        return Calendar(self.hours, holidays, {day: number for one in years for day, number in one.make_up.items()})

    def lacks(self, today: date) -> Literal["", "holidays", "make-up days"]:
        """What is not known of next year though it should be by now. Make-up days are expected in a country that had
        some this year, from NOTICE_MONTH on."""
        following = self.dates(today.year + 1)
        if self.country and not following.holidays:
            return "holidays"
        expected = today.month >= NOTICE_MONTH and public_dates(self.country, self.subdivision, today.year).make_up
        return "make-up days" if expected and not following.make_up else ""

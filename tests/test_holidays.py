"""Holidays and make-up days of the library, held against the published notices."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.calendar import Shift, WorkingHours
from bot.holidays import Almanac, UnknownRegionError, check_region, public_dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingHours(SHANGHAI, ((Shift(time(9), time(18)),),) * 5 + ((),) * 2)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

#: The State Council's notices of 2024-11-12 and 2025-11-04: the make-up days with the day that is free in exchange.
MAKE_UP = {
    2025: {"01-26": MONDAY, "02-08": TUESDAY, "04-27": MONDAY, "09-28": TUESDAY, "10-11": WEDNESDAY},
    2026: {
        "01-04": FRIDAY,
        "02-14": FRIDAY,
        "02-28": MONDAY,
        "05-09": TUESDAY,
        "09-20": TUESDAY,
        "10-10": WEDNESDAY,
    },
}
#: The same notices: first and last free day of each holiday.
FREE = [
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


@pytest.mark.parametrize("year", MAKE_UP)
def test_every_chinese_make_up_day_is_there_with_the_weekday_it_makes_up_for(year: int) -> None:
    expected = {date.fromisoformat(f"{year}-{day}"): weekday for day, weekday in MAKE_UP[year].items()}
    assert public_dates("CN", "", year).make_up == expected


@pytest.mark.parametrize("year", MAKE_UP)
def test_a_chinese_office_works_on_exactly_the_published_days(year: int) -> None:
    free = {
        date.fromisoformat(first) + timedelta(days=n)
        for first, last in FREE
        for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
    }
    worked = {date.fromisoformat(f"{year}-{day}") for day in MAKE_UP[year]}
    found = Almanac(OFFICE, "CN").calendar(datetime(year, 6, 1, tzinfo=SHANGHAI))
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        expected = day in worked or (day.weekday() < 5 and day not in free)
        assert found.is_open(noon(day)) == expected, day


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    corpus_christi = date(2026, 6, 4)
    assert corpus_christi in public_dates("DE", "BY", 2026).holidays
    assert corpus_christi not in public_dates("DE", "", 2026).holidays
    assert public_dates("DE", "BY", 2026).make_up == {}


def test_a_holiday_that_is_observed_in_the_year_before_is_there() -> None:
    assert date(2021, 12, 31) in public_dates("US", "", 2021).holidays


def test_the_dates_of_the_settings_win_both_ways() -> None:
    almanac = Almanac(
        OFFICE,
        "CN",
        extra_holidays=frozenset({date(2026, 2, 14), date(2026, 3, 6)}),
        extra_working_days={date(2026, 2, 20): FRIDAY, date(2026, 3, 7): MONDAY},
    )
    found = almanac.calendar(noon(date(2026, 2, 1)))
    assert not found.is_open(noon(date(2026, 2, 14)))
    assert not found.is_open(noon(date(2026, 3, 6)))
    assert found.is_open(noon(date(2026, 2, 20)))
    assert found.is_open(noon(date(2026, 3, 7)))
    assert not found.is_open(noon(date(2026, 2, 19)))
    assert date(2026, 2, 20) not in almanac.dates(2026).holidays


def test_the_calendar_knows_the_days_of_the_years_around() -> None:
    found = Almanac(OFFICE, "CN").calendar(datetime(2025, 12, 31, 20, tzinfo=SHANGHAI))
    assert found.next_opening(datetime(2025, 12, 31, 20, tzinfo=SHANGHAI)) == datetime(2026, 1, 4, 9, tzinfo=SHANGHAI)
    assert {day.year for day in found.holidays} == {2024, 2025, 2026, 2027}


@pytest.mark.parametrize(
    ("country", "part", "words"),
    [("XX", "", "no holidays are known for XX; "), ("DE", "XX", "it may be"), ("CN", "BJ", "leave it out")],
)
def test_an_unknown_region_is_named_with_what_to_write_instead(country: str, part: str, words: str) -> None:
    with pytest.raises(UnknownRegionError, match=words):
        check_region(country, part)


def test_what_is_not_known_of_next_year_is_told() -> None:
    own = {date(2027, 2, 20): FRIDAY}
    assert Almanac(OFFICE, "CN").lacks(date(2025, 12, 1)) == ""
    last = max(year for year in range(2025, 2040) if public_dates("CN", "", year).make_up)
    assert Almanac(OFFICE, "CN").lacks(date(last, 10, 31)) == ""
    assert Almanac(OFFICE, "CN").lacks(date(last, 11, 1)) == "make-up days"
    given = {day.replace(year=last + 1): weekday for day, weekday in own.items()}
    assert Almanac(OFFICE, "CN", extra_working_days=given).lacks(date(last, 11, 1)) == ""
    assert Almanac(OFFICE, "DE").lacks(date(2026, 12, 1)) == ""
    assert Almanac(OFFICE, "DE").lacks(date(2100, 1, 1)) == "holidays"
    assert Almanac(OFFICE).lacks(date(2026, 12, 1)) == ""


def test_the_library_is_loaded_only_for_a_country() -> None:
    code = (
        "import sys, datetime, bot.app, bot.holidays as h\n"
        "h.public_dates('', '', 2026); print('holidays' in sys.modules)\n"
        "h.public_dates('CN', '', 2026); print('holidays' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]

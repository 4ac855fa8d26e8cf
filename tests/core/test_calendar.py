"""Working time: named days by hand, and everything else against a count of every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar import HORIZON, Calendar, NoWorkingTimeError, Shift, WorkingHours
from tests.core.minutes import DAY, Counted, Span

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe")
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
YEARS = (datetime(2028, 1, 1, tzinfo=UTC) - FIRST) // timedelta(minutes=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
OFFICE = (Shift(time(9), time(12)), Shift(time(13, 30), time(18)))
NIGHT = (Shift(time(22), time(6)),)


def week(*days: tuple[Shift, ...]) -> tuple[tuple[Shift, ...], ...]:
    """These days from Monday on, the others free."""
    return days + ((),) * (7 - len(days))


def calendar(zone: str, shifts: Any, **more: Any) -> Calendar:
    return Calendar(WorkingHours(ZoneInfo(zone), shifts), **more)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


SHANGHAI = calendar("Asia/Shanghai", week(*[OFFICE] * 5))


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-03-06 08:59", "2026-03-06 09:00"),
        ("2026-03-06 09:00", "2026-03-06 09:00"),
        ("2026-03-06 11:59", "2026-03-06 11:59"),
        ("2026-03-06 12:00", "2026-03-06 13:30"),
        ("2026-03-06 18:00", "2026-03-09 09:00"),
        ("2026-03-07 10:00", "2026-03-09 09:00"),
    ],
)
def test_it_is_open_in_shifts_and_opens_next_at_the_next_one(moment: str, opening: str) -> None:
    found = SHANGHAI.next_opening(at(moment))
    assert found == at(opening)
    assert found.tzinfo is UTC
    assert SHANGHAI.is_open(at(moment)) == (moment == opening)


def test_lunch_and_the_weekend_are_no_working_time() -> None:
    assert SHANGHAI.working_time_between(at("2026-03-06 11:00"), at("2026-03-09 10:00")) == timedelta(hours=6.5)
    assert SHANGHAI.add_working_time(at("2026-03-06 17:00"), 2 * HOUR) == at("2026-03-09 10:00")


def test_added_time_ends_with_the_shift_not_with_the_start_of_the_next() -> None:
    assert SHANGHAI.add_working_time(at("2026-03-06 17:00"), HOUR) == at("2026-03-06 18:00")


def test_a_moment_may_come_in_any_zone() -> None:
    assert SHANGHAI.is_open(at("2026-03-06 02:00", "Europe/Berlin"))
    assert not SHANGHAI.is_open(at("2026-03-06 12:00", "Europe/Berlin"))


def test_a_holiday_is_free_and_a_make_up_day_has_the_hours_of_its_weekday() -> None:
    friday = (Shift(time(9), time(17)),)
    made = calendar(
        "Asia/Shanghai",
        week(*[OFFICE] * 4, friday),
        holidays=frozenset({date(2026, 2, 20), date(2026, 2, 23)}),
        make_up={date(2026, 2, 14): 4, date(2026, 2, 28): 0},
    )
    assert made.next_opening(at("2026-02-19 18:00")) == at("2026-02-24 09:00")
    assert made.is_open(at("2026-02-14 12:30"))
    assert not made.is_open(at("2026-02-14 17:30"))
    assert not made.is_open(at("2026-02-28 12:30"))
    assert made.is_open(at("2026-02-28 17:30"))


def test_a_make_up_day_wins_over_a_holiday() -> None:
    both = {date(2026, 2, 14)}
    made = calendar("Asia/Shanghai", week(OFFICE), holidays=frozenset(both), make_up=dict.fromkeys(both, 0))
    assert made.is_open(at("2026-02-14 10:00"))


def test_a_night_belongs_to_the_day_on_which_it_starts() -> None:
    made = calendar("Asia/Shanghai", week(*[NIGHT] * 7), holidays=frozenset({date(2026, 3, 4)}))
    assert made.is_open(at("2026-03-04 05:59"))
    assert not made.is_open(at("2026-03-04 22:00"))
    assert not made.is_open(at("2026-03-05 05:59"))


@pytest.mark.parametrize(
    ("zone", "day", "shift", "hours"),
    [
        ("Europe/Berlin", "2026-03-28", (22, 6), 7),
        ("Europe/Berlin", "2026-10-24", (22, 6), 9),
        ("America/New_York", "2026-03-07", (22, 6), 7),
        ("America/New_York", "2026-10-31", (22, 6), 9),
        ("Australia/Lord_Howe", "2026-04-04", (22, 6), 8.5),
        ("Australia/Lord_Howe", "2026-10-03", (22, 6), 7.5),
        ("Asia/Shanghai", "2026-03-28", (22, 6), 8),
        ("Europe/Berlin", "2026-03-29", (0, 0), 23),
        ("Europe/Berlin", "2026-10-25", (0, 0), 25),
        ("Europe/Berlin", "2026-03-29", (2, 3), 0),
        ("Europe/Berlin", "2026-10-25", (2, 3), 2),
        ("Europe/Berlin", "2026-03-29", (9, 17), 8),
    ],
)
def test_a_shift_over_a_change_of_the_clock_lasts_as_long_as_it_really_does(
    zone: str, day: str, shift: tuple[int, int], hours: float
) -> None:
    start = date.fromisoformat(day)
    days = [()] * 7
    days[start.weekday()] = (Shift(time(shift[0]), time(shift[1])),)
    made = calendar(zone, tuple(days))
    noon = at(day, zone) - 3 * HOUR
    assert made.working_time_between(noon, noon + timedelta(days=3)) == timedelta(hours=hours)


def test_a_shift_that_starts_in_the_hour_that_is_left_out_starts_at_the_change() -> None:
    made = calendar("Europe/Berlin", week(*[(Shift(time(2, 30), time(4)),)] * 7))
    assert made.next_opening(at("2026-03-29 00:00", "Europe/Berlin")) == at("2026-03-29 03:00", "Europe/Berlin")


def test_a_day_that_a_zone_left_out_has_no_working_time() -> None:
    made = calendar("Pacific/Apia", week(*[OFFICE] * 7))  # 2011-12-30 never was there
    found = made.working_time_between(at("2011-12-29 00:00", "Pacific/Apia"), at("2012-01-01 00:00", "Pacific/Apia"))
    assert found == timedelta(hours=15)


def test_overlapping_shifts_count_once() -> None:
    made = calendar("Asia/Shanghai", week((*NIGHT, Shift(time(20), time(23))), (Shift(time(5), time(7)),)))
    assert made.working_time_between(at("2026-03-02 00:00"), at("2026-03-04 00:00")) == 11 * HOUR


def test_around_the_clock_is_always_open() -> None:
    made = calendar("UTC", ((Shift(time(), time()),),) * 7)
    assert made.is_open(at("2026-03-29 02:30"))
    assert made.next_opening(FIRST) == FIRST
    assert made.add_working_time(FIRST, timedelta(days=400, seconds=1)) == FIRST + timedelta(days=400, seconds=1)


@pytest.mark.parametrize("moment", ["2026-03-02 09:00", "2026-03-02 11:59", "2026-03-06 17:00"])
def test_it_closes_at_the_end_of_the_shift(moment: str) -> None:
    closing = SHANGHAI.next_closing(at(moment))
    assert closing is not None
    assert SHANGHAI.is_open(closing - MINUTE)
    assert not SHANGHAI.is_open(closing)
    assert SHANGHAI.working_time_between(at(moment), closing) == closing - at(moment)


def test_what_is_closed_or_never_closes_has_no_closing() -> None:
    assert SHANGHAI.next_closing(at("2026-03-07 10:00")) is None
    assert SHANGHAI.next_closing(at("2026-03-02 12:30")) is None
    assert calendar("UTC", ((Shift(time(), time()),),) * 7).next_closing(FIRST) is None


def test_a_week_without_a_shift_is_refused() -> None:
    with pytest.raises(NoWorkingTimeError, match="no day of the week has a shift"):
        calendar("Asia/Shanghai", week())


def test_working_time_that_never_comes_is_an_error_and_soon() -> None:
    everything = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(HORIZON.days + 10))
    closed = calendar("Asia/Shanghai", week(OFFICE), holidays=everything)
    with pytest.raises(NoWorkingTimeError):
        closed.next_opening(at("2026-01-02 00:00"))
    with pytest.raises(NoWorkingTimeError):
        closed.add_working_time(at("2026-01-02 00:00"), MINUTE)
    with pytest.raises(NoWorkingTimeError):
        SHANGHAI.add_working_time(FIRST, timedelta(days=100_000))
    assert closed.working_time_between(at("2026-01-02 00:00"), at("2035-01-02 00:00")) == timedelta()
    assert not closed.is_open(at("2026-03-06 10:00"))


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SHANGHAI.is_open(datetime(2026, 3, 6))  # noqa: DTZ001 - a naive one is the point
    with pytest.raises(ValueError, match="not taken away"):
        SHANGHAI.add_working_time(FIRST, -MINUTE)
    with pytest.raises(ValueError, match="seven days"):
        calendar("Asia/Shanghai", (OFFICE,))


# Shifts in minutes: full hours and halves, where changes of the clock happen, and any minute.
_MINUTES = st.one_of(st.integers(0, 47).map(lambda half: half * 30), st.integers(0, DAY - 1))
_SPANS = st.tuples(_MINUTES, _MINUTES).map(lambda pair: (pair[0], pair[1] + DAY * (pair[1] <= pair[0])))
_WEEKS = st.tuples(*[st.lists(_SPANS, max_size=3)] * 7).filter(any)
_DATES = st.dates(FIRST.date(), date(2027, 12, 31))
_SPECIAL = st.dictionaries(_DATES, st.none() | st.integers(0, 6), max_size=40)


def _shift(span: Span) -> Shift:
    return Shift(*(time(minute % DAY // 60, minute % 60) for minute in span))


def both(
    zone: str, spans: Any, special: dict[date, int | None], first: datetime, minutes: int
) -> tuple[Calendar, Counted]:
    """The calendar, and the same counted."""
    made = calendar(
        zone,
        tuple(tuple(map(_shift, day)) for day in spans),
        holidays=frozenset(day for day, weekday in special.items() if weekday is None),
        make_up={day: weekday for day, weekday in special.items() if weekday is not None},
    )
    return made, Counted(zone, spans, special, first, minutes)


def agree(made: Calendar, counted: Counted, a: int, b: int) -> None:
    """Everything the calendar says about two minutes is what was counted."""
    start, worked = counted.at(a), counted.between(a, b)
    assert made.working_time_between(start, counted.at(b)) == worked * MINUTE
    assert made.working_time_between(counted.at(b), start) == -worked * MINUTE
    assert made.add_working_time(start, worked * MINUTE) == counted.at(counted.after(a, worked))
    assert made.is_open(start) == bool(counted.open[a])
    if counted.between(a, b):
        assert made.next_opening(start) == counted.at(counted.after(a, 1) - 1)


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=5, deadline=None)
@given(data=st.data(), spans=_WEEKS, special=_SPECIAL)
def test_three_years_agree_with_a_count_of_every_minute(zone: str, data: Any, spans: Any, special: Any) -> None:
    made, counted = both(zone, spans, special, FIRST, YEARS)
    agree(made, counted, 0, YEARS)
    minutes = st.integers(0, YEARS - 1)
    for a, b in data.draw(st.lists(st.tuples(minutes, minutes).map(sorted), min_size=8, max_size=8)):
        agree(made, counted, a, b)


_CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "change"), _CHANGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data(), spans=_WEEKS)
def test_the_days_around_a_change_of_the_clock_agree_with_a_count_of_every_minute(
    zone: str, change: datetime, data: Any, spans: Any
) -> None:
    first, minutes = change - timedelta(days=4), 8 * DAY
    made, counted = both(zone, spans, {}, first, minutes)
    near = st.integers(3 * DAY, 5 * DAY)
    for a, b in data.draw(st.lists(st.tuples(near, near).map(sorted), min_size=10, max_size=10)):
        agree(made, counted, a, b)


_MOMENTS = st.timedeltas(timedelta(), timedelta(days=3 * 365)).map(FIRST.__add__)
_LENGTHS = st.timedeltas(timedelta(), timedelta(days=5))


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=40, deadline=None)
@given(spans=_WEEKS, start=_MOMENTS, one=_LENGTHS, other=_LENGTHS, special=_SPECIAL)
def test_adding_and_measuring_undo_each_other_to_the_microsecond(
    zone: str, spans: Any, start: datetime, one: timedelta, other: timedelta, special: Any
) -> None:
    made, _ = both(zone, spans, special, FIRST, 1)
    assert made.add_working_time(start, timedelta()) == start
    try:
        first = made.add_working_time(start, one)
        second = made.add_working_time(first, other)
    except NoWorkingTimeError:
        assert sum(end - begin for day in spans for begin, end in day) < DAY / 10  # next to nothing a week
        return
    assert made.working_time_between(start, first) == one
    assert made.add_working_time(start, one + other) == second
    assert made.working_time_between(start, second) == one + other
    between = made.working_time_between(start, start + other)
    assert made.add_working_time(start, between) <= start + other

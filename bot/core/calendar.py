"""Working time: shifts a week, holidays and make-up days, in one time zone.

The wall clock of the zone decides. A shift opens at the first moment at which the clock shows its start or later, and
closes at the first moment at which it shows its end or later: it is never interrupted, not even when the clock is put
back, and it starts at the change when the clock jumps over its start. It belongs to the day on which it starts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
#: How far ahead working time is looked for.
HORIZON = timedelta(days=3660)


class NoWorkingTimeError(ValueError):
    """There is no working time at all, or not enough within HORIZON."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """From `start` to `end` by the wall clock. An end at or before the start is meant on the next day: 22:00 to 06:00
    is a night, 18:00 to 00:00 ends at midnight, 00:00 to 00:00 is the whole day."""

    start: time
    end: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end on a day, by the wall clock (naive)."""
        return datetime.combine(day, self.start), datetime.combine(day + DAY * (self.end <= self.start), self.end)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The shifts of each weekday, Monday first. Raises NoWorkingTimeError without any shift."""

    zone: ZoneInfo
    week: tuple[tuple[Shift, ...], ...]

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        if not any(self.week):
            raise NoWorkingTimeError("no day of the week has a shift")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours, except on `holidays`; a day in `make_up` has the shifts of the weekday it names (0 is Monday),
    even on a holiday. Shifts that overlap count once.

    Every method takes aware datetimes of any zone (a naive one raises ValueError) and answers in UTC."""

    hours: WorkingHours
    holidays: frozenset[date] = frozenset()
    make_up: Mapping[date, int] = field(default_factory=dict)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is working time. A shift's first moment is, its end is not."""
        moment = _utc(at)
        day = self._day(moment)
        return any(opens == moment for opens, _ in self._openings(day - DAY, day + DAY, moment))

    def next_opening(self, at: datetime) -> datetime:
        """The first moment of working time from `at` on: `at` itself while it is open. Raises NoWorkingTimeError."""
        moment = _utc(at)
        for opens, _ in self._ahead(moment, moment + HORIZON):
            return opens
        raise NoWorkingTimeError(f"no working time within {HORIZON.days} days after {moment:%Y-%m-%d}")

    def next_closing(self, at: datetime) -> datetime | None:
        """When the working time that `at` lies in ends; None while it is closed, and where nothing ends for a week."""
        moment = end = _utc(at)
        for opens, closes in self._ahead(moment, moment + 7 * DAY):
            if opens > end:
                break
            end = closes
        return end if moment < end < moment + 7 * DAY else None

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """The working time from `a` to `b`; negative when `b` is the earlier one."""
        first, last = _utc(a), _utc(b)
        if last < first:
            return -self.working_time_between(last, first)
        spans = (min(closes, last) - opens for opens, closes in self._ahead(first, last) if opens < last)
        return sum(spans, timedelta())

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The first moment by which `span` of working time has passed since `start`: `start` itself for no time, the
        end of a shift, not the start of the next one. Raises ValueError for a negative span, NoWorkingTimeError when
        it takes longer than HORIZON."""
        moment = _utc(start)
        if span < timedelta():
            raise ValueError("working time is added, not taken away")
        if not span:
            return moment
        left = span
        for opens, closes in self._ahead(moment, moment + HORIZON):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NoWorkingTimeError(f"less than {span} of working time within {HORIZON.days} days")

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """The shifts that start on a day, earliest first."""
        if day in self.make_up:
            return tuple(sorted(self.hours.week[self.make_up[day]]))
        return () if day in self.holidays else tuple(sorted(self.hours.week[day.weekday()]))

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.hours.zone).date()

    def _ahead(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        return self._openings(self._day(first) - DAY, self._day(last) + DAY, first)

    def _openings(self, day: date, last: date, edge: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is open after `edge` by the shifts of these days: in order, never overlapping, in UTC."""
        while day <= last:
            for shift in self.shifts(day):
                start, end = shift.on(day)
                opens, closes = max(_reached(start, self.hours.zone), edge), _reached(end, self.hours.zone)
                if opens < closes:
                    yield opens, closes
                    edge = closes
            day += DAY


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC)


def _reached(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, UTC, at which the zone's clock shows `wall` or later."""
    before, after = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before <= after:
        return before
    # The clock jumps over `wall`. Read with either offset it lies on either side of the change (PEP 495), and the tz
    # database knows changes by the second (RFC 8536, 3.2).
    early, late = math.floor(after.timestamp()), math.ceil(before.timestamp())
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return datetime.fromtimestamp(late, UTC)

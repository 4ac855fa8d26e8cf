"""Working time counted minute by minute, without any of the calendar's reckoning: the clock is read at every minute."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
#: Start and end in minutes after midnight; an end beyond 24 h is on the next day.
Span = tuple[int, int]


@cache
def wall_clock(zone: str, first: datetime, minutes: int) -> array[int]:
    """The latest time the zone's clock has shown by each minute, in minutes since the first day began there: whoever
    waits for a time has seen it come once it stands here."""
    tz = ZoneInfo(zone)
    start = int(first.timestamp())
    base = first.astimezone(tz).toordinal()
    clock = (datetime.fromtimestamp(start + 60 * n, tz) for n in range(minutes))
    shown = ((now.toordinal() - base) * DAY + now.hour * 60 + now.minute for now in clock)
    return array("i", accumulate(shown, max))


class Counted:
    """Open or not, of every minute from `first` on."""

    def __init__(
        self,
        zone: str,
        week: Sequence[Sequence[Span]],
        special: Mapping[date, int | None],
        first: datetime,
        minutes: int,
    ) -> None:
        """`special` names the weekday whose shifts a date has, None for none."""
        self.first = first.astimezone(UTC)
        wall = wall_clock(zone, first, minutes)
        day = first.astimezone(ZoneInfo(zone)).date()
        marked = bytearray(wall[-1] + 3 * DAY)
        for number in range(-1, wall[-1] // DAY + 1):
            this = day + timedelta(days=number)
            weekday = special.get(this, this.weekday())
            for start, end in week[weekday] if weekday is not None else ():
                begin, stop = max(0, number * DAY + start), max(0, number * DAY + end)
                marked[begin:stop] = b"\x01" * (stop - begin)
        self.open = bytes(map(marked.__getitem__, wall))
        self.before = array("i", accumulate(self.open, initial=0))

    def at(self, minute: int) -> datetime:
        """The moment a minute begins."""
        return self.first + minute * MINUTE

    def between(self, a: int, b: int) -> int:
        """Open minutes from minute `a` to minute `b`."""
        return self.before[b] - self.before[a]

    def after(self, minute: int, count: int) -> int:
        """The first minute, from `minute` on, by which `count` open minutes have passed."""
        return bisect_left(self.before, self.before[minute] + count, lo=minute)

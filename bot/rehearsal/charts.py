"""Where everything of the pictures stands, in the units of an SVG. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rehearsal.figures import PARTS, Waiting

WIDTH, LEFT, RIGHT = 720, 46, 10
#: The marks of the axis of waiting times, which is logarithmic from the first to the last.
MARKS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 4 * 60, 24 * 60, 3 * 24 * 60, 10 * 24 * 60, 30 * 24 * 60))
ROW = 30
_CELL_WIDTH, _CELL_HEIGHT, _SHADES = 27, 21, 5
_COLUMNS_TOP, _COLUMNS_BOTTOM, _MOST_DATES = 12, 166, 10


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a kind that the style sheet colours; `value` is what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    value: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis and its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """One column a day, in parts. `days` are the columns' whole places, with what each part counts."""

    boxes: tuple[Box, ...]
    days: tuple[tuple[Box, str, Mapping[str, int]], ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    bottom: int = _COLUMNS_BOTTOM
    height: int = _COLUMNS_BOTTOM + 26


@dataclass(frozen=True, slots=True)
class Heat:
    """A cell for each hour of each weekday."""

    cells: tuple[tuple[Box, ...], ...]
    across: tuple[Mark, ...]
    height: int = 7 * _CELL_HEIGHT + 20


@dataclass(frozen=True, slots=True)
class Dots:
    """One priority: a dot for each answered ticket, and where its median and nine of ten stand."""

    priority: str
    y: float
    dots: tuple[float, ...]
    median: float
    nine_of_ten: float


def columns(days: Sequence[tuple[date, Mapping[str, int]]]) -> Columns:
    """Draws mails a day."""
    top = axis_top(max((sum(parts.values()) for _, parts in days), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(days), 1)
    scale = (_COLUMNS_BOTTOM - _COLUMNS_TOP) / top
    every = math.ceil(len(days) / _MOST_DATES)
    boxes, places, across = [], [], []
    for number, (day, parts) in enumerate(days):
        x, y = LEFT + number * step, float(_COLUMNS_BOTTOM)
        for name, _ in PARTS:
            y -= parts[name] * scale
            if parts[name]:
                box = Box(x + step * 0.12, y, step * 0.76, parts[name] * scale, name, parts[name])
                boxes.append(box)
        place = Box(x, _COLUMNS_TOP, step, _COLUMNS_BOTTOM - _COLUMNS_TOP, "place", sum(parts.values()))
        places.append((place, str(day), parts))
        if number % every == 0:
            across.append(Mark(x + step / 2, f"{day:%m-%d}"))
    up = [Mark(_COLUMNS_BOTTOM - part * top // 2 * scale, str(part * top // 2)) for part in range(3)]
    return Columns(tuple(boxes), tuple(places), tuple(across), tuple(up))


def axis_top(value: int) -> int:
    """Where an axis of counts ends: an even number not below `value`."""
    size = int(10 ** (len(str(max(value, 1))) - 1))
    return next(step * size for step in (1, 2, 4, 6, 8, 10) if step * size >= max(value, 2) and step * size % 2 == 0)


def heat(hours: Sequence[Sequence[int]]) -> Heat:
    """Draws weekdays and hours."""
    most = max(max(row) for row in hours)
    cells = tuple(
        tuple(
            Box(
                LEFT + hour * _CELL_WIDTH,
                day * _CELL_HEIGHT,
                _CELL_WIDTH - 2,
                _CELL_HEIGHT - 2,
                f"shade{math.ceil(value / most * _SHADES) if most else 0}",
                value,
            )
            for hour, value in enumerate(row)
        )
        for day, row in enumerate(hours)
    )
    across = tuple(Mark(LEFT + hour * _CELL_WIDTH, f"{hour}") for hour in range(0, 25, 3))
    return Heat(cells, across)


def dots(waiting: Sequence[Waiting]) -> tuple[Dots, ...]:
    """Draws waiting times of the priorities that have answers."""
    drawn: list[Dots] = []
    for row in waiting:
        if row.median is not None and row.nine_of_ten is not None:
            places = tuple(along(time) for time in row.times)
            y = len(drawn) * ROW + ROW / 2
            drawn.append(Dots(row.priority, y, places, along(row.median), along(row.nine_of_ten)))
    return tuple(drawn)


def along(time: timedelta) -> float:
    """Where a time stands on the axis; what is beyond its ends stands at them."""
    first, last = math.log(MARKS[0].total_seconds()), math.log(MARKS[-1].total_seconds())
    part = (math.log(max(time.total_seconds(), 1)) - first) / (last - first)
    return LEFT + 34 + min(max(part, 0), 1) * (WIDTH - LEFT - RIGHT - 54)

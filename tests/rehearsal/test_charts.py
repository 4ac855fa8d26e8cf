"""Everything of a picture lies inside it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal import charts
from bot.rehearsal.figures import Waiting
from bot.rehearsal.wording import words_of

COUNTS = st.integers(0, 5000)


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=400))
def test_columns_stand_on_their_axis_and_end_below_its_top(counts: list[tuple[int, int, int]]) -> None:
    days = [
        (date(2026, 1, 1) + timedelta(days=number), dict(zip(("new", "joined", "machines"), parts, strict=True)))
        for number, parts in enumerate(counts)
    ]
    drawn = charts.columns(days)
    assert len(drawn.days) == len(days)
    assert len(drawn.across) <= 10
    assert drawn.up[0].words == "0"
    assert sum(box.value for box in drawn.boxes) == sum(map(sum, counts))
    for box in drawn.boxes:
        assert box.y > 11.9
        assert box.y + box.height <= drawn.bottom + 1e-6
        assert charts.LEFT <= box.x <= charts.WIDTH - charts.RIGHT


@given(st.integers(0, 10_000_000))
def test_an_axis_ends_at_an_even_round_number_that_is_not_far(value: int) -> None:
    top = charts.axis_top(value)
    assert top >= value
    assert top % 2 == 0
    assert top <= max(2 * value, 2)


@given(st.timedeltas(timedelta(0), timedelta(days=900)), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_longer_waits_stand_further_right(one: timedelta, other: timedelta) -> None:
    shorter, longer = sorted((one, other))
    assert charts.LEFT <= charts.along(shorter) <= charts.along(longer) <= charts.WIDTH - charts.RIGHT


def test_a_week_without_mail_is_drawn_too() -> None:
    heat = charts.heat([[0] * 24 for _ in range(7)])
    assert {cell.kind for row in heat.cells for cell in row} == {"shade0"}
    busy = charts.heat([[0, 1, 100, *[0] * 21], *[[0] * 24 for _ in range(6)]])
    assert [cell.kind for cell in busy.cells[0][:3]] == ["shade0", "shade1", "shade5"]
    assert charts.dots([Waiting("P1", 3, ())]) == ()


def test_spans_are_said_in_the_unit_one_thinks_in() -> None:
    said = [
        words_of("en").span(timedelta(minutes=minutes)) for minutes in (0.4, 5, 59.4, 60, 100, 35 * 60, 36 * 60, 40_000)
    ]
    assert said == ["0 min", "5 min", "59 min", "1 h", "1.7 h", "35 h", "1.5 d", "28 d"]
    assert words_of("zh").span(timedelta(hours=2)) == "2 小时"
    assert words_of("zh").span(None) == "–"

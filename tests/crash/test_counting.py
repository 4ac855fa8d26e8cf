"""The count itself: it must see what is missing, what came twice and what came in the wrong order."""

from __future__ import annotations

from tests.crash.counting import Count, walk

ROWS = [("a", "sent"), ("b", "unclear"), ("c", "sent")]


def walked(*arrived: str, lane: str = "telegram|1") -> Count:
    found = Count(kills=1)
    walk(found, lane, ROWS, list(arrived))
    return found


def test_everything_in_order_is_well_with_or_without_what_is_unclear() -> None:
    for arrived in (("a", "b", "c"), ("a", "c")):
        assert walked(*arrived).faults == []


def test_a_repeat_at_once_is_counted_and_more_than_one_a_kill_is_a_fault() -> None:
    assert walked("a", "a", "c").repeats == {"telegram": 1}
    assert walked("a", "a", "c").faults == []
    assert walked("a", "a", "c", "c").faults == ["2 repeats by telegram in 1 kills"]


def test_the_same_message_three_times_is_doubled() -> None:
    assert walked("a", "a", "a", "c").doubled


def test_what_is_missing_is_lost() -> None:
    assert walked("a", "b").lost == ["'c' in telegram|1"]
    assert len(walked().lost) == 2


def test_what_nobody_sent_and_what_comes_late_is_wrong() -> None:
    assert walked("a", "x", "c").wrong
    assert walked("c", "a").wrong
    assert walked("a", "c", "a").wrong


def test_what_must_be_there_once_is_lost_without_and_doubled_with_two() -> None:
    found = Count(kills=1)
    for times, what in enumerate(("none", "one", "two")):
        found.once(what, times)
    assert (found.lost, found.doubled) == (["none"], ["two (2 times)"])

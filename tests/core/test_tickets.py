"""The life of a ticket, as the table tells it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bot.core.tickets import LIFE, ImpossibleMoveError, Move, Status, Ticket, moved
from tests.flows.paper import NOON
from tools.draw_life import drawing

DRAWING = Path(__file__).parents[2] / "docs" / "ticket-life.md"
STATES: tuple[Status, ...] = get_args(Status)
MOVES: tuple[Move, ...] = get_args(Move)


@pytest.mark.parametrize(("status", "move"), [(s, m) for s, m in product(STATES, MOVES) if m not in LIFE[s]])
def test_what_is_not_in_the_table_is_impossible(status: Status, move: Move) -> None:
    with pytest.raises(ImpossibleMoveError, match=f"{move} is impossible while {status}"):
        moved(status, move)


@pytest.mark.parametrize(("status", "move"), [(s, m) for s, m in product(STATES, MOVES) if m in LIFE[s]])
def test_what_is_in_the_table_leads_to_a_known_state(status: Status, move: Move) -> None:
    assert moved(status, move) in STATES


def test_every_state_can_be_left_for_an_end_and_be_worked_on_again() -> None:
    for status in STATES:
        reached = {status}
        for _ in STATES:
            reached |= {after for seen in reached for after in LIFE[seen].values()}
        assert {"open", "solved", "closed"} <= reached


@pytest.mark.parametrize(
    ("stated", "agreed", "urgent", "counts"),
    [("", "", False, "P3"), ("", "", True, "P1"), ("P4", "", True, "P4"), ("P1", "P2", True, "P2")],
)
def test_the_agreed_priority_counts_before_the_stated_one(stated: str, agreed: str, urgent: bool, counts: str) -> None:
    ticket = Ticket(
        1, "RB-1001", "x", "new", "en", "slack", NOON, priority_stated=stated, priority_agreed=agreed, urgent=urgent
    )
    assert ticket.priority == counts


def test_the_drawing_is_current() -> None:
    assert DRAWING.read_text("utf-8") == drawing(), "run: python -m tools.draw_life"

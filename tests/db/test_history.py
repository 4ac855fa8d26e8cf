"""The history's chain: whole as written, and every change of it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, select, update

from bot.core.messages import Address, DeskAction, Engineer, Inbound, Sender
from bot.db import history
from bot.db.schema import history as table
from bot.db.session import Database
from tests.db.conftest import NOW, a_ticket, receiver_on

BEIJING = timezone(timedelta(hours=8))


def line(kind: str, **data: Any) -> history.Line:
    return history.Line(kind, "engineer:U0ANNA", "slack", NOW.astimezone(BEIJING), data)


def written(connection: Connection) -> int:
    """A ticket whose history was written in two transactions' worth of lines."""
    ticket_id = a_ticket(connection)
    history.append(connection, ticket_id, [line("opened", urgent=True), line("wrote")])
    history.append(connection, ticket_id, [line("escalated", tier="rnd", note="研发"), line("solved", version=1)])
    return ticket_id


def test_lines_are_read_back_in_order_and_the_chain_is_whole(connection: Connection) -> None:
    ticket_id = written(connection)
    rows = history.read(connection, ticket_id)
    assert [(row["seq"], row["kind"]) for row in rows] == [(1, "opened"), (2, "wrote"), (3, "escalated"), (4, "solved")]
    assert [row["previous"] for row in rows] == ["", *(row["hash"] for row in rows[:-1])]
    assert rows[2]["data"] == {"tier": "rnd", "note": "研发"}
    assert history.broken_at(connection, ticket_id) is None


def test_each_ticket_has_a_chain_of_its_own(connection: Connection) -> None:
    first, second = written(connection), a_ticket(connection, "other@example.com")
    history.append(connection, second, [line("opened")])
    history.append(connection, first, [line("closed")])
    assert [row["seq"] for row in history.read(connection, second)] == [1]
    assert history.broken_at(connection, first) is None
    assert history.broken_at(connection, second) is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "reopened"},
        {"actor": "engineer:U0BEN"},
        {"through": "telegram"},
        {"at": NOW + timedelta(microseconds=1)},
        {"data": {"tier": "vendor", "note": "研发"}},
        {"data": {}},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"seq": 9},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_was_changed_is_found(connection: Connection, change: dict[str, Any]) -> None:
    ticket_id = written(connection)
    connection.execute(update(table).where(table.c.ticket_id == ticket_id, table.c.seq == 3).values(**change))
    assert history.broken_at(connection, ticket_id) == 3


def test_a_line_that_was_removed_is_found(connection: Connection) -> None:
    ticket_id = written(connection)
    connection.execute(delete(table).where(table.c.ticket_id == ticket_id, table.c.seq == 2))
    assert history.broken_at(connection, ticket_id) == 2


def test_a_line_that_was_moved_from_another_ticket_is_found(connection: Connection) -> None:
    ticket_id, other = written(connection), a_ticket(connection, "other@example.com")
    connection.execute(update(table).where(table.c.ticket_id == ticket_id).values(ticket_id=other))
    assert history.broken_at(connection, other) == 1


def test_nothing_to_append_writes_nothing(connection: Connection) -> None:
    ticket_id = a_ticket(connection)
    history.append(connection, ticket_id, [])
    assert history.read(connection, ticket_id) == []
    assert history.broken_at(connection, ticket_id) is None


PERSONAL = {
    "text": "the printer of Mrs Chen is on fire",
    "name": "Chen Mei Lin",
    "reply": "please pull the plug, Mrs Chen",
    "solution": "we have put the fire out in Wang's office",
    "reason": "her boss shouted",
    "note": "she sits in room 314",
    "call": "her husband took the call",
    "end": "she has moved house",
    "organisation": "Chen & Daughters",
    "phone": "+8613800138000",
}
ACTIONS: list[tuple[str, dict[str, str]]] = [
    ("acknowledge", {}),
    ("reply", {"text": PERSONAL["reply"]}),
    ("priority", {"priority": "P1", "reason": PERSONAL["reason"]}),
    ("escalate", {"tier": "rnd", "note": PERSONAL["note"]}),
    ("details", {"name": "", "organisation": PERSONAL["organisation"], "phone": PERSONAL["phone"]}),
    ("note", {"text": PERSONAL["note"]}),
    ("solve", {"text": PERSONAL["solution"]}),
    ("log_call", {"outcome": "reached", "note": PERSONAL["call"]}),
    ("close", {"note": PERSONAL["end"]}),
]


async def test_no_line_of_a_tickets_whole_life_holds_what_people_said_or_are(
    engine: Engine, database_with: Callable[..., Database], tmp_path: Path
) -> None:
    database = database_with()
    receive = receiver_on(database, tmp_path)
    sender = Sender(Address("telegram", "4711"), PERSONAL["name"])
    await receive(Inbound("telegram", "telegram:1:1", sender, "4711", PERSONAL["text"], NOW))
    for number, (action, fields) in enumerate(ACTIONS):
        engineer = Engineer("U0ANNA", "Anna Berg")
        answer = await receive(DeskAction("slack", f"slack:{number}", engineer, action, 1, NOW, fields))
        assert answer.accepted, (action, answer)
    with engine.connect() as connection:
        kinds = [row["kind"] for row in history.read(connection, 1)]
        shown = str([dict(row) for row in connection.execute(select(table)).mappings()])
        assert history.broken_at(connection, 1) is None
    for kind in ("opened", "acknowledged", "replied", "priority_agreed", "escalated", "details", "called", "closed"):
        assert kind in kinds
    for words in (*PERSONAL.values(), "Anna Berg", "4711", "13800138000"):
        assert words not in shown

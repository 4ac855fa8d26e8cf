"""Fills a desk's database with old tickets, by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bot.db import migrate, schema
from bot.db.engine import open_engine
from bot.operations.problem import Tell, quiet

CHUNK = 2_000
START = datetime(2025, 1, 1, tzinfo=UTC)


def fill(url: str, count: int, tell: Tell = quiet) -> None:
    """Makes `count` closed tickets, each with its customer, two messages, a delivered answer and three lines of
    history."""
    engine = open_engine(url)
    migrate.upgrade(engine)
    for start in range(0, count, CHUNK):
        numbers = range(start + 1, min(start + CHUNK, count) + 1)
        with engine.begin() as connection:
            for table, make in _ROWS.items():
                rows = [row for number in numbers for row in make(number)]
                connection.execute(insert(schema.metadata.tables[table]), rows)
        tell("making old tickets", numbers[-1], count)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for name in _ROWS:
                connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _at(number: int) -> datetime:
    return START + timedelta(minutes=number)


def _customers(n: int) -> Iterator[dict[str, Any]]:
    yield {"id": n, "name": f"Old customer {n}", "phone": "", "language": "", "created_at": _at(n)}


def _addresses(n: int) -> Iterator[dict[str, Any]]:
    value = f"old{n}@firm{n % 997}.example"
    yield {"id": n, "kind": "email", "value": value, "customer_id": n, "channel": "email:support", "agreed": True}


def _tickets(n: int) -> Iterator[dict[str, Any]]:
    yield {
        "id": n,
        "reference": f"RB-{1000 + n}",
        "subject": f"Old trouble {n}",
        "status": "closed",
        "customer_id": n,
        "channel": "email:support",
        "address_id": n,
        "language": "en",
        "intake": {"state": "complete", "current": "", "asked": {}, "left": []},
        "opened_at": _at(n),
    }


def _inbox(n: int) -> Iterator[dict[str, Any]]:
    yield {
        "id": n,
        "key": f"mail:old{n:060}",
        "channel": "email:support",
        "state": "handled",
        "kind": "message",
        "sender": f"email:old{n}@firm{n % 997}.example",
        "ticket_id": n,
        "received_at": _at(n),
    }


def _messages(n: int) -> Iterator[dict[str, Any]]:
    words = f"Something stopped at place {n}. " * 10
    shared = {"ticket_id": n, "text": words, "channel": "email:support", "address_id": n, "at": _at(n)}
    yield {**shared, "id": 2 * n - 1, "direction": "in", "message_id": f"<old{n}@firm.example>"}
    yield {**shared, "id": 2 * n, "direction": "out", "message_id": ""}


def _outbox(n: int) -> Iterator[dict[str, Any]]:
    yield {
        "id": n,
        "key": f"old{n}",
        "channel": "email:support",
        "lane": f"email:support|old{n}@firm{n % 997}.example",
        "kind": "message",
        "ticket_id": n,
        "address_id": n,
        "language": "en",
        "body": f"We have your request {n}. " * 20,
        "buttons": [],
        "files": [],
        "refs": [],
        "automatic": True,
        "state": "sent",
        "next_at": _at(n),
        "created_at": _at(n),
        "settled_at": _at(n),
    }


def _history(n: int) -> Iterator[dict[str, Any]]:
    for seq, kind in enumerate(("opened", "solved", "closed"), start=1):
        yield {
            "id": 3 * n - 3 + seq,
            "ticket_id": n,
            "seq": seq,
            "at": _at(n),
            "actor": "ringback",
            "through": "email:support",
            "kind": kind,
            "data": {},
            "previous": "",
            "hash": f"{n:064}",
        }


_ROWS = {
    "customers": _customers,
    "addresses": _addresses,
    "tickets": _tickets,
    "inbox": _inbox,
    "messages": _messages,
    "outbox": _outbox,
    "history": _history,
}

"""What the desk did, read from its SQLite database while it works. Nothing is written, no lock is held."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LINES = 160
TICKETS = 30
_CLOCKS = ("opened_at", "acknowledged_at", "solved_at", "delivered_at", "reached_at", "confirmed_at", "closed_at")
_RECEIVED = """SELECT i.id, i.received_at AS at, i.channel, i.kind, i.state, i.cause, i.sender, i.excerpt, t.reference
    FROM inbox i LEFT JOIN tickets t ON t.id = i.ticket_id ORDER BY i.id DESC LIMIT ?"""
_COMMITTED = """SELECT h.id, h.at, h.actor, h.through AS channel, h.kind, h.data, t.reference, t.name, t.assignee
    FROM history h JOIN tickets t ON t.id = h.ticket_id ORDER BY h.id DESC LIMIT ?"""
_OUT = """SELECT o.id, coalesce(o.settled_at, o.created_at) AS at, o.channel, o.kind, o.purpose, o.state, o.attempts,
    o.cause, o.next_at, t.reference FROM outbox o LEFT JOIN tickets t ON t.id = o.ticket_id
    ORDER BY o.id DESC LIMIT ?"""
_TICKETS = f"""SELECT id, reference, subject, status, priority_stated, priority_agreed, assignee, name, channel,
    reached_by, call_task, {", ".join(_CLOCKS)} FROM tickets ORDER BY id DESC LIMIT ?"""  # noqa: S608  our own names


class Behind:
    """The desk's database seen from outside. Call it for {"lines": [...], "tickets": [...]}, newest first."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def __call__(self) -> dict[str, Any]:
        """A picture of now; empty while there is no database yet or it is being made."""
        try:
            with self._reading() as connection:
                return {"lines": _lines(connection), "tickets": _tickets(connection)}
        except sqlite3.OperationalError:
            return {"lines": [], "tickets": []}

    def ticket(self, reference: str) -> dict[str, Any] | None:
        """One ticket with its clocks; None when there is none."""
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM tickets WHERE reference = ?", (reference,)).fetchone()
            return dict(row) if row else None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True, timeout=0.5)
        try:
            connection.row_factory = sqlite3.Row
            yield connection
        finally:
            connection.close()


def _lines(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    made = [_line(row, "received", excerpt=row["excerpt"][:160]) for row in _rows(connection, _RECEIVED)]
    made += [_line(row, "committed", data=json.loads(row["data"])) for row in _rows(connection, _COMMITTED)]
    for row in _rows(connection, _OUT):
        tried = row["state"] == "pending" and row["attempts"] > 0
        movement = "retried" if tried else "waiting" if row["state"] == "pending" else row["state"]
        made.append(_line(row, movement, next_at=_utc(row["next_at"])))
    order = {"received": 0, "committed": 1}
    made.sort(key=lambda line: (line["at"], order.get(line["what"], 2), line["id"]), reverse=True)
    return made[:LINES]


def _line(row: sqlite3.Row, what: str, **more: Any) -> dict[str, Any]:
    return dict(row) | more | {"what": what, "at": _utc(row["at"])}


def _tickets(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    made = []
    for row in connection.execute(_TICKETS, (TICKETS,)):
        clocks = {name.removesuffix("_at"): _utc(row[name]) for name in _CLOCKS if row[name]}
        due = connection.execute("SELECT kind, due FROM timers WHERE ticket_id = ? ORDER BY due", (row["id"],))
        timers = [{"kind": timer["kind"], "due": _utc(timer["due"])} for timer in due]
        told = connection.execute(
            "SELECT seq, at, actor, through, kind, data FROM history WHERE ticket_id = ? ORDER BY seq", (row["id"],)
        )
        history = [dict(line) | {"at": _utc(line["at"]), "data": json.loads(line["data"])} for line in told]
        kept = {key: row[key] for key in row.keys() if key not in _CLOCKS}  # noqa: SIM118  a Row iterates over values
        made.append(kept | {"clocks": clocks, "timers": timers, "history": history})
    return made


def _rows(connection: sqlite3.Connection, query: str) -> list[sqlite3.Row]:
    return connection.execute(query, (LINES,)).fetchall()


def _utc(stored: str) -> str:
    """SQLite keeps our times without their zone, which is UTC."""
    return stored.replace(" ", "T") + "Z"

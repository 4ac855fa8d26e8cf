"""The append-only history of a ticket. Each row carries the hash of the one before it, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.db.schema import history
from bot.db.statements import Statement


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: who ("customer:3", "engineer:U1", "ringback"), through what, and references."""

    kind: str
    actor: str
    through: str
    at: datetime
    data: Mapping[str, Any]


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_LAST = Statement(
    select(history.c.seq, history.c.hash)
    .where(history.c.ticket_id == bindparam("ticket"))
    .order_by(history.c.seq.desc())
    .limit(1)
)
_ADD = Statement(insert(history))


def append(connection: Connection, ticket_id: int, lines: Sequence[Line], *, new: bool = False) -> None:
    """Adds lines in order, each chained to the one before. A `new` ticket is known to have none."""
    if not lines:
        return
    last = None if new else _LAST.first(connection, {"ticket": ticket_id})
    seq, previous = (last[0], last[1]) if last else (0, "")
    rows = []
    for line in lines:
        seq += 1
        digest = _hash(previous, ticket_id, seq, line)
        rows.append(
            {
                "ticket_id": ticket_id,
                "seq": seq,
                "at": line.at,
                "actor": line.actor,
                "through": line.through,
                "kind": line.kind,
                "data": dict(line.data),
                "previous": previous,
                "hash": digest,
            }
        )
        previous = digest
    _ADD.run_each(connection, rows)


def read(connection: Connection, ticket_id: int) -> list[dict[str, Any]]:
    """The ticket's history, oldest first."""
    statement = select(history).where(history.c.ticket_id == ticket_id).order_by(history.c.seq)
    return [dict(row) for row in connection.execute(statement).mappings()]


def noted(connection: Connection, ticket_id: int, kind: str) -> list[Mapping[str, Any]]:
    """What the ticket's lines of one kind say, oldest first."""
    where = (history.c.ticket_id == ticket_id, history.c.kind == kind)
    return list(connection.execute(select(history.c.data).where(*where).order_by(history.c.seq)).scalars())


def broken_at(connection: Connection, ticket_id: int) -> int | None:
    """The first line that was changed, removed or put in; None when the chain is whole."""
    previous = ""
    for expected, row in enumerate(read(connection, ticket_id), start=1):
        line = Line(row["kind"], row["actor"], row["through"], row["at"], row["data"])
        if (
            row["seq"] != expected
            or row["previous"] != previous
            or row["hash"] != _hash(previous, ticket_id, expected, line)
        ):
            return expected
        previous = row["hash"]
    return None


def _hash(previous: str, ticket_id: int, seq: int, line: Line) -> str:
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    body = [previous, ticket_id, seq, at, line.actor, line.through, line.kind, dict(line.data)]
    return hashlib.sha256(_CANONICAL.encode(body).encode()).hexdigest()

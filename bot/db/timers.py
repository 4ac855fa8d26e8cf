"""Due dates of tickets: one of a kind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.schema import timers
from bot.db.statements import Statement


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that came due."""

    id: int
    ticket_id: int
    kind: str
    due: datetime
    attempts: int


def _upsert(dialect: Callable[[Table], Any]) -> Statement:
    statement = dialect(timers)
    anew = {"due": statement.excluded.due, "attempts": 0}
    return Statement(statement.on_conflict_do_update(index_elements=["ticket_id", "kind"], set_=anew))


_SET = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_DROP = Statement(
    delete(timers).where(timers.c.ticket_id == bindparam("ticket"), timers.c.kind == bindparam("of_kind"))
)


def set_timer(connection: Connection, ticket_id: int, kind: str, due: datetime) -> None:
    """Sets the ticket's timer of this kind, anew when there is one."""
    values = {"ticket_id": ticket_id, "kind": kind, "due": due, "attempts": 0}
    _SET[connection.dialect.name].run(connection, values)


def drop(connection: Connection, ticket_id: int, kind: str) -> None:
    """Forgets the timer; nothing happens when there is none."""
    _DROP.run(connection, {"ticket": ticket_id, "of_kind": kind})


def due_before(connection: Connection, now: datetime, limit: int = 100) -> list[Due]:
    """The timers that are due, oldest first."""
    statement = select(timers).where(timers.c.due <= now).order_by(timers.c.due, timers.c.id).limit(limit)
    return [
        Due(row["id"], row["ticket_id"], row["kind"], row["due"], row["attempts"])
        for row in connection.execute(statement).mappings()
    ]


def take(connection: Connection, timer: Due) -> bool:
    """Takes a due timer for good; False when somebody else did, or it was set anew."""
    statement = delete(timers).where(timers.c.id == timer.id, timers.c.due == timer.due)
    return connection.execute(statement).rowcount == 1


def postpone(connection: Connection, timer: Due, due: datetime) -> None:
    """Sets it to a later time, after an attempt that failed."""
    connection.execute(update(timers).where(timers.c.id == timer.id).values(due=due, attempts=timers.c.attempts + 1))


def oldest(connection: Connection) -> datetime | None:
    """When the next timer is due."""
    return connection.execute(select(func.min(timers.c.due))).scalar()

"""What is to be delivered, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, insert, select, update

from bot.db.schema import outbox, tickets

_earlier = outbox.alias("earlier")
LIVE = ("pending", "sending")
DESK_KINDS = ("card", "post", "file")


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Inserts a row to deliver."""
    return int(connection.execute(insert(outbox).values(**values).returning(outbox.c.id)).scalar_one())


def has_pending_card(connection: Connection, ticket_id: int) -> bool:
    """Whether a card of the ticket waits already: it will show the newest state, another one is not needed."""
    statement = select(outbox.c.id).where(
        outbox.c.ticket_id == ticket_id, outbox.c.kind == "card", outbox.c.state == "pending"
    )
    return connection.execute(statement.limit(1)).scalar() is not None


def claim(connection: Connection, channel: str, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Takes up to `limit` due rows, at most one of each lane and never past an unfinished one, and marks them
    "sending, attempt n". Rows of the desk are given their card's place as `thread`."""
    behind = exists().where(_earlier.c.lane == outbox.c.lane, _earlier.c.id < outbox.c.id, _earlier.c.state.in_(LIVE))
    statement = (
        select(outbox.c.id)
        .where(outbox.c.channel == channel, outbox.c.state == "pending", outbox.c.next_at <= now, ~behind)
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(statement).scalars())
    if not ids:
        return []
    connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.state == "pending")
        .values(state="sending", attempts=outbox.c.attempts + 1)
    )
    rows = connection.execute(
        select(outbox, tickets.c.card_key)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .where(outbox.c.id.in_(ids))
    ).mappings()
    by_id = {row["id"]: dict(row) for row in rows}
    return [by_id[row_id] for row_id in ids]


def settle(connection: Connection, row_id: int, values: Mapping[str, Any]) -> bool:
    """Says how an attempt ended; False when the row is not being sent any more."""
    statement = update(outbox).where(outbox.c.id == row_id, outbox.c.state == "sending").values(**values)
    return connection.execute(statement).rowcount == 1


def interrupted(connection: Connection) -> list[dict[str, Any]]:
    """The rows that were being sent when the process ended."""
    return [dict(row) for row in connection.execute(select(outbox).where(outbox.c.state == "sending")).mappings()]


def next_due(connection: Connection, channel: str) -> datetime | None:
    """When the next pending row of the channel is due."""
    statement = select(func.min(outbox.c.next_at)).where(outbox.c.channel == channel, outbox.c.state == "pending")
    return connection.execute(statement).scalar()


def automatic_since(connection: Connection, address_id: int, since: datetime) -> int:
    """How many messages went to an address by themselves since then."""
    statement = select(func.count()).where(
        outbox.c.address_id == address_id,
        outbox.c.automatic.is_(True),
        outbox.c.kind == "message",
        outbox.c.created_at >= since,
    )
    return int(connection.execute(statement).scalar_one())


def counts(connection: Connection) -> dict[str, int]:
    """How many rows are in each state."""
    rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {state: int(number) for state, number in rows}


def of_ticket(connection: Connection, ticket_id: int, purposes: Sequence[str]) -> list[dict[str, Any]]:
    """The ticket's rows of these purposes, oldest first."""
    statement = (
        select(outbox).where(outbox.c.ticket_id == ticket_id, outbox.c.purpose.in_(purposes)).order_by(outbox.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]

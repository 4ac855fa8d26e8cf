"""Files that came with messages, and those still to be fetched from their provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.db.schema import attachments, messages


def by_ids(connection: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The rows, in the order of the ids."""
    rows = {
        row["id"]: dict(row)
        for row in connection.execute(select(attachments).where(attachments.c.id.in_(ids))).mappings()
    }
    return [rows[i] for i in ids if i in rows]


def of_message(connection: Connection, message_id: int) -> list[dict[str, Any]]:
    """A message's files, in order."""
    statement = select(attachments).where(attachments.c.message_id == message_id).order_by(attachments.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def waiting(connection: Connection, channel: str, now: datetime, limit: int = 5) -> list[dict[str, Any]]:
    """References of the channel that are due to be fetched, with the ticket and the direction of their message."""
    statement = (
        select(attachments, messages.c.ticket_id, messages.c.direction)
        .join(messages, messages.c.id == attachments.c.message_id)
        .where(attachments.c.channel == channel, attachments.c.state == "waiting", attachments.c.next_at <= now)
        .order_by(attachments.c.id)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def settle(connection: Connection, attachment_id: int, values: Mapping[str, Any]) -> bool:
    """Says what became of a fetch; False when it was settled before."""
    statement = update(attachments).where(attachments.c.id == attachment_id, attachments.c.state == "waiting")
    return connection.execute(statement.values(**values)).rowcount == 1

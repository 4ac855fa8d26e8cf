"""What came in and went out for a ticket, as engineers look it up. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, exists, select

from bot.db.schema import addresses, arrivals, attachments, inbox, messages, outbox, tickets

_CAME = select(inbox, tickets.c.reference).outerjoin(tickets, tickets.c.id == inbox.c.ticket_id)


def came(connection: Connection, ticket_id: int, most: int) -> list[dict[str, Any]]:
    """The newest of what customers wrote or pressed for a ticket, oldest first, each with the ticket's reference."""
    kinds = inbox.c.kind.in_(("message", "press"))
    statement = _CAME.where(inbox.c.ticket_id == ticket_id, kinds).order_by(inbox.c.id.desc()).limit(most)
    return [dict(row) for row in reversed(connection.execute(statement).mappings().all())]


def one(connection: Connection, inbox_id: int) -> dict[str, Any] | None:
    """One row of the ledger, with the reference of its ticket."""
    row = connection.execute(_CAME.where(inbox.c.id == inbox_id)).mappings().first()
    return dict(row) if row else None


def places(connection: Connection, inbox_ids: Sequence[int]) -> dict[int, list[str]]:
    """Every copy of these rows, as "email:support UIDVALIDITY:UID"."""
    found: dict[int, list[str]] = {inbox_id: [] for inbox_id in inbox_ids}
    statement = select(arrivals).where(arrivals.c.inbox_id.in_(inbox_ids)).order_by(arrivals.c.id)
    for row in connection.execute(statement).mappings():
        found[row["inbox_id"]].append(f"{row['channel']} {row['place']}")
    return found


def went(connection: Connection, ticket_id: int, most: int) -> list[dict[str, Any]]:
    """The newest of what was sent to customers for a ticket, oldest first, each with its address."""
    statement = (
        select(outbox, addresses.c.value.label("address"))
        .outerjoin(addresses, addresses.c.id == outbox.c.address_id)
        .where(outbox.c.ticket_id == ticket_id, outbox.c.kind == "message")
        .order_by(outbox.c.id.desc())
        .limit(most)
    )
    return [dict(row) for row in reversed(connection.execute(statement).mappings().all())]


def whole(connection: Connection, message_id: int, file: str) -> tuple[str, bool] | None:
    """All that can be read of a message, and whether a file of this name came with it; None when there is none."""
    with_file = exists().where(attachments.c.message_id == messages.c.id, attachments.c.name == file)
    statement = select(messages.c.full_text, messages.c.text, with_file).where(messages.c.id == message_id)
    row = connection.execute(statement).first()
    return None if row is None else (row[0] or row[1], bool(row[2]))

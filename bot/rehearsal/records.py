"""What a rehearsal reads out of its scratch database, and the one thing it adds there. SQL only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.core.tickets import PRIORITIES
from bot.db.schema import addresses, history, inbox, messages, outbox, tickets


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket at the end. `priority` is what Ringback guessed, empty when nothing hints at one; `answered_at` is
    when a person first wrote back; `mails` are those of the customer; a `silent` one is a machine's, never answered."""

    id: int
    reference: str
    subject: str
    name: str
    address: str
    language: str
    priority: str
    opened_at: datetime
    answered_at: datetime | None
    mails: int
    silent: bool


def by_message_ids(connection: Connection, ids: Sequence[str]) -> int | None:
    """The newest ticket in which one of these Message-IDs stands."""
    statement = (
        select(messages.c.ticket_id).where(messages.c.message_id.in_(ids)).order_by(messages.c.id.desc()).limit(1)
    )
    return connection.execute(statement).scalar() if ids else None


def of_recipients(connection: Connection, recipients: Sequence[str]) -> list[Mapping[str, Any]]:
    """The tickets of whoever has one of these mail addresses, newest first: id, subject, acknowledged_at."""
    customers = select(addresses.c.customer_id).where(addresses.c.kind == "email", addresses.c.value.in_(recipients))
    statement = (
        select(tickets.c.id, tickets.c.subject, tickets.c.acknowledged_at)
        .where(tickets.c.customer_id.in_(customers))
        .order_by(tickets.c.id.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def mark_answer(connection: Connection, ticket_id: int, message_id: str) -> None:
    """Gives the ticket's newest answer the Message-ID under which it really went out, for customers reply to that."""
    newest = select(func.max(messages.c.id)).where(messages.c.ticket_id == ticket_id, messages.c.direction == "out")
    statement = update(messages).where(messages.c.id == newest.scalar_subquery()).values(message_id=message_id)
    connection.execute(statement)


def state(connection: Connection, key: str) -> str:
    """What the ledger says of a message: handled, shelved, held or spam."""
    return str(connection.execute(select(inbox.c.state).where(inbox.c.key == key)).scalar_one())


def all_tickets(connection: Connection) -> list[TicketFacts]:
    """Every ticket, oldest first."""
    came = (
        select(messages.c.ticket_id, func.count().label("mails"))
        .where(messages.c.direction == "in")
        .group_by(messages.c.ticket_id)
        .subquery()
    )
    statement = (
        select(tickets, addresses.c.value, came.c.mails)
        .join(addresses, addresses.c.id == tickets.c.address_id)
        .join(came, came.c.ticket_id == tickets.c.id)
        .order_by(tickets.c.id)
    )
    return [_facts(dict(row)) for row in connection.execute(statement).mappings()]


def _facts(row: Mapping[str, Any]) -> TicketFacts:
    guessed = row["priority_stated"] or ("P1" if row["urgent"] else "")
    return TicketFacts(
        id=row["id"],
        reference=row["reference"],
        subject=row["subject"],
        name=row["name"],
        address=row["value"],
        language=row["language"],
        priority=guessed if guessed in PRIORITIES else "",
        opened_at=row["opened_at"],
        answered_at=row["acknowledged_at"],
        mails=row["mails"],
        silent=row["intake"].get("state") == "silent",
    )


def told(connection: Connection) -> dict[str, int]:
    """What customers would have been sent by itself: "acknowledged" at once, "reminded" later; "braked" is what the
    brake against loops kept back."""
    first = select(func.min(outbox.c.id)).where(_AUTOMATIC).group_by(outbox.c.ticket_id).subquery()
    lines = select(history.c.kind, func.count()).where(history.c.kind.in_(("intake_reminded", "brake")))
    counted: dict[str, int] = {row[0]: row[1] for row in connection.execute(lines.group_by(history.c.kind))}
    return {
        "acknowledged": connection.execute(select(func.count()).select_from(first)).scalar_one(),
        "reminded": counted.get("intake_reminded", 0),
        "braked": counted.get("brake", 0),
    }


_AUTOMATIC = (outbox.c.kind == "message") & outbox.c.automatic & outbox.c.ticket_id.is_not(None)


def first_answers(connection: Connection, ticket_ids: Sequence[int]) -> list[Mapping[str, Any]]:
    """The first row to the customer of each of these tickets, in the order of the tickets given."""
    first = select(func.min(outbox.c.id)).where(_AUTOMATIC, outbox.c.ticket_id.in_(ticket_ids))
    statement = (
        select(outbox, addresses.c.value)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(outbox.c.id.in_(first.group_by(outbox.c.ticket_id)))
    )
    rows = {row["ticket_id"]: dict(row) for row in connection.execute(statement).mappings()}
    return [rows[ticket_id] for ticket_id in ticket_ids if ticket_id in rows]

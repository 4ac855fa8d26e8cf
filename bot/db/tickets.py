"""Tickets, their conversations, messages, attachments and solutions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, insert, or_, select, update

from bot.core.tickets import Intake, Ticket
from bot.db.schema import addresses, attachments, conversations, messages, participants, solutions, tickets

FIRST_REFERENCE = 1000

_LOAD = select(tickets).where(tickets.c.id == bindparam("row"))
_LOCK = _LOAD.with_for_update()
_INSERT = insert(tickets).returning(tickets)
_PATCH = update(tickets).where(tickets.c.id == bindparam("row"))
_KEEP = insert(messages).returning(messages.c.id)
_ATTACH = insert(attachments).returning(attachments.c.id)


def reference(ticket_id: int) -> str:
    """How people name a ticket."""
    return f"RB-{FIRST_REFERENCE + ticket_id}"


def load(connection: Connection, ticket_id: int, *, lock: bool = True) -> tuple[Ticket, Mapping[str, Any]] | None:
    """The ticket as flows see it and its whole row, locked until the transaction ends unless it is only to be
    looked at; None when there is none."""
    row = connection.execute(_LOCK if lock else _LOAD, {"row": ticket_id}).mappings().first()
    if row is None:
        return None
    values = dict(row)
    return as_ticket(values), values


def as_ticket(row: Mapping[str, Any]) -> Ticket:
    """Reads the flows' view out of a row."""
    names = Ticket.__dataclass_fields__.keys() - {"intake"}
    return Ticket(intake=read_intake(row["intake"]), **{name: row[name] for name in names})


def read_intake(value: Mapping[str, Any]) -> Intake:
    """Reads how far the questions are."""
    return Intake(**{**value, **{name: tuple(value.get(name, ())) for name in ("left", "also", "agreed")}})


def write_intake(intake: Intake) -> dict[str, Any]:
    """The JSON form of it."""
    return {
        "state": intake.state,
        "current": intake.current,
        "asked": dict(intake.asked),
        "left": list(intake.left),
        "reminded": intake.reminded,
        "spoken": intake.spoken,
        "also": list(intake.also),
        "may": intake.may,
        "agreed": list(intake.agreed),
    }


def create(connection: Connection, values: Mapping[str, Any]) -> int:
    """Inserts a ticket and gives it its reference."""
    ticket_id = int(insert_row(connection, values)["id"])
    patch(connection, ticket_id, {"reference": reference(ticket_id)})
    return ticket_id


def insert_row(connection: Connection, values: Mapping[str, Any]) -> dict[str, Any]:
    """Inserts a ticket and returns its whole row. The caller gives it its `reference`, which follows from the id."""
    return dict(connection.execute(_INSERT, dict(values)).mappings().one())


def patch(connection: Connection, ticket_id: int, values: Mapping[str, Any]) -> None:
    """Sets columns of a ticket."""
    if values:
        connection.execute(_PATCH, {"row": ticket_id, **values})


def of_conversation(connection: Connection, channel: str, thread: str) -> tuple[int, int | None, str] | None:
    """The conversation's id, its ticket's id and its language; None for a new one."""
    statement = select(conversations.c.id, conversations.c.ticket_id, conversations.c.language).where(
        conversations.c.channel == channel, conversations.c.thread == thread
    )
    row = connection.execute(statement).first()
    return None if row is None else (row[0], row[1], row[2])


def converse(connection: Connection, channel: str, thread: str, values: Mapping[str, Any]) -> None:
    """Sets what a conversation is about, making it when it is new."""
    where = (conversations.c.channel == channel, conversations.c.thread == thread)
    if connection.execute(update(conversations).where(*where).values(**values)).rowcount == 0:
        connection.execute(insert(conversations).values(channel=channel, thread=thread, **values))


def by_message_ids(connection: Connection, message_ids: tuple[str, ...], customer_id: int, address: str) -> int | None:
    """The newest ticket of this customer, or in which this address takes part, with one of these Message-IDs."""
    if not message_ids:
        return None
    statement = (
        select(messages.c.ticket_id)
        .join(tickets, tickets.c.id == messages.c.ticket_id)
        .where(messages.c.message_id.in_(message_ids[-50:]), _takes_part(customer_id, address))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar()


def _takes_part(customer_id: int, address: str) -> ColumnElement[bool]:
    copied = exists().where(participants.c.ticket_id == tickets.c.id, participants.c.address == address)
    return or_(tickets.c.customer_id == customer_id, copied)


_REFERENCE = re.compile(r"\bRB-(\d{1,12})\b", re.IGNORECASE)


def by_subject(connection: Connection, subject: str, customer_id: int, address: str) -> int | None:
    """The ticket of this customer, or in which this address takes part, whose reference stands in the subject."""
    found = _REFERENCE.search(subject)
    ticket_id = int(found[1]) - FIRST_REFERENCE if found else 0
    if ticket_id <= 0:
        return None
    statement = select(tickets.c.id).where(tickets.c.id == ticket_id, _takes_part(customer_id, address))
    return connection.execute(statement).scalar()


def by_reference(connection: Connection, reference: str) -> int | None:
    """The ticket that people name so."""
    return connection.execute(select(tickets.c.id).where(tickets.c.reference == reference)).scalar()


def places(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The references of tickets, and where their cards stand ("CHANNEL:ts", or empty)."""
    statement = select(tickets.c.id, tickets.c.reference, tickets.c.card_key).where(tickets.c.id.in_(ids))
    return {row.id: (row.reference, row.card_key) for row in connection.execute(statement)}


def of_album(connection: Connection, ticket_id: int, album: str) -> int | None:
    """The message of the ticket that the first part of an album became."""
    statement = select(messages.c.id).where(messages.c.ticket_id == ticket_id, messages.c.album == album)
    return connection.execute(statement.order_by(messages.c.id).limit(1)).scalar()


def moved_group(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new id: every conversation in it ("GROUP/PERSON") goes on there."""
    for table in (conversations, tickets, addresses):
        where = (table.c.channel == channel, table.c.thread.startswith(f"{old}/", autoescape=True))
        rows = connection.execute(select(table.c.id, table.c.thread).where(*where)).all()
        for row_id, thread in rows:
            there = {"thread": f"{new}/{thread.partition('/')[2]}"}
            connection.execute(update(table).where(table.c.id == row_id).values(**there))


def closed_at(connection: Connection, ticket_id: int) -> datetime | None:
    """When the ticket was closed; None while it is not."""
    where = (tickets.c.id == ticket_id, tickets.c.status == "closed")
    return connection.execute(select(tickets.c.closed_at).where(*where)).scalar()


def newest_follower(connection: Connection, ticket_id: int, customer_id: int) -> int:
    """The last of this customer's tickets that follow a ticket, one after the other; itself when none does."""
    statement = (
        select(tickets.c.id)
        .where(tickets.c.follows_id == bindparam("row"), tickets.c.customer_id == customer_id)
        .order_by(tickets.c.id.desc())
        .limit(1)
    )
    while (later := connection.execute(statement, {"row": ticket_id}).scalar()) is not None:
        ticket_id = int(later)
    return ticket_id


def by_card(connection: Connection, key: str) -> int | None:
    """The ticket whose card stands at `key`."""
    return connection.execute(select(tickets.c.id).where(tickets.c.card_key == key)).scalar()


def keep_message(connection: Connection, values: Mapping[str, Any]) -> int:
    """Adds a message to the ticket's record."""
    return int(connection.execute(_KEEP, dict(values)).scalar_one())


def keep_attachments(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    """Adds a message's attachments; returns their ids in order."""
    return [int(connection.execute(_ATTACH, row).scalar_one()) for row in rows]


def keep_solution(connection: Connection, ticket_id: int, text: str, author: str, at: datetime) -> int:
    """Adds the next version of the solution and returns its number."""
    last = connection.execute(
        select(solutions.c.version)
        .where(solutions.c.ticket_id == ticket_id)
        .order_by(solutions.c.version.desc())
        .limit(1)
    ).scalar()
    version = (last or 0) + 1
    connection.execute(insert(solutions).values(ticket_id=ticket_id, version=version, text=text, author=author, at=at))
    return version


def solution_text(connection: Connection, ticket_id: int, version: int) -> str:
    """The text of one version, empty when there is none."""
    statement = select(solutions.c.text).where(solutions.c.ticket_id == ticket_id, solutions.c.version == version)
    return connection.execute(statement).scalar() or ""


def latest_message_ids(connection: Connection, ticket_id: int) -> list[str]:
    """The last Message-IDs of the customer on this ticket, oldest first."""
    statement = (
        select(messages.c.message_id)
        .where(messages.c.ticket_id == ticket_id, messages.c.direction == "in", messages.c.message_id != "")
        .order_by(messages.c.id.desc())
        .limit(5)
    )
    return list(reversed(connection.execute(statement).scalars().all()))


def latest_out(connection: Connection, ticket_id: int) -> str:
    """What an engineer last wrote to the customer."""
    statement = (
        select(messages.c.text)
        .where(messages.c.ticket_id == ticket_id, messages.c.direction == "out")
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar() or ""

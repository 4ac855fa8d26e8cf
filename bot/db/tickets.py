"""Tickets, their conversations, messages, attachments and solutions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update

from bot.core.tickets import Intake, Ticket
from bot.db.schema import addresses, attachments, conversations, messages, participants, solutions, tickets
from bot.db.statements import Statement

FIRST_REFERENCE = 1000
LARGEST_ID = 2**31 - 1  # PostgreSQL's integers

_OF_ID = select(tickets).where(tickets.c.id == bindparam("row"))
_LOAD, _LOCK = Statement(_OF_ID), Statement(_OF_ID.with_for_update())
_INSERT = Statement(insert(tickets).returning(tickets))
_PATCH = Statement(update(tickets).where(tickets.c.id == bindparam("row")))
_KEEP = Statement(insert(messages).returning(messages.c.id))
_ATTACH = Statement(insert(attachments).returning(attachments.c.id))
_CLOSED_AT = Statement(
    select(tickets.c.closed_at).where(tickets.c.id == bindparam("row"), tickets.c.status == "closed")
)
_TAKES_PART = or_(
    tickets.c.customer_id == bindparam("customer"),
    exists().where(participants.c.ticket_id == tickets.c.id, participants.c.address == bindparam("address")),
)
_OF_REFERENCE = Statement(select(tickets.c.id).where(tickets.c.id == bindparam("row"), _TAKES_PART))
_EARLIER = Statement(
    select(func.max(tickets.c.id)).where(
        tickets.c.customer_id == bindparam("customer"), tickets.c.id < bindparam("before")
    )
)
_FOLLOWER = Statement(
    select(tickets.c.id)
    .where(tickets.c.follows_id == bindparam("row"), tickets.c.customer_id == bindparam("customer"))
    .order_by(tickets.c.id.desc())
    .limit(1)
)


def reference(ticket_id: int) -> str:
    """How people name a ticket."""
    return f"RB-{FIRST_REFERENCE + ticket_id}"


def load(connection: Connection, ticket_id: int, *, lock: bool = True) -> tuple[Ticket, Mapping[str, Any]] | None:
    """The ticket as flows see it and its whole row, locked until the transaction ends unless it is only to be
    looked at; None when there is none."""
    values = (_LOCK if lock else _LOAD).row(connection, {"row": ticket_id})
    return None if values is None else (as_ticket(values), values)


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
        "heard": intake.heard,
        "greeted": intake.greeted,
        "piece": intake.piece,
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
    row = _INSERT.row(connection, values)
    assert row is not None
    return row


def patch(connection: Connection, ticket_id: int, values: Mapping[str, Any]) -> None:
    """Sets columns of a ticket."""
    if values:
        _PATCH.run(connection, {"row": ticket_id, **values})


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
    named = {str(place): name for place, name in enumerate(message_ids[-50:])}
    found: int | None = _named(len(named)).scalar(connection, {"customer": customer_id, "address": address, **named})
    return found


@lru_cache
def _named(count: int) -> Statement:
    """The ticket with one of so many Message-IDs, which are its values "0", "1" and so on."""
    return Statement(
        select(messages.c.ticket_id)
        .join(tickets, tickets.c.id == messages.c.ticket_id)
        .where(messages.c.message_id.in_([bindparam(str(place)) for place in range(count)]), _TAKES_PART)
        .order_by(messages.c.id.desc())
        .limit(1)
    )


MOST_REFERENCES = 5  # in one subject
_REFERENCE = re.compile(r"\bRB-(\d{1,12})\b", re.IGNORECASE)


def by_subject(connection: Connection, subject: str, customer_id: int, address: str) -> int | None:
    """The ticket of this customer, or in which this address takes part, whose reference stands in the subject; of
    several the first that is his."""
    for number in dict.fromkeys(_REFERENCE.findall(subject)[:MOST_REFERENCES]):
        ticket_id = int(number) - FIRST_REFERENCE
        values = {"row": ticket_id, "customer": customer_id, "address": address}
        if ticket_id > 0 and (found := _OF_REFERENCE.scalar(connection, values)) is not None:
            return int(found)
    return None


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
    found: datetime | None = _CLOSED_AT.scalar(connection, {"row": ticket_id})
    return found


def newest_follower(connection: Connection, ticket_id: int, customer_id: int) -> int:
    """The last of this customer's tickets that follow a ticket, one after the other; itself when none does."""
    while (later := _FOLLOWER.scalar(connection, {"row": ticket_id, "customer": customer_id})) is not None:
        ticket_id = int(later)
    return ticket_id


def earlier(connection: Connection, customer_id: int, before: int | None) -> Ticket | None:
    """The last ticket that this customer had before the ticket `before`, None for a new one."""
    found = _EARLIER.scalar(connection, {"customer": customer_id, "before": LARGEST_ID if before is None else before})
    loaded = load(connection, found, lock=False) if found is not None else None
    return loaded[0] if loaded else None


def by_card(connection: Connection, key: str) -> int | None:
    """The ticket whose card stands at `key`."""
    return connection.execute(select(tickets.c.id).where(tickets.c.card_key == key)).scalar()


def keep_message(connection: Connection, values: Mapping[str, Any]) -> int:
    """Adds a message to the ticket's record."""
    return int(_KEEP.scalar(connection, values))


def keep_attachments(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    """Adds a message's attachments; returns their ids in order."""
    return [int(_ATTACH.scalar(connection, row)) for row in rows]


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


def solver(connection: Connection, ticket_id: int) -> str:
    """Who recorded the newest solution, empty when there is none."""
    statement = select(solutions.c.author).where(solutions.c.ticket_id == ticket_id)
    return connection.execute(statement.order_by(solutions.c.version.desc()).limit(1)).scalar() or ""


def latest_message_ids(connection: Connection, ticket_id: int) -> list[str]:
    """The last Message-IDs of people on this ticket, oldest first: what a machine wrote is kept without its own."""
    statement = (
        select(messages.c.message_id)
        .where(messages.c.ticket_id == ticket_id, messages.c.direction == "in", messages.c.message_id != "")
        .order_by(messages.c.id.desc())
        .limit(5)
    )
    return list(reversed(connection.execute(statement).scalars().all()))


def said_at(connection: Connection, ticket_id: int, at: datetime) -> str:
    """What an engineer wrote to the customer at that moment."""
    statement = select(messages.c.text).where(
        messages.c.ticket_id == ticket_id, messages.c.direction == "out", messages.c.at == at
    )
    return connection.execute(statement.order_by(messages.c.id.desc()).limit(1)).scalar() or ""


def latest_out(connection: Connection, ticket_id: int) -> str:
    """What an engineer last wrote to the customer."""
    statement = (
        select(messages.c.text)
        .where(messages.c.ticket_id == ticket_id, messages.c.direction == "out")
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar() or ""

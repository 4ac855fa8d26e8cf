"""Who takes part in a ticket by mail beside its requester."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, exists, insert, select, update

from bot.db.schema import addresses, participants

MOST = 50  # of one ticket

#: How he came, or that mail to him comes back.
Came = Literal["cc", "wrote", "gone"]


def add(connection: Connection, ticket_id: int, people: Sequence[str], came: Came, now: datetime) -> None:
    """Lets people take part; who does already stays as he is, but that mail to who writes arrives again. A ticket has
    at most `MOST`."""
    if not people:
        return
    if came == "wrote":
        _mark(connection, ticket_id, people[0], "gone", "cc")
    here = participants.c.ticket_id == ticket_id
    known = set(connection.execute(select(participants.c.address).where(here)).scalars())
    new = [address for address in dict.fromkeys(people) if address not in known][: max(0, MOST - len(known))]
    if new:
        rows = [{"ticket_id": ticket_id, "address": address, "came": came, "since": now} for address in new]
        connection.execute(insert(participants), rows)


def gone(connection: Connection, ticket_id: int, address: str) -> None:
    """Nothing more is copied to this address, until its owner writes."""
    _mark(connection, ticket_id, address, "cc", "gone")


def _mark(connection: Connection, ticket_id: int, address: str, old: Came, new: Came) -> None:
    where = (participants.c.ticket_id == ticket_id, participants.c.address == address, participants.c.came == old)
    connection.execute(update(participants).where(*where).values(came=new))


def tickets_copied_to(connection: Connection, address: str) -> list[int]:
    """The tickets whose requester wrote to this address as well, while mail to it arrives or not."""
    where = (participants.c.address == address, participants.c.came == "cc")
    return list(connection.execute(select(participants.c.ticket_id).where(*where)).scalars())


def copied(connection: Connection, ticket_id: int, most: int) -> list[str]:
    """The addresses that the requester himself wrote to and that take mail, the first ones first."""
    dead = exists().where(
        addresses.c.kind == "email", addresses.c.value == participants.c.address, addresses.c.dead_since.is_not(None)
    )
    where = (participants.c.ticket_id == ticket_id, participants.c.came == "cc", ~dead)
    statement = select(participants.c.address).where(*where).order_by(participants.c.id).limit(most)
    return list(connection.execute(statement).scalars())

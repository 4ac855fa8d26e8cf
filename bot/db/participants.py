"""Who takes part in a ticket by mail beside its requester."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from bot.db.schema import participants

MOST = 50  # of one ticket

Came = Literal["cc", "wrote"]


def add(connection: Connection, ticket_id: int, addresses: Sequence[str], came: Came, now: datetime) -> None:
    """Lets people take part; who does already stays as he is. A ticket has at most `MOST`."""
    if not addresses:
        return
    here = participants.c.ticket_id == ticket_id
    known = set(connection.execute(select(participants.c.address).where(here)).scalars())
    new = [address for address in dict.fromkeys(addresses) if address not in known][: max(0, MOST - len(known))]
    if new:
        rows = [{"ticket_id": ticket_id, "address": address, "came": came, "since": now} for address in new]
        connection.execute(insert(participants), rows)


def copied(connection: Connection, ticket_id: int, most: int) -> list[str]:
    """The addresses that the requester himself wrote to, the first ones first."""
    where = (participants.c.ticket_id == ticket_id, participants.c.came == "cc")
    statement = select(participants.c.address).where(*where).order_by(participants.c.id).limit(most)
    return list(connection.execute(statement).scalars())

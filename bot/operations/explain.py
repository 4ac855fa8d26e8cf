"""Tells why a mail did or did not become a ticket, out of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, or_, select

from bot.db.schema import arrivals, inbox, outbox, tickets
from bot.operations.database import reading

MOST = 20
_STATES = {"shelved": "on the shelf, an engineer can try again", "handled": ""}


def asked(url: str, wanted: str) -> str:
    """Opens the database at `url` and explains. Raises OperationProblem when its schema is not this program's."""
    with reading(url) as connection:
        return explained(connection, wanted)


def explained(connection: Connection, wanted: str) -> str:
    """What the ledger knows of the messages with this Message-ID, or from this mail address (the newest first, at
    most 20); a sentence when it knows none. Reads only."""
    word = wanted.strip()
    bare = word.strip("<>")
    ours = inbox.c.message_id.in_([word, f"<{bare}>"])
    statement = (
        select(inbox, tickets.c.reference)
        .outerjoin(tickets, tickets.c.id == inbox.c.ticket_id)
        .where(or_(ours, inbox.c.sender == f"email:{bare.lower()}", inbox.c.sender == bare))
        .order_by(inbox.c.id.desc())
        .limit(MOST)
    )
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    if rows:
        return "\n\n".join(_told(row, _places(connection, row["id"])) for row in rows)
    return _our_own(connection, f"<{bare}>") or (
        f"The ledger knows no message {wanted}. If the mailbox holds it, the hourly comparison takes it in."
    )


def _told(row: Mapping[str, Any], places: Iterable[str]) -> str:
    first, _, more = row["excerpt"].partition("\n")
    state = _STATES.get(row["state"], row["state"])
    became = f"ticket {row['reference']}" if row["reference"] else "no ticket"
    lines = [
        f"{row['received_at']:%Y-%m-%d %H:%M:%S} UTC  {row['sender']}  {row['message_id'] or '(no Message-ID)'}",
        f"  {_one_line(first)}" + (f" / {_one_line(more)}" if more else ""),
        f"  {became}: {'; '.join(filter(None, [state, _one_line(row['cause'])])) or row['kind']}",
    ]
    return "\n".join([*lines, *(f"  arrived in {place}" for place in places)])


def _places(connection: Connection, inbox_id: int) -> list[str]:
    """Where every copy arrived, as "email:support UIDVALIDITY:UID"; it may have been moved since."""
    statement = select(arrivals).where(arrivals.c.inbox_id == inbox_id).order_by(arrivals.c.id)
    return [f"{row['channel']} {row['place']}" for row in connection.execute(statement).mappings()]


def _our_own(connection: Connection, message_id: str) -> str:
    """A message that we sent."""
    statement = (
        select(outbox.c.state, outbox.c.channel, outbox.c.cause, outbox.c.purpose, outbox.c.kind, tickets.c.reference)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .where(outbox.c.message_id == message_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return ""
    cause = f": {_one_line(row['cause'])}" if row["cause"] else ""
    what = f"{row['purpose'] or row['kind']} of {row['reference']} by {row['channel']}"
    return f"{message_id} is ours: {what}, {row['state']}{cause}"


def _one_line(text: str) -> str:
    return without_controls(text).strip()[:200]


def without_controls(text: str) -> str:
    """Customers' words must not act on the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)

"""What is to be delivered, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, insert, literal_column, or_, select, update

from bot.db.schema import addresses, outbox, tickets
from bot.db.statements import Statement

DESK_KINDS = ("card", "post", "file")

_earlier = outbox.alias("earlier")
# Written out, not bound: SQLite uses a partial index only for its own words (https://www.sqlite.org/partialindex.html).
_PENDING: ColumnElement[str] = literal_column("'pending'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_LIVE = (_PENDING, _SENDING)
_BEHIND = exists().where(_earlier.c.lane == outbox.c.lane, _earlier.c.id < outbox.c.id, _earlier.c.state.in_(_LIVE))
_CLAIMABLE = Statement(
    select(outbox, tickets.c.card_key, addresses.c.kind.label("address_kind"), addresses.c.value.label("address"))
    .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
    .outerjoin(addresses, addresses.c.id == outbox.c.address_id)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.state == _PENDING, outbox.c.state.in_(_LIVE))
    .where(outbox.c.next_at <= bindparam("now"), ~_BEHIND)
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_TAKE = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == _PENDING)
    .values(state="sending", attempts=outbox.c.attempts + 1)
)
_SETTLE = Statement(update(outbox).where(outbox.c.id == bindparam("row"), outbox.c.state == _SENDING))
_ADD = Statement(insert(outbox).returning(outbox.c.id))
_SINCE: ColumnElement[datetime] = bindparam("since", type_=outbox.c.created_at.type)
_BY_ITSELF = (
    select(func.count())
    .where(outbox.c.automatic.is_(True), outbox.c.kind == "message")
    .where(or_(outbox.c.created_at >= _SINCE, outbox.c.settled_at >= _SINCE, outbox.c.state.in_(_LIVE)))
)
_AUTOMATIC = Statement(_BY_ITSELF.where(outbox.c.address_id == bindparam("address")))
_AUTOMATIC_OF_TICKET = Statement(_BY_ITSELF.where(outbox.c.ticket_id == bindparam("ticket")))


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Inserts a row to deliver."""
    return int(_ADD.scalar(connection, values))


def has_pending_card(connection: Connection, ticket_id: int) -> bool:
    """Whether a card of the ticket waits already: it will show the newest state, another one is not needed."""
    statement = select(outbox.c.id).where(
        outbox.c.ticket_id == ticket_id, outbox.c.kind == "card", outbox.c.state == "pending"
    )
    return connection.execute(statement.limit(1)).scalar() is not None


def has_pending(connection: Connection, lane: str) -> bool:
    """Whether something waits in this lane that no attempt has begun with."""
    statement = select(outbox.c.id).where(outbox.c.lane == lane, outbox.c.state == _PENDING).limit(1)
    return connection.execute(statement).scalar() is not None


def is_live(connection: Connection, lane: str) -> bool:
    """Whether something in this lane waits or is on its way."""
    statement = select(outbox.c.id).where(outbox.c.lane == lane, outbox.c.state.in_(_LIVE)).limit(1)
    return connection.execute(statement).scalar() is not None


def claim(connection: Connection, channel: str, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Takes up to `limit` due rows, at most one of each lane and never past an unfinished one, and marks them
    "sending, attempt n". Each comes with its address (kind and value) and its card's place."""
    rows = _CLAIMABLE.rows(connection, {"channel": channel, "now": now, "most": limit})
    if rows:
        _TAKE.run_each(connection, [{"row": row["id"]} for row in rows])
    return [{**row, "state": "sending", "attempts": row["attempts"] + 1} for row in rows]


def settle(connection: Connection, row_id: int, values: Mapping[str, Any]) -> bool:
    """Says how an attempt ended; False when the row is not being sent any more."""
    return _SETTLE.run(connection, {"row": row_id, **values}) == 1


def carrying(connection: Connection, ticket_id: int, files: Collection[int]) -> list[dict[str, Any]]:
    """The messages of a ticket that are still to leave with one of these attachments."""
    statement = select(outbox).where(outbox.c.ticket_id == ticket_id, outbox.c.kind == "message")
    rows = connection.execute(statement.where(outbox.c.state.in_(_LIVE))).mappings()
    return [dict(row) for row in rows if not set(files).isdisjoint(row["files"])]


def release(connection: Connection, row: Mapping[str, Any], values: Mapping[str, Any], now: datetime) -> None:
    """A message that waited for its files may leave, with every row that was written as a part of it."""
    parts = update(outbox).where(outbox.c.lane == row["lane"], outbox.c.next_at == row["next_at"])
    connection.execute(parts.where(outbox.c.state == _PENDING).values(next_at=now))
    connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(**values))


def by_key(connection: Connection, key: str) -> dict[str, Any] | None:
    """The row of this key, or None."""
    row = connection.execute(select(outbox).where(outbox.c.key == key)).mappings().first()
    return dict(row) if row else None


def solution(connection: Connection, ticket_id: int, version: int) -> dict[str, Any] | None:
    """The newest message with this version of a ticket's solution, or None."""
    of_it = (outbox.c.ticket_id == ticket_id, outbox.c.purpose == "solution", outbox.c.solution_version == version)
    row = connection.execute(select(outbox).where(*of_it).order_by(outbox.c.id.desc()).limit(1)).mappings().first()
    return dict(row) if row else None


def returned(connection: Connection, row_id: int, values: Mapping[str, Any]) -> bool:
    """Says that a message that had gone out did not arrive; False when it was known already, or never went out."""
    statement = update(outbox).where(outbox.c.id == row_id, outbox.c.state.in_(("sent", "unclear")))
    return connection.execute(statement.values(**values)).rowcount == 1


def ticket_written_to(connection: Connection, kind: str, value: str, since: datetime) -> int | None:
    """The ticket of the last message that went to an address since then."""
    statement = (
        select(outbox.c.ticket_id)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(addresses.c.kind == kind, addresses.c.value == value, outbox.c.created_at >= since)
        .where(outbox.c.kind == "message", outbox.c.state == "sent", outbox.c.ticket_id.is_not(None))
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar()


def unsaid(connection: Connection) -> dict[str, list[int]]:
    """The automatic messages to mail addresses that no attempt has begun with, or that wait for another one: the ids
    of the rows by address."""
    statement = (
        select(addresses.c.value, outbox.c.id)
        .join(addresses, addresses.c.id == outbox.c.address_id)
        .where(outbox.c.state == _PENDING, outbox.c.state.in_(_LIVE), outbox.c.kind == "message")
        .where(outbox.c.automatic.is_(True), addresses.c.kind == "email")
    )
    found: dict[str, list[int]] = {}
    for address, row in connection.execute(statement):
        found.setdefault(address, []).append(row)
    return found


def cancel(connection: Connection, rows: Sequence[int], cause: str, at: datetime) -> int:
    """Says that these are not to be sent after all; returns of how many that is true: one that is being sent is what
    it is."""
    statement = update(outbox).where(outbox.c.id.in_(rows), outbox.c.state == _PENDING)
    return connection.execute(statement.values(state="cancelled", cause=cause, settled_at=at)).rowcount


def interrupted(connection: Connection) -> list[dict[str, Any]]:
    """The rows that were being sent when the process ended."""
    return [dict(row) for row in connection.execute(select(outbox).where(outbox.c.state == "sending")).mappings()]


def automatic_of_ticket(connection: Connection, ticket_id: int, since: datetime) -> int:
    """How many messages on a ticket went out by themselves since then, and how many are still on their way."""
    return int(_AUTOMATIC_OF_TICKET.scalar(connection, {"ticket": ticket_id, "since": since}))


def automatic_since(connection: Connection, address_id: int, since: datetime) -> int:
    """How many messages went to an address by themselves since then, and how many are still on their way: however long
    deliveries stood still, no address gets more at once than it may."""
    return int(_AUTOMATIC.scalar(connection, {"address": address_id, "since": since}))

"""The ledger of everything a provider handed over: once each, by its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.schema import arrivals, inbox
from bot.db.statements import Statement

MOST_PLACES = 500  # in one statement
WAITING = ("shelved", "held", "spam")  # the states that an engineer's word ends

_RECORD = {
    name: Statement(dialect(inbox).on_conflict_do_nothing(index_elements=["key"]).returning(inbox.c.id))
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_ARRIVED = {
    name: Statement(dialect(arrivals).on_conflict_do_nothing(index_elements=["channel", "place"]))
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_SETTLE = Statement(update(inbox).where(inbox.c.id == bindparam("row")))
_BY_KEY = Statement(select(inbox).where(inbox.c.key == bindparam("key")))


def record(connection: Connection, values: Mapping[str, Any]) -> int | None:
    """Records an event by its `key` and returns the row's id; None when it was recorded before."""
    found = _RECORD[connection.dialect.name].scalar(connection, values)
    return None if found is None else int(found)


def arrived(connection: Connection, inbox_id: int, channel: str, place: str, at: datetime) -> None:
    """Notes where the provider keeps a copy of the event. Idempotent."""
    values = {"inbox_id": inbox_id, "channel": channel, "place": place, "at": at}
    _ARRIVED[connection.dialect.name].run(connection, values)


def known_places(connection: Connection, channel: str, places: Sequence[str]) -> set[str]:
    """Which of these places of the channel the ledger knows."""
    found: set[str] = set()
    for start in range(0, len(places), MOST_PLACES):
        some = places[start : start + MOST_PLACES]
        where = (arrivals.c.channel == channel, arrivals.c.place.in_(some))
        found.update(connection.execute(select(arrivals.c.place).where(*where)).scalars())
    return found


def lay_in(connection: Connection, inbox_id: int, channel: str, mark: str) -> bool:
    """Whether a copy of it was seen in places of the channel that begin so."""
    statement = select(arrivals.c.id).where(
        arrivals.c.inbox_id == inbox_id,
        arrivals.c.channel == channel,
        arrivals.c.place.startswith(mark, autoescape=True),
    )
    return connection.execute(statement.limit(1)).scalar() is not None


def settled_places(connection: Connection, channel: str, places: Sequence[str]) -> set[str]:
    """Of these places of the channel, those of events that are handled and wait for nobody."""
    statement = (
        select(arrivals.c.place)
        .join(inbox, inbox.c.id == arrivals.c.inbox_id)
        .where(arrivals.c.channel == channel, arrivals.c.place.in_(places), inbox.c.state == "handled")
    )
    return set(connection.execute(statement).scalars())


def channels_of_row(connection: Connection, inbox_id: int) -> set[str]:
    """The channels in which copies of it lie."""
    return set(connection.execute(select(arrivals.c.channel).where(arrivals.c.inbox_id == inbox_id)).scalars())


def channels_of(connection: Connection, ticket_id: int) -> list[str]:
    """The channels in which copies of a ticket's messages lie, the first one first."""
    first = func.min(arrivals.c.id)
    statement = (
        select(arrivals.c.channel)
        .join(inbox, inbox.c.id == arrivals.c.inbox_id)
        .where(inbox.c.ticket_id == ticket_id)
        .group_by(arrivals.c.channel)
        .order_by(first)
    )
    return list(connection.execute(statement).scalars())


def by_key(connection: Connection, key: str) -> Mapping[str, Any] | None:
    """The row of this key, or None."""
    return _BY_KEY.row(connection, {"key": key})


def ticket_of(connection: Connection, channel: str, message: str) -> int | None:
    """The ticket that a message of the channel, named by its key or the provider's id, became part of."""
    # SQLite takes a partial index only when its condition stands in the statement.
    has_id = inbox.c.message_id != literal_column("''")
    for named in (inbox.c.key == message, and_(inbox.c.message_id == message, has_id)):
        statement = select(inbox.c.ticket_id).where(named, inbox.c.channel == channel, inbox.c.ticket_id.is_not(None))
        if (found := connection.execute(statement.order_by(inbox.c.id).limit(1)).scalar()) is not None:
            return int(found)
    return None


def by_id(connection: Connection, inbox_id: int) -> Mapping[str, Any] | None:
    """The row, or None."""
    row = connection.execute(select(inbox).where(inbox.c.id == inbox_id)).mappings().first()
    return dict(row) if row else None


def settle(connection: Connection, inbox_id: int, **values: Any) -> None:
    """Says what became of it: state, cause, answer, ticket_id."""
    _SETTLE.run(connection, {"row": inbox_id, **values})


def take(connection: Connection, inbox_id: int) -> bool:
    """Makes it handled if it waits; False when it does not (any more). Of two at once one takes it."""
    statement = update(inbox).where(inbox.c.id == inbox_id, inbox.c.state.in_(WAITING)).values(state="handled")
    return connection.execute(statement.returning(inbox.c.id)).scalar() is not None


def quiet(connection: Connection, most: int) -> tuple[int, list[dict[str, Any]]]:
    """How many messages are held as spam, and the newest of them."""
    held = inbox.c.state == literal_column("'spam'")
    rows = connection.execute(select(inbox).where(held).order_by(inbox.c.id.desc()).limit(most)).mappings()
    count = connection.execute(select(func.count()).select_from(inbox).where(held)).scalar_one()
    return int(count), [dict(row) for row in rows]


def forget(connection: Connection, inbox_id: int) -> None:
    """Takes back the row of an action that was refused."""
    connection.execute(delete(inbox).where(inbox.c.id == inbox_id))


def shelve(connection: Connection, values: Mapping[str, Any]) -> int:
    """Puts an event on the shelf: a new row, or the old one when it was there already. What is handled stays so.
    Returns its id."""
    found = by_key(connection, values["key"])
    if found is not None:
        if found["state"] != "handled":
            settle(connection, found["id"], state="shelved", cause=values["cause"])
        return int(found["id"])
    return int(connection.execute(insert(inbox).values(**values).returning(inbox.c.id)).scalar_one())

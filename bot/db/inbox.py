"""The ledger of everything a provider handed over: once each, by its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.schema import inbox

_RECORD = {
    name: dialect(inbox).on_conflict_do_nothing(index_elements=["key"]).returning(inbox.c.id)
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_SETTLE = update(inbox).where(inbox.c.id == bindparam("row"))


def record(connection: Connection, values: Mapping[str, Any]) -> int | None:
    """Records an event by its `key` and returns the row's id; None when it was recorded before."""
    found = connection.execute(_RECORD[connection.dialect.name], dict(values)).scalar()
    return None if found is None else int(found)


def by_key(connection: Connection, key: str) -> Mapping[str, Any] | None:
    """The row of this key, or None."""
    row = connection.execute(select(inbox).where(inbox.c.key == key)).mappings().first()
    return dict(row) if row else None


def by_id(connection: Connection, inbox_id: int) -> Mapping[str, Any] | None:
    """The row, or None."""
    row = connection.execute(select(inbox).where(inbox.c.id == inbox_id)).mappings().first()
    return dict(row) if row else None


def settle(connection: Connection, inbox_id: int, **values: Any) -> None:
    """Says what became of it: state, cause, answer, ticket_id."""
    connection.execute(_SETTLE, {"row": inbox_id, **values})


def forget(connection: Connection, inbox_id: int) -> None:
    """Takes back the row of an action that was refused."""
    connection.execute(delete(inbox).where(inbox.c.id == inbox_id))


def shelve(connection: Connection, values: Mapping[str, Any]) -> int:
    """Puts an event on the shelf: a new row, or the old one when it was there already. Returns its id."""
    found = by_key(connection, values["key"])
    if found is not None:
        settle(connection, found["id"], state="shelved", cause=values["cause"])
        return int(found["id"])
    return int(connection.execute(insert(inbox).values(**values).returning(inbox.c.id)).scalar_one())

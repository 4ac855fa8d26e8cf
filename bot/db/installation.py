"""Facts of this installation and the listeners' places."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.db.schema import cursors, installation


def signing_key(connection: Connection) -> bytes:
    """The key of our marks, made at the first start and never changed."""
    found = connection.execute(select(installation.c.value).where(installation.c.name == "signing_key")).scalar()
    if found is None:
        found = secrets.token_hex(32)
        connection.execute(insert(installation).values(name="signing_key", value=found))
    return bytes.fromhex(found)


def load_cursor(connection: Connection, name: str) -> Mapping[str, Any] | None:
    """Where a listener has got to; None at the first start."""
    value = connection.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar()
    return None if value is None else dict(value)


def save_cursor(connection: Connection, name: str, value: Mapping[str, Any]) -> None:
    """Keeps a listener's place."""
    if connection.execute(update(cursors).where(cursors.c.name == name).values(value=dict(value))).rowcount == 0:
        connection.execute(insert(cursors).values(name=name, value=dict(value)))

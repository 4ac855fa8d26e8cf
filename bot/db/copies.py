"""What a copy of the database is judged by, and what is noted in one that is to go on living."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, func, inspect, select, table, text, union, update

from bot.db.schema import attachments, blobs, inbox, outbox


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = sorted(inspect(connection).get_table_names())
    return {n: int(connection.execute(select(func.count()).select_from(table(n))).scalar_one()) for n in names}


def version(connection: Connection) -> str:
    """The database program's own version."""
    asked = "SELECT sqlite_version()" if connection.dialect.name == "sqlite" else "SHOW server_version"
    return str(connection.execute(text(asked)).scalar_one())


def in_files(connection: Connection) -> dict[str, int]:
    """The contents that are files: SHA-256 and size in bytes."""
    rows = connection.execute(select(blobs.c.sha256, blobs.c.size).where(blobs.c.content.is_(None)))
    return {row.sha256: row.size for row in rows}


def unknown_contents(connection: Connection) -> list[str]:
    """Contents that a row names and that are recorded nowhere."""
    named = union(
        select(inbox.c.raw.label("sha256")).where(inbox.c.raw.is_not(None)),
        select(attachments.c.blob.label("sha256")).where(attachments.c.blob.is_not(None)),
    ).subquery()
    statement = select(named.c.sha256).where(named.c.sha256.not_in(select(blobs.c.sha256)))
    return list(connection.execute(statement).scalars())


def damaged_rows(connection: Connection) -> Iterator[str]:
    """Contents kept as rows that are not what their name says."""
    statement = select(blobs.c.sha256, blobs.c.content).where(blobs.c.content.is_not(None))
    for sha256, content in connection.execute(statement.execution_options(yield_per=100)):
        if hashlib.sha256(content).hexdigest() != sha256:
            yield sha256


def may_have_gone(connection: Connection) -> int:
    """Says of everything that still waits to be delivered that it may have been delivered since the copy was made:
    where the provider can be read back the desk looks first, elsewhere it repeats with the same mark. Returns how
    many rows that are."""
    statement = update(outbox).where(outbox.c.state == "pending", outbox.c.unclear == 0).values(unclear=1)
    return connection.execute(statement).rowcount

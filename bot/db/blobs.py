"""The rows of contents, by their SHA-256."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.schema import blobs
from bot.db.statements import Statement

_KEEP = {
    name: Statement(dialect(blobs).on_conflict_do_nothing(index_elements=["sha256"]))
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def keep(connection: Connection, sha256: str, size: int, content: bytes | None) -> None:
    """Records a content once; `content` is None when a file holds it."""
    _KEEP[connection.dialect.name].run(connection, {"sha256": sha256, "size": size, "content": content})


def load(connection: Connection, sha256: str) -> bytes | None:
    """The content kept in the row; None when a file holds it. Raises NoResultFound."""
    content: bytes | None = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar_one()
    return content

"""Opens the database, SQLite or PostgreSQL, with the settings that keep our promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from bot.db.statements import Statement

BUSY_MS = 10_000
_READ, _WRITE = Statement(text("BEGIN")), Statement(text("BEGIN IMMEDIATE"))
# Errors must not carry parameters: they are people's words.
_POOL: dict[str, Any] = {"pool_size": 4, "max_overflow": 4, "hide_parameters": True}


def open_engine(url: str | URL) -> Engine:
    """Returns an engine whose transactions are durable when commit returns.

    SQLite: WAL, synchronous FULL, foreign keys on, and every transaction begins IMMEDIATE, so that a second process
    waits instead of failing half way (https://www.sqlite.org/lang_transaction.html). Does not connect yet.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, **_POOL)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
        return engine
    return create_engine(parsed, pool_pre_ping=True, **_POOL)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver stays in autocommit and leaves BEGIN to us; its own implicit BEGIN is DEFERRED.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Any) -> None:
    (_READ if connection.get_execution_options().get("readonly") else _WRITE).begin(connection)

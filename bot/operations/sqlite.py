"""Copies of an SQLite database, taken and put in place while nobody notices."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine

from bot.operations.package import sync
from bot.operations.problem import OperationProblem, Tell

PAGES = 4096  # copied between two words about the progress
BUSY_SECONDS = 30.0


def snapshot(database: Path, to: Path, tell: Tell) -> None:
    """Copies the database as it is at one moment, while others write. Raises OperationProblem.

    An open reading transaction keeps the moment (https://www.sqlite.org/isolation.html), so that the online backup
    does not begin again when somebody writes (https://www.sqlite.org/backup.html).
    """
    if not database.is_file():
        raise OperationProblem(f"there is no database at {database}")

    def went(_status: int, remaining: int, total: int) -> None:
        tell("copying the database", total - remaining, total)

    try:
        with (
            contextlib.closing(_connect(f"file:{quote(str(database))}?mode=rw")) as source,
            contextlib.closing(_connect(f"file:{quote(str(to))}")) as copy,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES, progress=went)
            tell("checking the copy", 0, 0)
            # A copy is one file: without this it would be followed by a log of its own at the first look.
            copy.execute("PRAGMA journal_mode=DELETE")
            if (word := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise OperationProblem(f"{database} is damaged: {word}")
    except sqlite3.DatabaseError as error:
        raise OperationProblem(f"{database} cannot be copied: {error}") from error
    sync(to)


@contextlib.contextmanager
def looking(copy: Path) -> Iterator[Connection]:
    """Reads a copy that nobody changes."""
    address = f"file:{quote(str(copy))}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: _connect(address), hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def settle(copy: Path) -> None:
    """Brings a copy that was written to back into its one file, safe from a power cut."""
    _fold_log(copy)
    sync(copy)


def is_there(database: Path) -> bool:
    """Whether anything is kept at this place."""
    return database.exists() and database.stat().st_size > 0


def switch(staged: Path, database: Path) -> Path | None:
    """Puts a finished copy in the database's place, in one step; returns where the old one is kept now."""
    aside = _aside(database) if database.exists() else None
    if aside is not None:
        _fold_log(database)
        for suffix in ("-wal", "-shm"):  # a log that stays behind would be played into the new database
            log = database.with_name(database.name + suffix)
            if log.exists():
                log.replace(aside.with_name(aside.name + suffix))
        aside.hardlink_to(database)
    staged.replace(database)
    sync(database.parent)
    return aside


def _aside(database: Path) -> Path:
    return database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")


def _fold_log(database: Path) -> None:
    """Brings what is in the log into the database's own file; a broken one stays as it is."""
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        contextlib.closing(_connect(f"file:{quote(str(database))}")) as old,
    ):
        old.execute("PRAGMA journal_mode=DELETE")


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)

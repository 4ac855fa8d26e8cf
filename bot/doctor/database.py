"""The database and the folder: opens, right version and schema, takes a write, quick and roomy enough."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.config import GeneralSettings
from bot.db.engine import open_engine
from bot.db.migrate import MIGRATIONS
from bot.db.trouble import own, trouble
from bot.doctor.findings import Finding, broken, ok, warning

OLDEST_POSTGRES = 150_000
FREE_BYTES, FEW_BYTES = 200_000_000, 2_000_000_000
SLOW_FSYNC = 0.1
CHECKED_BYTES = 500_000_000
_CONNECT_SECONDS = 10
_PART = "database"


def check(general: GeneralSettings) -> list[Finding]:
    """Looks at the database without leaving anything in it. An SQLite file that is not there yet is not made."""
    url = make_url(general.url)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not file.exists():
            return [_new_file(file)]
    else:
        url = url.update_query_dict({"connect_timeout": str(_CONNECT_SECONDS)})
    try:
        engine = open_engine(url)
    except (ArgumentError, ImportError, OSError, SQLAlchemyError) as error:
        return [broken(_PART, f"cannot be opened: {error}", "correct ringback.database")]
    try:
        return _look(engine, url)
    except SQLAlchemyError as error:
        found = trouble(error, url)
        return [broken(_PART, found.what, found.fix)]
    finally:
        engine.dispose()


def _new_file(file: Path) -> Finding:
    place = _existing(file.parent)
    if not place.is_dir():
        return broken(_PART, f"{place} is a file, not a folder", "correct ringback.data or ringback.database")
    if not os.access(place, os.W_OK | os.X_OK, effective_ids=True):
        return broken(_PART, f"{file} cannot be made: no right to write in {place}", own(place))
    return ok(_PART, f"SQLite {sqlite3.sqlite_version}; {file} is made at the first start")


def _look(engine: Engine, url: URL) -> list[Finding]:
    with engine.connect().execution_options(readonly=True) as connection, connection.begin():
        version = _version(connection, url)
        schema = version if isinstance(version, Finding) else _schema(connection)
    if isinstance(schema, Finding):
        return [schema]
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("CREATE TABLE ringback_doctor (word TEXT)"))
        connection.execute(text("INSERT INTO ringback_doctor VALUES ('测试')"))
        transaction.rollback()
    return [ok(_PART, f"{version} at {url.host or url.database or ''}, {schema}, takes a write")]


def _version(connection: Connection, url: URL) -> str | Finding:
    if connection.dialect.name == "sqlite":
        # On a large file the check takes longer than anybody waits.
        small = Path(url.database or "").stat().st_size < CHECKED_BYTES
        if small and connection.execute(text("PRAGMA quick_check(1)")).scalar() != "ok":
            return broken(_PART, "the SQLite file is damaged", "stop Ringback and restore the file from a backup")
        return f"SQLite {sqlite3.sqlite_version}"
    number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if number < OLDEST_POSTGRES:
        return broken(_PART, f"PostgreSQL {number // 10_000} is too old", "upgrade it to PostgreSQL 15 or newer")
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        fix = "make a new one: CREATE DATABASE ringback ENCODING 'UTF8' TEMPLATE template0"
        return broken(_PART, f"the database's encoding is {encoding}: it cannot hold Chinese", fix)
    return f"PostgreSQL {number // 10_000}"


def _schema(connection: Connection) -> str | Finding:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(MIGRATIONS))
    present, newest = MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()
    if present is None:
        return "no tables yet (made at the first start)"
    if present == newest:
        return f"schema {present} (current)"
    if present not in {script.revision for script in scripts.walk_revisions()}:
        what = f"schema {present} was written by a newer Ringback; this version knows {newest} at most"
        return broken(_PART, what, "install that version or a newer one; never let the older one run")
    return f"schema {present} (brought to {newest} at the next start)"


def check_folder(data: Path) -> list[Finding]:
    """Writes and fsyncs a small file in the data folder (or, before the first start, where it will be) and removes
    it."""
    place = _existing(data)
    if not place.is_dir():
        return [broken("data folder", f"{place} is a file, not a folder", "correct ringback.data")]
    try:
        seconds = _fsync_seconds(place)
    except OSError as error:
        return [broken("data folder", f"{data} cannot be written: {error.strerror}", own(place))]
    free = shutil.disk_usage(place).free
    shown = f"{data}: {free / 1e9:.1f} GB free, fsync {seconds * 1000:.1f} ms"
    if free < FREE_BYTES:
        return [broken("data folder", shown, "make room: a full disk stops the desk")]
    if free < FEW_BYTES:
        return [warning("data folder", shown, "make room before it runs full")]
    if seconds > SLOW_FSYNC:
        return [warning("data folder", shown, "use a local disk: each commit waits for fsync")]
    return [ok("data folder", shown + ("" if place == data.absolute() else "; made at the first start"))]


def _fsync_seconds(folder: Path) -> float:
    """The middle one of three."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(3):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return sorted(took)[1]


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder

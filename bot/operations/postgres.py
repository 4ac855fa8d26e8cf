"""Copies of a PostgreSQL database, by its own client programs."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from bot.db.engine import open_engine
from bot.operations.problem import OperationProblem

#: Debian keeps every version's programs here: https://wiki.debian.org/PostgreSql
DEBIAN = Path("/usr/lib/postgresql")
_MAINTENANCE = ("postgres", "template1")


@contextlib.contextmanager
def snapshot(url: str, to: Path) -> Iterator[Connection]:
    """Dumps the database as it is at one moment, and yields a connection that sees the very same moment.

    One REPEATABLE READ transaction, shared by its name with pg_dump
    (https://www.postgresql.org/docs/current/app-pgdump.html). Raises OperationProblem.
    """
    with _engine(url) as engine:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            program = find("pg_dump", server_major(connection))
            moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            what = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={to}"]
            _run(program, url, what)
            yield connection


def load(dump: Path, url: str) -> None:
    """Puts a dump into an empty database, whole or not at all. Raises OperationProblem."""
    with _engine(url) as engine, engine.connect() as connection:
        program = find("pg_restore", server_major(connection))
    what = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(program, url, what, str(dump))


def readable(dump: Path) -> None:
    """Raises OperationProblem when the dump's table of contents cannot be read."""
    _call([str(find("pg_restore", 0)), "--list", str(dump)], {})


def tables(url: str) -> list[str] | None:
    """The tables of a database; None when there is no such database. Raises OperationProblem."""
    name = make_url(url).database
    with contextlib.suppress(OperationProblem), maintenance(url) as admin:
        known = admin.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).scalar()
        if known is None:
            return None
    with _engine(url) as engine, engine.connect() as connection:
        return inspect(connection).get_table_names()


@contextlib.contextmanager
def temporary(url: str) -> Iterator[str]:
    """A new, empty database beside this one, gone afterwards unless it was renamed: its address. Raises
    OperationProblem when we may not make one."""
    name = f"{make_url(url).database}_{secrets.token_hex(4)}"
    with maintenance(url) as admin:
        try:
            admin.exec_driver_sql(f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'")
        except ProgrammingError as error:
            raise OperationProblem(f"no database can be made here: {error.orig}") from error
        try:
            yield _named(url, name)
        finally:
            admin.exec_driver_sql(f"DROP DATABASE IF EXISTS {_quoted(name)}")


def may_create(url: str) -> bool:
    """Whether we may make databases on this server. Raises OperationProblem when it cannot be reached."""
    statement = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with maintenance(url) as admin:
            return bool(admin.execute(text(statement)).scalar())
    except OperationProblem:
        with _engine(url) as engine, engine.connect():
            return False


def switch(staged: str, url: str, *, replaces: bool) -> str | None:
    """Gives a finished database the name of the settings, in one transaction; returns the name under which the old
    one is kept. Raises OperationProblem while somebody is connected to one of them."""
    new, name = str(make_url(staged).database), str(make_url(url).database)
    aside = f"{name}_before_{datetime.now(UTC):%Y%m%dT%H%M%S}" if replaces else None
    with maintenance(url) as admin:
        steps = [f"ALTER DATABASE {_quoted(new)} RENAME TO {_quoted(name)}"]
        if aside:
            steps.insert(0, f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(aside)}")
        try:
            admin.exec_driver_sql("BEGIN")
            for step in steps:
                admin.exec_driver_sql(step)
            admin.exec_driver_sql("COMMIT")
        except DBAPIError as error:
            admin.exec_driver_sql("ROLLBACK")
            raise OperationProblem(f"the databases cannot be exchanged: {error.orig}") from error
    return aside


def drop(url: str, name: str) -> None:
    """Deletes a database of this server."""
    with maintenance(url) as admin:
        admin.exec_driver_sql(f"DROP DATABASE {_quoted(name)}")


@contextlib.contextmanager
def maintenance(url: str) -> Iterator[Connection]:
    """A connection beside the database, without a transaction. Raises OperationProblem when there is no way in."""
    with contextlib.ExitStack() as stack:
        yield _first_open(url, stack)


def _first_open(url: str, stack: contextlib.ExitStack) -> Connection:
    cause = ""
    for name in _MAINTENANCE:
        engine = open_engine(_named(url, name)).execution_options(isolation_level="AUTOCOMMIT")
        stack.callback(engine.dispose)
        try:
            return stack.enter_context(engine.connect())
        except OperationalError as error:
            cause = str(error.orig).strip()
    raise OperationProblem(f"no connection beside the database: {cause}")


def server_major(connection: Connection) -> int:
    """The server's major version."""
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def find(name: str, server: int) -> Path:
    """A client program that is not older than the server, the nearest one. Raises OperationProblem."""
    on_path = shutil.which(name)
    found = {
        int(folder.name): folder / "bin" / name
        for folder in DEBIAN.glob("*")
        if folder.name.isdigit() and (folder / "bin" / name).exists()
    }
    if on_path:
        said = _call([on_path, "--version"], {})
        if number := re.search(r"(\d+)(?:\.\d+)?", said):
            found.setdefault(int(number[1]), Path(on_path))
    fit = [version for version in found if version >= server]
    if fit:
        return found[min(fit)]
    have = f"only version {max(found)} is there" if found else "it is not there"
    raise OperationProblem(
        f"{name} of PostgreSQL {server} or newer is needed, and {have}: install the package postgresql-client-{server}"
    )


def _run(program: Path, url: str, what: Sequence[str], *last: str) -> None:
    """The password goes by the environment: arguments can be read by everybody on the machine."""
    parsed = make_url(url).set(drivername="postgresql")
    address = parsed._replace(password=None).render_as_string()
    password = parsed.password
    _call([str(program), *what, f"--dbname={address}", *last], {"PGPASSWORD": password} if password else {})


def _call(command: Sequence[str], more: dict[str, str]) -> str:
    made = subprocess.run(  # noqa: S603 - a program of PostgreSQL's with arguments of ours, no shell
        command, check=False, capture_output=True, text=True, env={**os.environ, **more}, stdin=subprocess.DEVNULL
    )
    if made.returncode:
        raise OperationProblem(f"{Path(command[0]).name} failed: {made.stderr.strip()[-1000:]}")
    return made.stdout


@contextlib.contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    except OperationalError as error:
        raise OperationProblem(f"the database cannot be reached: {str(error.orig).strip()}") from error
    finally:
        engine.dispose()


def _named(url: str, name: str) -> str:
    parsed: URL = make_url(url).set(database=name)
    return parsed.render_as_string(hide_password=False)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

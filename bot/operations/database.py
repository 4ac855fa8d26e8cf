"""The desk's database as a command opens it. The desk may run meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.core.command import COMMAND
from bot.db import migrate
from bot.db.engine import open_engine
from bot.db.trouble import trouble
from bot.operations.problem import OperationProblem

_FIX = f"start the desk, or `{COMMAND} migrate`"


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """The database at `url`, to be read only; none is made. Raises OperationProblem when it cannot be used or its
    schema is not this program's, NewerSchemaError when it is a newer one's."""
    with _opened(url) as engine, engine.connect().execution_options(readonly=True) as connection:
        _agree(connection)
        yield connection


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """The same in one transaction, which is committed at the end."""
    with _opened(url) as engine, engine.begin() as connection:
        _agree(connection)
        yield connection


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        raise OperationProblem(f"There is no database at {parsed.database} yet: {_FIX}")
    engine = open_engine(url)
    try:
        yield engine
    except DBAPIError as error:
        raise OperationProblem(str(trouble(error, url))) from error
    finally:
        engine.dispose()


def _agree(connection: Connection) -> None:
    schema = migrate.present(connection)
    migrate.refuse_newer(schema)
    if schema is None:
        raise OperationProblem(f"The database holds no desk yet: {_FIX}")
    if schema != migrate.newest():
        raise OperationProblem(f"The database is of an older version: {_FIX}")

"""The desk's database as a command opens it. The desk may run meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from bot.db import migrate
from bot.db.engine import open_engine
from bot.operations.problem import OperationProblem


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """The database at `url`, to be read only. Raises OperationProblem when its schema is not this program's."""
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(readonly=True) as connection:
            _agree(connection)
            yield connection
    finally:
        engine.dispose()


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """The same in one transaction, which is committed at the end."""
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            _agree(connection)
            yield connection
    finally:
        engine.dispose()


def _agree(connection: Connection) -> None:
    if migrate.present(connection) != migrate.newest():
        raise OperationProblem("the database is not of this version: start the desk, or `ringback migrate`")

"""Statements that every message needs: SQLAlchemy builds them once for each database, the driver runs them.

Looked up in its cache and run by SQLAlchemy, a statement costs some eighty microseconds, of which the database needs
five. Types, errors and transactions are SQLAlchemy's here too, so that a caller need not know the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Select, TextClause
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase

T = TypeVar("T")
Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Built:
    """A statement in the words of one database. `order` are the names of its places where they are numbered, None
    where the driver takes names; `binds` and `reads` change values that the driver cannot take or does not give."""

    words: str
    order: tuple[str, ...] | None
    constants: Mapping[str, Any]
    binds: Sequence[tuple[str, Process]]
    columns: Sequence[str]
    reads: Sequence[tuple[int, Process]]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {**self.constants, **values}
        for name, process in self.binds:
            given[name] = process(given[name])
        return given if self.order is None else tuple([given[name] for name in self.order])

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row as our types have it."""
        if not self.reads:
            return row
        read = list(row)
        for place, process in self.reads:
            read[place] = process(read[place])
        return read


class Statement:
    """One statement for any database. `values` are its parameters and, for INSERT and UPDATE, the columns to set.

    Raises what SQLAlchemy raises: DBAPIError and its kinds; KeyError when a value is missing."""

    __slots__ = ("_built", "_statement")

    def __init__(self, statement: Select[Any] | UpdateBase | TextClause) -> None:
        self._statement = statement
        self._built: dict[tuple[str, tuple[str, ...]], _Built] = {}

    def begin(self, connection: Connection) -> None:
        """Runs it as what begins the connection's transaction."""
        _driven(connection, self._for(connection.dialect, {}), connection.dialect.do_execute, (), _touched)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Runs it; returns how many rows it touched."""
        return self._take(connection, values, _touched)

    def run_each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs it for each of these values, which all name the same columns."""
        built = self._for(connection.dialect, rows[0])
        every = [built.bound(values) for values in rows]
        _begun(connection)
        _driven(connection, built, connection.dialect.do_executemany, every, _touched)

    def scalar(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the first row; None when there is no row."""
        found = self.first(connection, values)
        return None if found is None else found[0]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """The first row, in the order of its columns; None when there is none."""
        return self._take(connection, values, _first)

    def row(self, connection: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first row, by the names of its columns; None when there is none."""
        return self._take(connection, values, _row)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All rows, by the names of their columns."""
        return self._take(connection, values, _rows)

    def _take(self, connection: Connection, values: Mapping[str, Any], take: Callable[[DBAPICursor, _Built], T]) -> T:
        built = self._for(connection.dialect, values)
        _begun(connection)
        return _driven(connection, built, connection.dialect.do_execute, built.bound(values), take)

    def _for(self, dialect: Dialect, values: Mapping[str, Any]) -> _Built:
        key = (dialect.name, tuple(values))
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = _build(self._statement, dialect, values)
        return built


def _begun(connection: Connection) -> None:
    """As in SQLAlchemy, a statement begins a transaction where there is none."""
    if not connection.in_transaction():
        connection.begin()


def _touched(cursor: DBAPICursor, _: _Built) -> int:
    return cursor.rowcount


def _first(cursor: DBAPICursor, built: _Built) -> Sequence[Any] | None:
    row = cursor.fetchone()
    return None if row is None else built.read(row)


def _row(cursor: DBAPICursor, built: _Built) -> dict[str, Any] | None:
    row = cursor.fetchone()
    return None if row is None else dict(zip(built.columns, built.read(row), strict=True))


def _rows(cursor: DBAPICursor, built: _Built) -> list[dict[str, Any]]:
    return [dict(zip(built.columns, built.read(row), strict=True)) for row in cursor.fetchall()]


def _driven(
    connection: Connection,
    built: _Built,
    execute: Callable[[DBAPICursor, str, Any], None],
    bound: Any,
    take: Callable[[DBAPICursor, _Built], T],
) -> T:
    """Executes it with a cursor of the driver's in the connection's transaction, and takes what is wanted of it."""
    cursor = connection.connection.cursor()
    try:
        execute(cursor, built.words, bound)
        return take(cursor, built)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, built, cursor, error) from error
    finally:
        cursor.close()


def _told(connection: Connection, built: _Built, cursor: DBAPICursor, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy's. A connection that is lost is thrown away. It carries no values: they are
    people's words."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, cursor)  # type: ignore[arg-type]  # one of the driver's
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        built.words,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )


def _build(statement: Select[Any] | UpdateBase | TextClause, dialect: Dialect, values: Mapping[str, Any]) -> _Built:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    assert isinstance(compiled, SQLCompiler)
    if missing := [name for bind, name in compiled.bind_names.items() if bind.required and name not in values]:
        raise KeyError(*missing)
    types = {name: bind.type.dialect_impl(dialect) for bind, name in compiled.bind_names.items()}
    binds = {name: process for name, kind in types.items() if (process := kind.bind_processor(dialect))}
    fixed = {name: value for name, value in compiled.params.items() if name not in values}
    columns = () if isinstance(statement, TextClause) else statement.exported_columns.items()
    reads = [column.type.dialect_impl(dialect).result_processor(dialect, None) for _, column in columns]
    return _Built(
        words=str(compiled),
        order=None if compiled.positiontup is None else tuple(compiled.positiontup),
        constants={name: binds[name](value) if name in binds else value for name, value in fixed.items()},
        binds=[(name, process) for name, process in binds.items() if name not in fixed],
        columns=[str(name) for name, _ in columns],
        reads=[(place, process) for place, process in enumerate(reads) if process],
    )

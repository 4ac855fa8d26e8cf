"""Migrates the database to this program's schema, or only a copy of it to see how that goes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.db import copies, migrate
from bot.db.engine import open_engine
from bot.operations import postgres, sqlite
from bot.operations.problem import OperationProblem, Tell, quiet


@dataclass(frozen=True, slots=True)
class Migrated:
    """From which schema to which (`before` is None for an empty database), in how many seconds, over how many rows."""

    before: str | None
    after: str
    seconds: float
    rows: int


def migrated(url: str, tell: Tell = quiet) -> Migrated:
    """Applies the missing migrations. Raises NewerSchemaError, or OperationProblem with the database as it was."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            before, rows = migrate.present(connection), sum(copies.counts(connection).values())
        tell("migrating", 0, 0)
        begun = time.monotonic()
        migrate.upgrade(engine)
        return Migrated(before, migrate.newest(), time.monotonic() - begun, rows)
    except DBAPIError as error:
        raise OperationProblem(f"the migration failed, the database is as it was: {error.orig}") from error
    finally:
        engine.dispose()


def rehearsed(url: str, scratch: Path, tell: Tell = quiet) -> Migrated:
    """Migrates a copy and throws it away; the desk may run. `scratch` is a folder with room for the copy. Raises
    NewerSchemaError, or OperationProblem saying why it cannot be tried or that it would fail."""
    with _copied(url, scratch, tell) as copy:
        return migrated(copy, tell)


@contextmanager
def _copied(url: str, scratch: Path, tell: Tell) -> Iterator[str]:
    parsed = make_url(url)
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=scratch) as folder:
        if parsed.get_backend_name() == "sqlite":
            copy = Path(folder) / "copy.sqlite3"
            sqlite.snapshot(Path(str(parsed.database)), copy, tell)
            yield f"sqlite:///{copy}"
            return
        if not postgres.may_create(url):
            raise OperationProblem("no rehearsal: the database's user may not create a database to try it in")
        dump = Path(folder) / "copy.dump"
        tell("copying the database", 0, 0)
        with postgres.snapshot(url, dump):
            pass
        tell("loading the copy", 0, 0)
        with postgres.temporary(url) as staged:
            postgres.load(dump, staged)
            yield staged

"""Puts a backup back: everything is verified first, built beside the old, and exchanged in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.blobs import BlobStore
from bot.db import copies, migrate
from bot.db.engine import open_engine
from bot.operations import manifest, postgres, sqlite
from bot.operations.manifest import Manifest
from bot.operations.package import Opened, copy, opened, sync, sync_folders
from bot.operations.problem import OperationProblem, Tell, quiet


@dataclass(frozen=True, slots=True)
class Target:
    """Where a desk is kept: its database, and the folder of its large contents."""

    url: str
    blobs: Path

    @property
    def database(self) -> Path:
        """The file of an SQLite database."""
        return Path(str(make_url(self.url).database))


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the database that stood there before is kept."""

    manifest: Manifest
    aside: str | None


def restore(place: Path, target: Target, *, force: bool = False, tell: Tell = quiet) -> Restored:
    """Puts the backup at `place` into `target`. The desk must not run.

    A target that is not empty needs `force`; its database is then kept under another name. Raises OperationProblem
    or NewerSchemaError, with the old database untouched.
    """
    with opened(place) as backup:
        told = backup.manifest()
        backend = make_url(target.url).get_backend_name()
        if told.backend != backend:
            raise OperationProblem(f"the backup is of {told.backend}, the settings name {backend}: they must agree")
        migrate.refuse_newer(told.schema)
        replaces = _replaces(target, force=force)
        backup.verify(told, tell)
        with _contents(backup, told.blobs, target.blobs, tell) as put_contents:
            tell("restoring the database", 0, 0)
            if backend == "sqlite":
                aside = _sqlite(backup, told, target.database, put_contents)
            else:
                aside = _postgres(backup, told, target, put_contents, replaces=replaces)
    return Restored(told, aside)


def _replaces(target: Target, *, force: bool) -> bool:
    """Whether something stands there already."""
    if make_url(target.url).get_backend_name() == "sqlite":
        database = sqlite.is_there(target.database)
    else:
        database = bool(postgres.tables(target.url))
    contents = target.blobs.is_dir() and any(target.blobs.iterdir())
    if (database or contents) and not force:
        what = "a database" if database else f"{target.blobs} with large contents"
        raise OperationProblem(f"there is {what} already; --force replaces it and keeps the old one beside it")
    return database


class _Staged:
    """Contents that lie beside their folder until they are put in place."""

    def __init__(self, stage: Path, blobs: Path) -> None:
        self._stage, self._blobs = stage, blobs

    def __call__(self) -> None:
        """Puts them in place. Each has its own name by its hash, so that none is in another's way."""
        for file in sorted(path for path in self._stage.rglob("*") if path.is_file()):
            to = self._blobs / file.relative_to(self._stage)
            to.parent.mkdir(parents=True, exist_ok=True)
            file.replace(to)
        if self._blobs.is_dir():
            sync_folders(self._blobs)


@contextmanager
def _contents(backup: Opened, large: Mapping[str, int], blobs: Path, tell: Tell) -> Iterator[_Staged]:
    blobs.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{blobs.name}-", dir=blobs.parent))
    store, done, total = BlobStore(stage), 0, sum(large.values())
    try:
        for sha256, size in large.items():
            to = store.path(sha256)
            to.parent.mkdir(parents=True, exist_ok=True)
            with backup.open(manifest.blob_name(sha256)) as file:
                if copy(file, to) != (size, sha256):
                    raise OperationProblem(f"{backup.place} changed while it was read: {sha256}")
            done += size
            tell("restoring large contents", done, total)
        yield _Staged(stage, blobs)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _sqlite(backup: Opened, told: Manifest, database: Path, put_contents: _Staged) -> str | None:
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=database.parent) as folder:
        staged = Path(folder) / database.name
        _taken(backup, told, staged)
        _prepare(f"sqlite:///{staged}", told)
        sqlite.settle(staged)
        put_contents()
        aside = sqlite.switch(staged, database)
    return str(aside) if aside else None


def _postgres(backup: Opened, told: Manifest, target: Target, put_contents: _Staged, *, replaces: bool) -> str | None:
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=target.blobs.parent) as folder:
        dump = Path(folder) / told.database
        _taken(backup, told, dump)
        postgres.readable(dump)
        if not postgres.may_create(target.url):
            _in_place(dump, told, target, put_contents, replaces=replaces)
            return None
        with postgres.temporary(target.url) as staged:
            postgres.load(dump, staged)
            _prepare(staged, told)
            put_contents()
            exists = postgres.tables(target.url) is not None
            aside = postgres.switch(staged, target.url, replaces=exists)
    if aside and not replaces:  # it was empty
        postgres.drop(target.url, aside)
        return None
    return aside


def _in_place(dump: Path, told: Manifest, target: Target, put_contents: _Staged, *, replaces: bool) -> None:
    """Without the right to make databases: one transaction into an empty one."""
    if replaces or postgres.tables(target.url) is None:
        raise OperationProblem(
            "the database's user may not create databases, so nothing can be built beside the old one: "
            "let somebody make an empty database, and name it in the settings"
        )
    put_contents()
    postgres.load(dump, target.url)
    _prepare(target.url, told)


def _taken(backup: Opened, told: Manifest, to: Path) -> None:
    with backup.open(told.database) as file:
        if copy(file, to) != (told.size, told.sha256):
            raise OperationProblem(f"{backup.place} changed while it was read")
    sync(to)


def _prepare(url: str, told: Manifest) -> None:
    """Compares the new database with what the backup says, and notes what may have gone out since then."""
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            found = copies.counts(connection)
            if migrate.present(connection) != told.schema or found != dict(told.tables):
                raise OperationProblem("the restored database is not what the backup says; nothing was exchanged")
            copies.may_have_gone(connection)
    finally:
        engine.dispose()

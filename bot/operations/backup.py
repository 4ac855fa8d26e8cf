"""Backs up a desk while it runs: first the database as it is at one moment, then every content that it names.

Contents are written before the rows that name them and never changed, so what the database names at that moment is
in the folder.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.blobs import BlobStore
from bot.db import copies, migrate
from bot.operations import manifest, postgres, sqlite
from bot.operations.manifest import Manifest
from bot.operations.package import Parcel, copy, packing
from bot.operations.problem import OperationProblem, Tell, quiet


def back_up(url: str, blobs: Path, to: Path, tell: Tell = quiet) -> Manifest:
    """Makes a backup of a database and the folder of large contents, at `to` (a folder, or one file when it ends in
    .tar). Raises OperationProblem, and leaves nothing then: a backup that is there is whole, every content with its
    SHA-256."""
    with packing(to) as parcel:
        made = _database(url, parcel, tell)
        parcel.include(made.database)
        _contents(made.blobs, BlobStore(blobs), parcel, tell)
        (parcel.folder / manifest.NAME).write_bytes(made.written())
        parcel.include(manifest.NAME)
    return made


@contextmanager
def snapshot(url: str, to: Path, tell: Tell) -> Iterator[Connection]:
    """Copies the database of one moment to `to`, and yields a connection that sees this moment."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        sqlite.snapshot(Path(str(parsed.database)), to, tell)
        with sqlite.looking(to) as connection:
            yield connection
        return
    tell("copying the database", 0, 0)
    with postgres.snapshot(url, to) as connection:
        yield connection


def _database(url: str, parcel: Parcel, tell: Tell) -> Manifest:
    backend = make_url(url).get_backend_name()
    file = parcel.folder / manifest.database_name(backend)
    with snapshot(url, file, tell) as connection:
        schema = migrate.present(connection)
        if schema is None:
            raise OperationProblem("the database holds no desk: it has no schema of Ringback's")
        migrate.refuse_newer(schema)
        _refuse_damage(connection)
        tables, large, server = copies.counts(connection), copies.in_files(connection), copies.version(connection)
    with file.open("rb") as content:
        size, sha256 = copy(content, None)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ringback = importlib.metadata.version("ringback")
    return Manifest(ringback, schema, backend, server, now, size, sha256, tables, large)


def _refuse_damage(connection: Connection) -> None:
    unknown, damaged = copies.unknown_contents(connection), list(copies.damaged_rows(connection))
    if unknown or damaged:
        raise OperationProblem(f"the database names contents that are missing or damaged: {_few(unknown + damaged)}")


def _contents(large: Mapping[str, int], store: BlobStore, parcel: Parcel, tell: Tell) -> None:
    bad, done, total = [], 0, sum(large.values())
    for sha256, size in large.items():
        name = manifest.blob_name(sha256)
        target = parcel.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with store.path(sha256).open("rb") as source:
                right = copy(source, target) == (size, sha256)
        except FileNotFoundError:
            right = False
        if right:
            parcel.include(name)
        else:
            bad.append(sha256)
        done += size
        tell("copying large contents", done, total)
    if bad:
        raise OperationProblem(f"these contents in {store.folder} are missing or damaged: {_few(bad)}")


def _few(names: list[str]) -> str:
    return ", ".join(names[:20]) + (" …" if names[20:] else "")

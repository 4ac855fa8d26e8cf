"""A backup as files: a folder, or one tar file. It appears under its name only when it is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.operations import manifest
from bot.operations.manifest import Manifest
from bot.operations.problem import OperationProblem, Tell

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """A backup being made. Files are put into `folder` under their name and then included."""

    folder: Path
    tar: tarfile.TarFile | None

    def include(self, name: str) -> None:
        """Takes the file into the backup."""
        path = self.folder / name
        if self.tar is None:
            sync(path)
            return
        self.tar.add(path, arcname=name)
        path.unlink()


@contextmanager
def packing(to: Path) -> Iterator[Parcel]:
    """Makes a backup at `to`: a tar file when it ends in .tar, else a folder. Only its owner may read it: it holds
    people's words and the key of our marks. Raises OperationProblem when something is there already."""
    if to.is_file() or (to.is_dir() and any(to.iterdir())):
        raise OperationProblem(f"{to} is there already; name a place that is free")
    to.parent.mkdir(parents=True, exist_ok=True)
    scratch = to.with_name(f".{to.name}.{os.getpid()}.partial")
    scratch.mkdir(mode=0o700)
    try:
        if to.suffix == ".tar":
            whole = scratch / "whole.tar"
            whole.touch(mode=0o600)
            with tarfile.open(whole, "w", format=tarfile.PAX_FORMAT) as tar:
                yield Parcel(scratch, tar)
            sync(whole)
            whole.replace(to)
        else:
            yield Parcel(scratch, None)
            sync_folders(scratch)
            scratch.replace(to)
        sync(to.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that is read."""

    place: Path
    tar: tarfile.TarFile | None

    def open(self, name: str) -> IO[bytes]:
        """Opens one of its files. Raises OperationProblem when it is not there."""
        try:
            found = (self.place / name).open("rb") if self.tar is None else self.tar.extractfile(name)
        except (OSError, KeyError, tarfile.TarError) as error:
            raise OperationProblem(f"{self.place} lacks {name}: this is no whole backup") from error
        if found is None:
            raise OperationProblem(f"{self.place} lacks {name}: this is no whole backup")
        return found

    def manifest(self) -> Manifest:
        """What it says about itself. Raises OperationProblem."""
        with self.open(manifest.NAME) as file:
            return manifest.read(file.read())

    def verify(self, told: Manifest, tell: Tell) -> None:
        """Reads everything it holds. Raises OperationProblem naming each damaged or missing file."""
        expected = {manifest.blob_name(sha256): (size, sha256) for sha256, size in told.blobs.items()}
        expected[told.database] = (told.size, told.sha256)
        total, done, bad = sum(size for size, _ in expected.values()), 0, []
        tell("verifying", done, total)
        for name, (size, sha256) in expected.items():
            try:
                with self.open(name) as file:
                    right = copy(file, None) == (size, sha256)
            except (OperationProblem, OSError, tarfile.TarError):
                right = False
            if not right:
                bad.append(name)
            done += size
            tell("verifying", done, total)
        if bad:
            raise OperationProblem(f"{self.place} is damaged: {', '.join(bad[:20])}" + (" …" if bad[20:] else ""))


@contextmanager
def opened(place: Path) -> Iterator[Opened]:
    """Opens a backup for reading. Raises OperationProblem when there is none."""
    if place.is_dir():
        yield Opened(place, None)
        return
    try:
        tar = tarfile.open(place, "r:")  # noqa: SIM115 - closed below; the errors of opening are told apart
    except (OSError, tarfile.TarError) as error:
        raise OperationProblem(f"{place} is no backup: {error}") from error
    with tar:
        yield Opened(place, tar)


def copy(source: IO[bytes], to: Path | None) -> tuple[int, str]:
    """Copies a stream to a file, synced (to nowhere: only reads it); returns its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    target = to.open("wb") if to else None
    try:
        while piece := source.read(PIECE):
            digest.update(piece)
            size += len(piece)
            if target:
                target.write(piece)
        if target:
            target.flush()
            os.fsync(target.fileno())
    finally:
        if target:
            target.close()
    return size, digest.hexdigest()


def sync(path: Path) -> None:
    """Makes a file or a folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(top: Path) -> None:
    """Makes a folder's names, and those of the folders in it, survive a power cut."""
    for folder in [*(path for path in top.rglob("*") if path.is_dir()), top]:
        sync(folder)

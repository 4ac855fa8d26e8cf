"""What an emulator knows, in a file: JSON that is replaced as a whole, so that a cut leaves the old one."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
#: Numbers that may have been given away after the last snapshot of an emulator that was killed.
RESERVE = 1000
LARGE = 4096  # bytes; a larger content is written once, into a file of its own


class BrokenSnapshotError(Exception):
    """The file is no snapshot."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A content too large for JSON that is written anew at each change; a file of its own holds it."""

    content: bytes = field(repr=False)


def packed(content: bytes) -> str | Payload:
    """Bytes as a snapshot can hold them."""
    return Payload(content) if len(content) > LARGE else base64.b64encode(content).decode("ascii")


def unpacked(given: str | bytes) -> bytes:
    """The bytes again. Raises ValueError."""
    return given if isinstance(given, bytes) else base64.b64decode(given, validate=True)


class Snapshot:
    """One file, written only when what it holds has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._written = ""

    def read(self, again: Callable[[Json], Any]) -> Json | None:
        """What was kept, each object after `again`; None when nothing was. Raises BrokenSnapshotError."""
        try:
            kept = json.loads(self._file.read_bytes(), object_hook=again)
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise BrokenSnapshotError(str(error)) from error
        if not isinstance(kept, dict):
            raise BrokenSnapshotError("it holds no JSON object")
        return kept

    def write(self, text: str) -> None:
        """Replaces the file by a JSON text; on return it is on the disk. Raises OSError."""
        if text != self._written:
            replace(self._file, text.encode("ascii"))
            self._written = text

    def put_aside(self) -> Path:
        """Renames the file, so that nothing is lost and the next start finds none; its new name."""
        number, aside = 1, self._file.with_suffix(".broken.json")
        while aside.exists():
            number += 1
            aside = self._file.with_suffix(f".broken-{number}.json")
        self._file.rename(aside)
        return aside


def replace(file: Path, content: bytes) -> None:
    """Makes or replaces a file; a cut leaves the old one or none. On return it is on the disk. Raises OSError."""
    beside = file.with_suffix(".new")
    with beside.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""What an emulator knows, in a file: JSON that is replaced as a whole, so that a cut leaves the old one."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

Json = dict[str, Any]
#: Numbers that may have been given away after the last snapshot of an emulator that was killed.
RESERVE = 1000


class BrokenSnapshotError(Exception):
    """The file is no snapshot."""


def packed(content: bytes) -> str:
    """Bytes as JSON can hold them."""
    return base64.b64encode(content).decode("ascii")


def unpacked(text: str) -> bytes:
    """The bytes again. Raises ValueError."""
    return base64.b64decode(text, validate=True)


class Snapshot:
    """One file, written only when what it holds has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._written = ""

    def read(self) -> Json | None:
        """What was kept; None when nothing was. Raises BrokenSnapshotError."""
        try:
            kept = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise BrokenSnapshotError(str(error)) from error
        if not isinstance(kept, dict):
            raise BrokenSnapshotError("it holds no JSON object")
        return kept

    def write(self, text: str) -> None:
        """Replaces the file by a JSON text; on return it is on the disk. Raises OSError."""
        if text == self._written:
            return
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._written = text

    def put_aside(self) -> Path:
        """Renames the file, so that nothing is lost and the next start finds none; its new name."""
        number, aside = 1, self._file.with_suffix(".broken.json")
        while aside.exists():
            number += 1
            aside = self._file.with_suffix(f".broken-{number}.json")
        self._file.rename(aside)
        return aside

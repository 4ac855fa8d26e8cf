"""Keeps contents by their SHA-256: small ones go into the message's own transaction, large ones into files."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

INLINE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """A content ready to be recorded. `inline` is None when its file is already safe on disk."""

    sha256: str
    size: int
    inline: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlobStore:
    """A folder of large contents, `ab/abcdef…`."""

    folder: Path

    def prepare(self, content: bytes) -> Blob:
        """Returns the content's blob. A large one is written and synced with its folder before this returns, so
        that a row naming it never outlives it. Idempotent. Raises OSError (disk full)."""
        sha256 = hashlib.sha256(content).hexdigest()
        if len(content) <= INLINE:
            return Blob(sha256, len(content), content)
        self._write(sha256, content)
        return Blob(sha256, len(content), None)

    def read(self, sha256: str) -> bytes:
        """Returns a large content. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        """Where a large content is kept."""
        return self.folder / sha256[:2] / sha256

    def _write(self, sha256: str, content: bytes) -> None:
        path = self.path(sha256)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        for folder in (path.parent, self.folder):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

"""Keeps a value in the database so that only this installation can read it: Fernet, AES-128-CBC with HMAC-SHA256.

The key is derived (HKDF, RFC 5869) from a secret outside the database, salted with the installation's own key, so that
neither a copy of the database nor a backup is enough to read it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.core.ports import Cursors

KEY_VARIABLE = "RINGBACK_KEY"
KEY_FILE = "oauth.key"


class UnreadableError(Exception):
    """What is kept was sealed with another key, or under another name."""


class SealedCursors:
    """Cursors whose values nobody can read or change without the key."""

    def __init__(self, kept: Cursors, key: bytes) -> None:
        self._kept = kept
        self._fernet = Fernet(key)

    async def load(self, name: str) -> Mapping[str, Any] | None:
        """What was saved last. Raises UnreadableError."""
        found = await self._kept.load(name)
        if found is None:
            return None
        try:
            whose, value = json.loads(self._fernet.decrypt(str(found["sealed"]).encode()))
        except (InvalidToken, KeyError):
            whose, value = "", {}
        if whose != name:
            raise UnreadableError(f"{name} was sealed with another key, or for another mailbox")
        return dict(value)

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Seals and commits."""
        await self._kept.save(name, {"sealed": self._fernet.encrypt(json.dumps([name, dict(value)]).encode()).decode()})


def derived_key(data: Path, signing_key: bytes, environment: Mapping[str, str] = os.environ) -> bytes:
    """The key of this installation: from the environment's RINGBACK_KEY, or else from a file in the data folder,
    made at first use, that only its owner may read. Raises OSError."""
    secret = environment.get(KEY_VARIABLE, "").encode() or _of_file(data / KEY_FILE)
    derivation = HKDF(algorithm=SHA256(), length=32, salt=signing_key, info=b"ringback oauth tokens")
    return base64.urlsafe_b64encode(derivation.derive(secret))


def _of_file(path: Path) -> bytes:
    """The file's secret. It appears whole: two processes that start together find the same."""
    if not path.exists():
        new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_bytes()

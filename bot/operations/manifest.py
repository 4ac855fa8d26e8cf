"""What a backup says about itself: versions, counts and hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.operations.problem import OperationProblem

NAME = "manifest.json"
FORMAT = 1
_DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables` holds rows by table, `blobs` the size in bytes of every content that is a file, by its SHA-256.
    `server` is the database's own version, `schema` the migration it stood at, `made_at` ISO 8601 in UTC."""

    ringback: str
    schema: str
    backend: str
    server: str
    made_at: str
    size: int
    sha256: str
    tables: Mapping[str, int]
    blobs: Mapping[str, int]

    @property
    def database(self) -> str:
        """The name of the database's file in the backup."""
        return _DATABASES[self.backend]

    def written(self) -> bytes:
        """As a file."""
        value = {"format": FORMAT, **asdict(self)}
        return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True).encode()


def database_name(backend: str) -> str:
    """The name of the database's file in a backup of this backend."""
    return _DATABASES[backend]


def blob_name(sha256: str) -> str:
    """The name of a content's file in a backup."""
    return f"blobs/{sha256[:2]}/{sha256}"


def read(content: bytes) -> Manifest:
    """Reads a manifest. Raises OperationProblem when it is none, or one of a later form."""
    try:
        value: dict[str, Any] = json.loads(content)
        form = value.pop("format")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise OperationProblem(f"{NAME} is damaged: this is no whole backup") from error
    if form != FORMAT:
        raise OperationProblem(f"the backup has form {form}, this version reads {FORMAT}: use a newer Ringback")
    try:
        made = Manifest(**value)
    except TypeError as error:
        raise OperationProblem(f"{NAME} is damaged: this is no whole backup") from error
    if made.backend not in _DATABASES or not all(_SHA256.fullmatch(name) for name in made.blobs):
        raise OperationProblem(f"{NAME} is damaged: this is no whole backup")
    return made

"""Secrets in files of their own, and the settings file: nothing that is there is written over unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = "secrets"


class RefusedError(Exception):
    """Nothing was written; the words say why and what to do."""


@dataclass(slots=True)
class Safe:
    """Remembers secrets until they are written. `folder` is the settings file's."""

    folder: Path
    _waiting: dict[str, str] = field(default_factory=dict, repr=False)

    def put(self, name: str, answer: str) -> str:
        """Returns what stands in the settings for a secret: the answer itself when it is "env:NAME" or
        "file:PATH", else the file it will be written to."""
        if answer.startswith(("env:", "file:")):
            return answer
        taken = set(self._waiting) | {path.name for path in (self.folder / FOLDER).glob("*")}
        free = next(n for n in (name, *(f"{name}-{number}" for number in range(2, 1000))) if n not in taken)
        self._waiting[free] = answer
        return f"file:{FOLDER}/{free}"

    def value(self, reference: str) -> str:
        """The secret behind a reference; empty when the environment or the file has none yet."""
        kind, _, name = reference.partition(":")
        if kind == "env":
            return os.environ.get(name, "")
        if name.removeprefix(f"{FOLDER}/") in self._waiting:
            return self._waiting[name.removeprefix(f"{FOLDER}/")]
        try:
            return (self.folder / name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def forget(self, reference: str) -> None:
        """Drops a secret whose question is asked again."""
        self._waiting.pop(reference.removeprefix(f"file:{FOLDER}/"), None)

    def write(self) -> None:
        """Writes them: the folder for the owner alone (0700), each file too (0600). Raises OSError."""
        if not self._waiting:
            return
        place = self.folder / FOLDER
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(0o700)
        for name, value in self._waiting.items():
            handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(value + "\n")


#: Well-formed values for secrets that are not there yet.
_PLACEHOLDERS = {"token": "1:-", "database": "postgresql+psycopg://-"}


def filled(section: Mapping[str, Any], safe: Safe) -> dict[str, Any]:
    """The section with its secrets in it; one that is not there yet is made up, so that the rest can be checked."""
    values: dict[str, Any] = {}
    for key, value in section.items():
        if isinstance(value, Mapping):
            values[key] = filled(value, safe)
        elif _is_reference(value):
            values[key] = safe.value(value) or _PLACEHOLDERS.get(key, "-")
        else:
            values[key] = value
    return values


def references(section: Mapping[str, Any]) -> list[str]:
    """The references of a section, each once."""
    found: list[str] = []
    for value in section.values():
        if isinstance(value, Mapping):
            found += references(value)
        elif _is_reference(value):
            found.append(value)
    return list(dict.fromkeys(found))


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("env:", "file:"))


def refuse_to_overwrite(path: Path, force: bool) -> None:
    """Raises RefusedError when the settings file is there already, or has no folder."""
    if path.exists() and not force:
        raise RefusedError(f"{path} is there already; move it away, or write over it with --force")
    if not path.absolute().parent.is_dir():
        raise RefusedError(f"the folder {path.parent} is missing; make it first")
    if path.is_dir():
        raise RefusedError(f"{path} is a folder; name a file")


def write_settings(path: Path, text: str, write_secrets: Callable[[], None]) -> None:
    """Writes the secrets, then the file, whole or not at all. Raises RefusedError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_secrets()
        draft.write_text(text, "utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise RefusedError(f"{error.filename or path} cannot be written: {error.strerror}") from error

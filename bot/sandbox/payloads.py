"""Large contents of the snapshots, as files by their SHA-256: each is written once, however often a snapshot is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.snapshot import BrokenSnapshotError, Json, Payload, replace

_MARK = "ringback payload"  # the only key of an object that stands for a content


@dataclass(slots=True)
class Payloads:
    """The files of one folder. They stay until the folder is emptied."""

    folder: Path
    _names: dict[int, tuple[bytes, str]] = field(
        default_factory=dict, repr=False
    )  # a content that is held keeps its id

    def texts(self, parts: Iterable[Json]) -> tuple[list[str], list[bytes]]:
        """Each part as JSON, and the contents that have no file yet: save() those, and ask again."""
        used: dict[int, tuple[bytes, str]] = {}
        new: list[bytes] = []

        def named(value: object) -> Json:
            if not isinstance(value, Payload):
                raise TypeError(f"{type(value).__name__} cannot be kept")
            known = self._names.get(id(value.content))
            if known is None:
                new.append(value.content)
                return {}
            used[id(value.content)] = known
            return {_MARK: known[1]}

        texts = [json.dumps(part, default=named) for part in parts]
        if not new:
            self._names = used
        return texts, new

    def save(self, contents: list[bytes]) -> None:
        """Makes their files; on return they are on the disk. Raises OSError."""
        self.folder.mkdir(exist_ok=True)
        names = {id(content): (content, hashlib.sha256(content).hexdigest()) for content in contents}
        for content, name in names.values():
            if not (self.folder / name).exists():
                replace(self.folder / name, content)
        self._names |= names

    def again(self, pairs: dict[str, Any]) -> Any:
        """For json.loads: the content that an object stands for, or the object. Raises BrokenSnapshotError."""
        if pairs.keys() != {_MARK}:
            return pairs
        name = str(pairs[_MARK])
        try:
            content = (self.folder / name).read_bytes() if re.fullmatch("[0-9a-f]{64}", name) else b""
        except OSError as error:
            raise BrokenSnapshotError(f"a content is missing: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise BrokenSnapshotError(f"the content {name} is another one")
        return content

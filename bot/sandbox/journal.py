"""The journal of the emulators: one JSON line for each provider call."""

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def _shown(value: object) -> Any:
    """`value` as JSON can hold it; of bytes only the size is told."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    if isinstance(value, Mapping):
        return {str(key): _shown(item) for key, item in value.items() if key != "token"}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


class Journal:
    """Appends calls to a file and keeps them in `entries`.

    Lines are written whole and unbuffered in append mode, so that several journals, also of several
    processes, may share one path. Tokens and the content of files are never written.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Write to `path` (made when missing), or only into memory when it is None."""
        self.entries: list[dict[str, Any]] = []
        self._path = path

    def write(
        self,
        service: str,
        method: str,
        args: Mapping[str, object],
        result: object = None,
        **extra: object,
    ) -> None:
        """Append one line: service, method, args, result (when there is one), at (Unix seconds), extra."""
        entry: dict[str, Any] = {"service": service, "method": method, "args": _shown(args)}
        if result is not None:
            entry["result"] = _shown(result)
        entry |= {key: _shown(value) for key, value in extra.items()}
        entry["at"] = time.time()
        self.entries.append(entry)
        if self._path is not None:
            line = json.dumps(entry, ensure_ascii=False) + "\n"
            with self._path.open("ab", buffering=0) as file:
                # A lone surrogate leaves as \udXXX, which is its JSON escape too.
                file.write(line.encode("utf-8", "backslashreplace"))

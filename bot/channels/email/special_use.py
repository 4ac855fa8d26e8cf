"""Which folder of a mailbox serves a purpose, by the server's own word (RFC 6154). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.channels.email.modified_utf7 import plain_name

JUNK = "\\Junk"
_FLAGS = re.compile(rb"^(?:\* )?(?:LIST )?\(([^)]*)\) (?:NIL|\"(?:[^\"\\]|\\.)*\") ?(.*)$", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def folder_for(use: str, lines: Iterable[bytes | bytearray]) -> str:
    """Returns the first folder that an answer to LIST marks with `use`; empty when none is. The name may be an atom,
    a quoted string or a literal, which the client hands over as a line of its own."""
    marked = False
    for line in lines:
        if isinstance(line, bytearray):
            if marked:
                return _readable(bytes(line))
            continue
        match = _FLAGS.match(line)
        marked = match is not None and use.lower() in match[1].decode("ascii", "replace").lower().split()
        if match is not None and marked and match[2] and not re.fullmatch(rb"\{\d+\+?\}", match[2]):
            return _readable(_bare(match[2]))
    return ""


def _bare(name: bytes) -> bytes:
    return _ESCAPED.sub(rb"\1", name[1:-1]) if name[:1] == b'"' else name


def _readable(name: bytes) -> str:
    return plain_name(name.decode("utf8", "replace"))

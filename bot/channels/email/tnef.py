"""Files inside a winmail.dat, as Outlook sends it: [MS-OXTNEF], 2.1.3. Reads each byte once, whatever it holds."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BHHI")  # level, id, type, length
_BODY, _TITLE, _DATA, _START, _CODEPAGE = 0x800C, 0x8010, 0x800F, 0x9002, 0x9007
MOST_FILES = 200


def opened(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The plain text, if it holds any, and the files as (name, content). Raises ValueError for what is no TNEF; a cut
    one gives what lies before the cut."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        raise ValueError("no winmail.dat")
    text, names, files, charset = "", [""], [b""], "cp1252"
    for name, value in _attributes(memoryview(content)):
        if name == _CODEPAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            text = _text(value, charset)
        elif name == _START and len(files) <= MOST_FILES:
            names.append("")
            files.append(b"")
        elif name == _TITLE:
            names[-1] = _text(value, charset)
        elif name == _DATA:
            files[-1] = bytes(value)
    return text, [(name or "file", file) for name, file in zip(names, files, strict=True) if file]


def _attributes(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    at = 6
    while at + _HEAD.size <= len(content):
        _, name, _, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        yield name, content[at : at + length]
        at += length + 2  # a checksum follows


def _text(value: memoryview, charset: str) -> str:
    data = bytes(value).rstrip(b"\0")
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("latin-1")

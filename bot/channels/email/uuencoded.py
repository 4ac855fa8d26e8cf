"""Files that stand uuencoded between the lines of a text, as programs sent them before MIME."""

from __future__ import annotations

import binascii
import re

_UU_BEGIN = re.compile(r"^begin [0-7]{3,4} (\S.{0,200})$", re.MULTILINE)


def without_uuencoded(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files in it, and these as (name, content)."""
    kept, files, at = [], list[tuple[str, bytes]](), 0
    for match in _UU_BEGIN.finditer(text):
        end = text.find("\nend", match.end())
        if match.start() < at or end < 0:
            continue
        content = _uudecoded(text[match.end() : end].strip("\n").split("\n"))
        if content is None:
            continue
        files.append((match[1].strip(), content))
        kept.append(text[at : match.start()])
        at = end + 4
    return "".join([*kept, text[at:]]), files


def _uudecoded(lines: list[str]) -> bytes | None:
    data = bytearray()
    for line in lines:
        try:
            data += binascii.a2b_uu(line.encode("ascii"))
        except (binascii.Error, ValueError):
            try:  # some encoders pad wrongly: take as many characters as the length byte says
                count = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3 if line else 0
                data += binascii.a2b_uu(line[:count].encode("ascii"))
            except (binascii.Error, ValueError):
                return None
    return bytes(data)

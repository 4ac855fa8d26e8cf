"""Names of IMAP folders on the wire (RFC 3501, 5.1.3)."""

from __future__ import annotations

import base64
import binascii
import re

_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def folder_name(name: str) -> str:
    """Returns the name in modified UTF-7, quoted: "已归档" -> '"&XfJfUmhj-"'."""
    encoded: list[str] = []
    waiting = ""
    for character in name:
        if " " <= character <= "~":
            encoded += [_shifted(waiting), "&-" if character == "&" else character]
            waiting = ""
        else:
            waiting += character
    encoded.append(_shifted(waiting))
    return quoted("".join(encoded))


def plain_name(wire: str) -> str:
    """Returns the name as people read it; what is no modified UTF-7 stays as it is. The inverse of `folder_name`
    without its quotes."""
    try:
        return _SHIFTED.sub(lambda match: _unshifted(match[1]), wire)
    except (binascii.Error, UnicodeDecodeError):
        return wire


def quoted(text: str) -> str:
    """Returns a quoted string (RFC 3501, 4.3)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(text: str) -> str:
    if not text:
        return ""
    return "&" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"


def _unshifted(text: str) -> str:
    if not text:
        return "&"
    padded = text.replace(",", "/") + "=" * (-len(text) % 4)
    return base64.b64decode(padded, validate=True).decode("utf-16-be")

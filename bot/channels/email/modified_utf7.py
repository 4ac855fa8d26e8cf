"""Names of IMAP folders on the wire (RFC 3501, 5.1.3)."""

from __future__ import annotations

import base64


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


def quoted(text: str) -> str:
    """Returns a quoted string (RFC 3501, 4.3)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(text: str) -> str:
    if not text:
        return ""
    return "&" + base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"

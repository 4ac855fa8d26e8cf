"""How the bytes of a part were coded for the way (RFC 2045, 6), also where it was done wrong."""

from __future__ import annotations

import binascii
import re
from email.message import Message

_WORD = re.compile(r"[\w-]+")
_NOT_BASE64 = bytes(
    byte for byte in range(256) if not (chr(byte).isascii() and chr(byte).isalnum()) and byte not in b"+/="
)
#: Whole lines of base64 at the start.
_RUN = re.compile(rb"\s{0,9}(?:[A-Za-z0-9+/]{4,1000}={0,2}[ \t]{0,9}\r?\n)+")
SHORTEST_RUN = 20


def encoding_of(part: Message) -> str:
    """Returns how a part is coded for the way: the header's first word."""
    found = _WORD.search(str(part.get("content-transfer-encoding", "")))
    return found[0].lower() if found else ""


def from_base64(data: bytes) -> bytes:
    """Decodes what is there, passing over what does not belong; text that is no base64 at all stays as it is, also
    below such (a list's footer)."""
    letters = data.translate(None, _NOT_BASE64)
    words = len(data[:5000].split()) > 1.5 * len(data[:5000].splitlines())
    if words or len(letters) < 0.75 * len(data.translate(None, b" \t\r\n")):
        run = _RUN.match(data)
        return from_base64(run[0]) + b"\n" + data[run.end() :] if run and _is_coded(run[0]) else data
    decoded = bytearray()
    for piece in letters.split(b"=") if letters.rstrip(b"=").find(b"=") >= 0 else [letters.rstrip(b"=")]:
        decoded += binascii.a2b_base64(piece[: len(piece) - (len(piece) % 4 == 1)] + b"==")
    return bytes(decoded)


def _is_coded(run: bytes) -> bool:
    """Whether lines of nothing but its letters are base64, and no long word."""
    letters = b"".join(run.split())
    kinds = (rb"[a-z]", rb"[A-Z]", rb"[0-9+/]")
    return len(letters) >= SHORTEST_RUN and len(letters) % 4 == 0 and all(re.search(kind, letters) for kind in kinds)

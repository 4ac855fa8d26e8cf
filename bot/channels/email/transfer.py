"""How the bytes of a part were coded for the way (RFC 2045, 6), also where it was done wrong."""

from __future__ import annotations

import binascii
import re
from email.message import Message

_WORD = re.compile(r"[\w-]+")
_NOT_BASE64 = bytes(
    byte for byte in range(256) if not (chr(byte).isascii() and chr(byte).isalnum()) and byte not in b"+/="
)


def encoding_of(part: Message) -> str:
    """Returns how a part is coded for the way: the header's first word."""
    found = _WORD.search(str(part.get("content-transfer-encoding", "")))
    return found[0].lower() if found else ""


def from_base64(data: bytes) -> bytes:
    """Decodes what is there, passing over what does not belong; text that is no base64 at all stays as it is."""
    letters = data.translate(None, _NOT_BASE64)
    if len(data[:5000].split()) > 1.5 * len(data[:5000].splitlines()):
        return data
    if len(letters) < 0.75 * len(data.translate(None, b" \t\r\n")):
        return data
    decoded = bytearray()
    for piece in letters.split(b"=") if letters.rstrip(b"=").find(b"=") >= 0 else [letters.rstrip(b"=")]:
        decoded += binascii.a2b_base64(piece[: len(piece) - (len(piece) % 4 == 1)] + b"==")
    return bytes(decoded)

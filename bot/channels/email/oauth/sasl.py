"""XOAUTH2, as IMAP and SMTP speak it: https://developers.google.com/gmail/imap/xoauth2-protocol"""

from __future__ import annotations

import base64
import binascii
import json


def initial_response(username: str, token: str) -> bytes:
    """The one line that logs in, in base64."""
    return base64.b64encode(f"user={username}\x01auth=Bearer {token}\x01\x01".encode())


def challenge_words(challenge: bytes) -> str:
    """What a server says of a token that it refuses: base64 of JSON, which an empty line answers. Never raises."""
    try:
        said = json.loads(base64.b64decode(challenge, validate=True))
    except (binascii.Error, ValueError):
        return ""
    if not isinstance(said, dict):
        return ""
    named = [f"{name} {said[name]}" for name in ("status", "error", "scope") if isinstance(said.get(name), str | int)]
    return "".join(c for c in ", ".join(named) if c.isprintable())[:200]

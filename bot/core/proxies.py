"""Addresses of proxies, as they stand in the settings."""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence


def check_proxy(address: str, schemes: Sequence[str]) -> None:
    """Raises ValueError, without a word of the address, unless it is scheme://[user:password@]host:port."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in schemes:
        named = [f"{scheme}://" for scheme in schemes]
        raise ValueError("a proxy begins with " + " or ".join(filter(None, (", ".join(named[:-1]), named[-1]))))
    if not (parts.hostname and _has_port(parts)) or parts.path.strip("/") or parts.query or parts.fragment:
        form = f"{parts.scheme}://user:password@host:port"
        raise ValueError(f"a proxy looks like {form}; in the password / is written %2F, @ %40, # %23, ? %3F")
    user, password = (urllib.parse.unquote(part or "") for part in (parts.username, parts.password))
    # RFC 1929, 2 and RFC 7617, 2: at most 255 bytes each, and no colon in the user.
    if bool(user) != bool(password) or not (user + password).isascii() or max(len(user), len(password)) > 255:
        raise ValueError("a proxy has a user and a password, or neither; both in ASCII")
    if ":" in user:
        raise ValueError("the user of a proxy holds no colon")


def _has_port(parts: urllib.parse.SplitResult) -> bool:
    try:
        return bool(parts.port)
    except ValueError:
        return False

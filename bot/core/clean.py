"""Makes text safe to store anywhere, without changing what a person reads."""

from __future__ import annotations

import re

# PostgreSQL refuses NUL in text; lone surrogates cannot be written as UTF-8 by any database.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Returns the text with NUL and lone surrogates shown as replacement characters."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text

"""The text itself: how much of it is read, which of it is his own, and in which language it is written."""

from __future__ import annotations

import re
import unicodedata

READ_LIMIT = 20_000  # characters in which facts are looked for


def folded(text: str) -> str:
    """Returns the part of `text` that is read, full-width digits, letters and marks as ordinary ones."""
    return unicodedata.normalize("NFKC", text[:READ_LIMIT])


def own_words(text: str) -> str:
    """Returns `text` without the quoted lines that he answers; all of it when there is nothing else. What he quotes
    is not what he says."""
    if ">" not in text:
        return text
    own = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return own if own.strip() else text


def language_of(text: str, otherwise: str) -> str:
    """Returns "zh" when the text is written in Chinese, "en" when in Latin letters, else `otherwise`."""
    text = text[:READ_LIMIT]
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    if chinese == latin == 0:
        return otherwise
    return "zh" if chinese * 2 >= latin else "en"

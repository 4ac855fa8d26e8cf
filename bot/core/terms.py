"""The terms by which texts are found: lower-cased words, and pairs of characters where no blank parts words.

Chinese, Japanese and Korean are taken in overlapping pairs, so that a word is found wherever it stands. A term holds
letters and digits only, and only those that were in Unicode 3.2: both databases keep it whole and as it is.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

LONGEST_TEXT = 20_000  # characters in which terms are looked for
LONGEST_TERM = 60
# Kana, Han and Hangul.
_PAIRED = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3\U00020000-\U0002a6d6"
_RUN = re.compile(rf"([{_PAIRED}]+)|[^\W_{_PAIRED}]+")


def terms(text: str) -> list[str]:
    """The terms of `text` in their order, repeated as they are repeated; those of the first LONGEST_TEXT characters."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    return list(chain.from_iterable(_pairs(run[0]) if run[1] else _words(run[0]) for run in _RUN.finditer(folded)))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _words(run: str) -> list[str]:
    """One word, apart from what a database may not know as a letter."""
    known = run if run.isascii() else "".join(c if _is_known(c) else " " for c in run)
    return [word[:LONGEST_TERM] for word in known.split()]


def _is_known(character: str) -> bool:
    return unicodedata.ucd_3_2_0.category(character)[0] in "LN"

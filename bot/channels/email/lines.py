"""The lines of a mail's text as the tests for quotes and signatures see them, each looked at once for both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.channels.email import quote_marks as marks


@dataclass(frozen=True, slots=True)
class Lines:
    """What of each line is looked at, and why an introduction may end there, or ""."""

    seen: tuple[str, ...]
    ends: tuple[str, ...]


@lru_cache(maxsize=1)  # a mail's quotes and its signature are looked for one after the other
def lines_of(text: str) -> Lines:
    """Reads the lines of a text."""
    seen = tuple(marks.seen(line) for line in text.split("\n"))
    wrote = marks.may_say_wrote("\n".join(seen))
    return Lines(seen, tuple(marks.introduction_end(line, may_say_wrote=wrote) for line in seen))

"""The words of a rehearsal in one language, and how spans of time are said. Pure but for reading its own files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """`words("key", name=value)`; a table's entry is "table.entry"."""

    language: str
    entries: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """The words, filled in. Raises KeyError."""
        entry: Any = self.entries
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**values)

    def span(self, span: timedelta | None) -> str:
        """A time in the unit in which one thinks of it; a dash for none."""
        if span is None:
            return "–"
        minutes = span.total_seconds() / 60
        if minutes < 59.5:
            return self("unit.minutes", n=round(minutes))
        if minutes < 36 * 60:
            return self("unit.hours", n=_short(minutes / 60))
        return self("unit.days", n=_short(minutes / (24 * 60)))


def words_of(language: str) -> Words:
    """The words of a language, "en" or "zh"."""
    source = files("bot.rehearsal").joinpath("page", f"words.{language}.toml")
    return Words(language, tomllib.loads(source.read_text("utf-8")))


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")

"""The sections of light Markdown: parts that can be read by themselves, and those that can be read without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_BLANK_LINES = re.compile(r"(\n(?:[ \t]*\n)+)")
#: Where a list or a quote, which reach over blank lines, begins or goes on.
_CONTAINER = re.compile(r"\A\s|\r|^[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?:\s|$))", re.MULTILINE)

#: A line that may begin something else than a paragraph, or whose blanks count.
_NO_PARAGRAPH = re.compile(r"(?:\A|\n)(?:[ #+=~-]|\d{1,9}[.)])| \\?\n")
_WORDS = r"(?:[^\\*_`\[\]<>&\x00-\x1f]++|\\[!-/:-@\[-`{-~])"  # nothing in it means anything
#: Words and line ends, or two pairs of asterisks that can only be strong emphasis: they touch letters or digits inside
#: and no other asterisk outside (CommonMark 0.31, 6.2).
_RUN = re.compile(rf"(?P<words>(?:{_WORDS}|\\?\n)++)|\*\*(?P<bold>[^\W_]{_WORDS}*+)(?<=[^\W_])\*\*(?!\*)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~\n])")


@lru_cache(4)  # a mail's text and its HTML are made of one body
def sections(markdown: str) -> tuple[str, ...]:
    """The parts that can be read by themselves. Bodies made from templates share most of them."""
    return tuple(_sections(markdown))


def _sections(markdown: str) -> Iterator[str]:
    first, *others = _BLANK_LINES.split(markdown)
    section, contained = first, _CONTAINER.search(first)
    for blank, chunk in zip(others[::2], others[1::2], strict=True):
        goes_on = _CONTAINER.search(chunk)
        if contained and goes_on:
            section += blank + chunk
        else:
            yield section
            section, contained = chunk, goes_on
    yield section


def simple_paragraph(section: str) -> list[tuple[str, bool]] | None:
    """A section that is one paragraph of words, some of them bold: each run of its text, and whether it is bold. None
    for everything else, and wherever there is a doubt: that is for the parser."""
    if section != section.strip() or _NO_PARAGRAPH.search(section):
        return None
    runs: list[tuple[str, bool]] = []
    end = 0
    while end < len(section):
        run = _RUN.match(section, end)
        if run is None:
            return None
        words = run["words"]
        runs.append((_ESCAPED.sub(r"\1", run["bold"] if words is None else words), words is None))
        end = run.end()
    return runs or None

"""The readable parts of a mail, and which of them is read where one text is said several ways (RFC 2046, 5.1.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

#: A plain part of no more characters may but say that there is a page.
STAND_IN = 600
#: A text that breaks off lacks more characters than that; so many at its end are looked for in the page, not fewer.
GOES_ON, TAIL, SHORTEST_TAIL = 30, 60, 15
_MARKS = " .…,;:!?。！？[]()（）"
_WORDS = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}|\d+|[\u3400-\u9fff]")


@dataclass(slots=True)
class Found:
    """Readable parts in their order: plain or HTML, and how they are shown."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Takes these behind its own."""
        self.plain += other.plain
        self.html += other.html
        self.shown += other.shown


def together(found: Sequence[Found]) -> Found:
    """All of them, one after the other."""
    result = Found()
    for one in found:
        result.add(one)
    return result


def best(found: Sequence[Found]) -> Found:
    """The plain one when it says all that the page says, else the page; together when none shows anything."""
    page = next((one for one in found if one.html and _shows(one.shown)), None)
    plain = next((one for one in found if _shows(one.plain)), None)
    if plain is not None and (page is None or page is plain or _say_the_same(plain.shown, page.shown)):
        return plain
    return page or next((one for one in found if _shows(one.shown)), together(found))


def _shows(texts: Sequence[str]) -> bool:
    return any(text.strip() for text in texts)


def _say_the_same(plain: Sequence[str], page: Sequence[str]) -> bool:
    """Whether most words of a plain text are the page's: some programs put "yours shows no HTML" in its place, or but
    the page's beginning."""
    short = "\n".join(plain)
    if _breaks_off(short, "\n".join(page)):
        return False
    if len(short) > STAND_IN:
        return True
    words, others = (set(_WORDS.findall(text.lower())) for text in (short, "\n".join(page)))
    return 2 * len(words & others) >= len(words) > 0


def _breaks_off(short: str, page: str) -> bool:
    """Whether a text ends in the middle of a line of the page, which goes on."""
    if len(page) < len(short) + GOES_ON:
        return False
    tail = " ".join(short[-3 * TAIL :].split()).rstrip(_MARKS)[-TAIL:].lstrip()
    lines = [" ".join(line.split()) for line in page.split("\n")]
    flat = " ".join(lines)
    found = flat.find(tail) if len(tail) >= SHORTEST_TAIL else -1
    if found < 0 or flat.find(tail, found + 1) >= 0:
        return False
    rest = found + len(tail)
    for line in lines:
        if rest <= len(line):
            return line[rest:].strip(_MARKS) != ""
        rest -= len(line) + 1
    return False

"""What stands in an IMAP server's answers to FETCH. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_INTERNAL_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_FETCH = re.compile(rb"\d+ FETCH \(")
_SHORT_BODY = re.compile(rb'BODY\[\] (?:NIL|"((?:[^"\\]|\\.)*)")')


def groups(lines: Iterable[bytes | bytearray]) -> list[tuple[bytes, bytes | None]]:
    """Each FETCH response as (what stands around the body, the body)."""
    groups: list[tuple[bytes, bytes | None]] = []
    for line in lines:
        if isinstance(line, bytearray):
            if groups:
                groups[-1] = (groups[-1][0], bytes(line))
        elif _FETCH.match(line):
            short = _SHORT_BODY.search(line)
            groups.append((line, re.sub(rb"\\(.)", rb"\1", short[1] or b"") if short else None))
        elif groups:
            groups[-1] = (groups[-1][0] + line, groups[-1][1])
    return groups


def arrived(head: bytes) -> datetime | None:
    """When the server got the mail; None when it does not say."""
    found = _INTERNAL_DATE.search(head)
    try:
        day, clock, zone = found[1].decode().split() if found else ("", "", "")
        number, month, year = day.split("-")
        text = f"{year}-{MONTHS.index(month) + 1:02}-{int(number):02}T{clock}{zone}"
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def last_words(lines: Sequence[bytes | bytearray]) -> str:
    """The end of an answer: what the server says of the whole."""
    return bytes(lines[-1]).decode("utf8", "replace")[:200] if lines else ""

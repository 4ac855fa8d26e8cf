"""Answers to our questions: one field, or one line a field."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.flows.reading.names import read_name
from bot.flows.reading.organisations import read_organisation
from bot.flows.reading.phones import read_phone_answer
from bot.flows.reading.priorities import read_priority
from bot.flows.reading.text import folded

_GREETING = re.compile(
    r"^(?:hi|hello|dear|thanks|thank you|regards|best regards|kind regards)\b.{0,30}$"
    r"|^(?:您好|你好|谢谢|此致|敬礼).{0,20}$",
    re.IGNORECASE,
)


def read_field(field: str, text: str, region: str) -> str:
    """Reads the answer to the question about `field`; empty when the text does not answer it."""
    if field == "name":
        return read_name(text)
    if field == "organisation":
        return read_organisation(text)
    if field == "phone":
        return read_phone_answer(text, region)
    return read_priority(text, answer=True)


def read_lines(text: str, wanted: Iterable[str], region: str) -> dict[str, str]:
    """Reads unlabelled answers, one a line, in the order in which they were asked. Name and organisation are only
    taken when exactly as many lines are left as fields are wanted."""
    lines = [line.strip() for line in folded(text).splitlines()]
    lines = [re.sub(r"^\d{1,2}[.、)]\s{0,9}", "", line) for line in lines if line and not _GREETING.match(line)][:8]
    wanted = list(wanted)
    found: dict[str, str] = {}
    for field in ("phone", "priority"):
        hit = next(
            (line for line in lines if field in wanted and len(line) <= 40 and read_field(field, line, region)), ""
        )
        if hit:
            found[field] = read_field(field, hit, region)
            lines.remove(hit)
    names = [field for field in ("name", "organisation") if field in wanted]
    if names and len(lines) == len(names) and all(read_field(f, v, region) for f, v in zip(names, lines, strict=True)):
        found |= {f: read_field(f, v, region) for f, v in zip(names, lines, strict=True)}
    return found

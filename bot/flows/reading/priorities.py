"""The priority a customer states: P1 to P4, or in the answer to the question also a word or a digit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.tickets import PRIORITIES
from bot.flows.reading.text import folded
from bot.flows.reading.urgency import NOT_URGENT

_WORDS: Mapping[str, str] = {
    "P1": r"\b(?:urgent|emergency|critical)|紧急|十万火急|很急|非常急|特急",
    "P2": r"\bhigh\b|重要|较急",
    "P3": r"\b(?:normal|medium)\b|普通|一般",
    "P4": r"\b(?:low|question|wish)\b|咨询|建议|不急|低",
}


def read_priority(text: str, *, answer: bool) -> str:
    """Returns P1..P4 or empty. In an `answer` to the question single digits and words count too."""
    plain = folded(text).strip()
    found = re.search(r"(?<![A-Za-z0-9])[Pp]\s?([1-4])(?!\d)", plain)
    if found:
        return f"P{found[1]}"
    if not answer:
        return ""
    if re.fullmatch(r"[1-4]\W{0,20}", plain):
        return f"P{plain[0]}"
    if len(plain) > 40 or NOT_URGENT.search(plain):
        return "P4" if NOT_URGENT.search(plain) and len(plain) <= 40 else ""
    return next((level for level in PRIORITIES if re.search(_WORDS[level], plain, re.IGNORECASE)), "")

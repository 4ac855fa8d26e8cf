"""The priority a customer states: P1 to P4, or in the answer to the question also a word or a digit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.tickets import PRIORITIES
from bot.flows.reading.text import folded, own_words
from bot.flows.reading.urgency import NOT_URGENT, SAYS_HOW_BAD, urgent_words

_WORDS: Mapping[str, str] = {
    "P1": r"\b(?:urgent|emergency|critical)|紧急|十万火急|很急|非常急|特急",
    "P2": r"\bhigh\b|重要|较急",
    "P3": r"\b(?:normal|medium)\b|普通|一般",
    "P4": r"\b(?:low|question|wish)\b|咨询|建议|不急|低",
}


_NAMED = re.compile(r"(?<![A-Za-z0-9])[Pp]\s?[1-4](?!\d)")
_LEVEL = re.compile(
    r"(?:\bprio(?:rity)?|\blevel|优先级|级别)\s?(?:is|level|为|是)?\s?:?\s?([1-4])(?!\d)", re.IGNORECASE
)


def told_priority(text: str) -> str:
    """Returns what his own words say of how badly it affects him, where he was asked that among other things: a level,
    that it can wait (P4), or that business stands still (P1). Empty when they do not say."""
    said = own_words(text)
    if len({level.upper() for level in _NAMED.findall(folded(said))}) > 1:
        return ""  # our own question, sent back
    if level := read_priority(said, answer=False):
        return level
    if found := _LEVEL.search(folded(said)):
        return f"P{found[1]}"
    if NOT_URGENT.search(folded(said)):
        return "P4"
    return "P1" if SAYS_HOW_BAD.search(urgent_words(said)) else ""


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

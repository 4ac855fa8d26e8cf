"""A telephone number in pieces: what is surely only the beginning of one, and the digits that a message adds."""

from __future__ import annotations

import re

import phonenumbers

FEWEST, LONGEST = 3, 40  # digits of a piece, characters of its message

#: A Chinese mobile number has eleven digits, one with an area code ten at least; other countries' may have nine.
_BEGUN = re.compile(r"1[3-9]\d{1,8}|0\d{1,6}")
_DIGITS = re.compile(r"[+\d][\d\s().\-]*")
_EXTENSION = re.compile(r"(?:ext|x|转|#).*$", re.IGNORECASE)


def is_piece(number: str, region: str) -> bool:
    """Whether digits, as he wrote them without blanks, are surely not the whole of a number: "1380013", "+86138"."""
    bare = _EXTENSION.sub("", number)
    abroad = f"+{bare[2:]}" if bare.startswith("00") else bare
    if abroad.startswith("+") or region != "CN":
        return _too_short(abroad, region)
    return _BEGUN.fullmatch(bare) is not None


def _too_short(number: str, region: str) -> bool:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number.startswith("+")
    return phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.TOO_SHORT


def digits_in(text: str) -> str:
    """The digits of a short message that holds a single run of them, with its plus; empty when that is too short."""
    runs = [run for run in _DIGITS.findall(text) if any(map(str.isdecimal, run))]
    if len(text) > LONGEST or len(runs) != 1:
        return ""
    digits = re.sub(r"[^\d+]", "", runs[0])
    return digits if len(digits) >= FEWEST else ""

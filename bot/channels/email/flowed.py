"""Paragraphs of a plain text that its program has broken into lines for the way (RFC 3676, "format=flowed")."""

from __future__ import annotations

import re
from email.message import Message

_QUOTED = re.compile(r">*")
_SIGNATURE = "-- "


def as_written(text: str, part: Message) -> str:
    """The text with its broken lines in one again; as it stands where the part does not say that it is flowed."""
    kind = str(part.get("content-type", "")).lower()
    if "flowed" not in kind or str(part.get_param("format", "")).strip("'\" ").lower() != "flowed":
        return text
    return _joined(text, blank="" if str(part.get_param("delsp", "")).strip("'\" ").lower() == "yes" else " ")


def _joined(text: str, *, blank: str) -> str:
    """Joins each line that ends with a blank with the next one of the same quote depth."""
    lines: list[list[str]] = []
    depth, open_ended = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = _QUOTED.match(line)[0]  # type: ignore[index] # it always matches
        words = line[len(marks) :].removeprefix(" ")  # a blank before the words was put there (RFC 3676, 4.4)
        ends = words.endswith(" ") and words != _SIGNATURE
        shown = f"{words.rstrip(' ')}{blank}" if ends and words.strip() else words
        if open_ended and len(marks) == depth and words != _SIGNATURE:
            lines[-1].append(shown)
        else:
            lines.append([f"{marks} {shown}" if marks else shown])
        depth, open_ended = len(marks), ends and bool(words.strip())
    return "\n".join("".join(line) for line in lines)

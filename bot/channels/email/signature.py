"""Where a mail's signature stands: the lines that say who wrote, for whom he works and on which number he is reached.

Where nothing marks one ("-- ", a closing formula) there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.email import appended_marks as appended
from bot.channels.email import header_marks as headers
from bot.channels.email import quote_marks as marks
from bot.channels.email.lines import lines_of
from bot.channels.email.quotes import LONGEST
from bot.flows.reading.closings import is_closing
from bot.flows.reading.signatures import LONGEST_SIGNATURE

#: A mail of more lines is looked at in its first ones.
MOST_LINES = 500


def signature_lines(text: str) -> str:
    """Returns the lines below the author's last closing formula or signature mark in a mail's whole text, above any
    quoted mail; empty when there are none."""
    read = lines_of(text if len(text) < LONGEST else "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES]))
    lines = read.seen[:MOST_LINES]
    end = next((at for at, line in enumerate(lines) if _quoted(line, read.ends[at]) or _headed(lines, at)), len(lines))
    starts = [at for at, line in enumerate(lines[:end]) if marks.is_signature_mark(line) or is_closing(line)]
    if not starts:
        return ""
    below = (line for line in lines[starts[-1] + 1 : end] if not marks.is_blank(line) and not marks.is_rule(line))
    return "\n".join([line for line in below if not appended.is_device(line)][:LONGEST_SIGNATURE])


def _headed(lines: Sequence[str], at: int) -> bool:
    """Whether a quoted mail's header starts there."""
    if not headers.field_name(lines[at]):
        return False
    below = (line for line in lines[at : at + 3 * headers.BLOCK] if not marks.is_blank(line))
    return headers.starts_header(list(below))


def _quoted(line: str, ends: str) -> bool:
    starts = ends and marks.is_introduction(line)
    return bool(starts) or marks.is_quote(line) or marks.is_separator(line) or appended.is_disclaimer(line)

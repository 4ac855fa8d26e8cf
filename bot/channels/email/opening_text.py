"""What the author wrote in a mail that answers none: nothing in it is a quote that nobody needs.

Only what stands at its end for nobody is left out, and only where the whole rest of the mail is that: in doubt words
stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from bot.channels.email import appended_marks as appended
from bot.channels.email import quote_marks as marks
from bot.channels.email.lines import lines_of
from bot.channels.email.quotes import FOOTER, LAWYERS, LONGEST, TABLE
from bot.flows.reading.closings import is_closing

#: A signature of more lines, with a lawyers' paragraph, is none.
MOST = FOOTER + LAWYERS


def opening_text(full: str) -> str:
    """Returns the text without its signature, a lawyers' paragraph and a device's line. Never empty when `full` is
    not: then it is all of it."""
    if len(full) > LONGEST:
        return full.strip()
    text = full.replace("\r\n", "\n")
    lines, seen = text.split("\n"), lines_of(text).seen
    shown = [at for at, line in enumerate(seen) if not marks.is_blank(line)]
    end = next((place for place in range(1, len(shown)) if _ends(lines, seen, shown, place)), len(shown))
    while end > 1 and (appended.is_device(seen[shown[end - 1]]) or marks.is_rule(seen[shown[end - 1]])):
        end -= 1
        end = _over_table(seen, shown, end) if appended.is_device(seen[shown[end]]) else end
    kept = lines[: shown[end - 1] + 1] if shown else []
    return "\n".join(line.rstrip() for line in kept).strip("\n") or full.strip()


def _over_table(seen: Sequence[str], shown: Sequence[int], end: int) -> int:
    """How many lines stay above the `end`th, a program's, and above the table that it may put over that."""
    last = shown[end]
    edge = next((at for at in range(max(1, last - TABLE), last) if appended.is_table(seen[at])), last)
    while end > 1 and shown[end - 1] > edge:
        end -= 1
    return end


def _ends(lines: Sequence[str], seen: Sequence[str], shown: Sequence[int], place: int) -> bool:
    """Whether from the `place`th line that shows something nothing more is his."""
    if len(shown) - place > MOST or not _may_end(lines, seen, shown, place):
        return False
    above = seen[shown[place - 1]]
    return not (marks.announces(above) or appended.leads_on(above))


def _may_end(lines: Sequence[str], seen: Sequence[str], shown: Sequence[int], place: int) -> bool:
    line, below = seen[shown[place]], [seen[at] for at in shown[place + 1 :]]
    if marks.is_signature_mark(line):
        made = lines[shown[place]].endswith("-- ")
        return (made or not _divides(seen, shown)) and _signs(below, made=made)
    if marks.is_rule(line):
        return _signs(below) and any(map(appended.is_way, below))
    apart = shown[place] - shown[place - 1] > 1 or marks.is_rule(seen[shown[place - 1]])
    return apart and appended.is_disclaimer(line) and len(below) < LAWYERS and not _closes(seen, shown, place)


def _divides(seen: Sequence[str], shown: Sequence[int]) -> bool:
    """Whether he draws such lines himself, between his own."""
    return sum(marks.is_signature_mark(seen[at]) for at in shown) > 1


def _closes(seen: Sequence[str], shown: Sequence[int], place: int) -> bool:
    """Whether he takes his leave below: what stands above is then what he writes about."""
    own = (seen[at] for at in shown[place + 1 :] if marks.is_blank(seen[at - 1]))
    return any(is_closing(line.partition(",")[0]) for line in own)


def _signs(below: Sequence[str], *, made: bool = False) -> bool:
    """Whether lines may be a signature, with a lawyers' paragraph under it; below the mark that programs make (RFC
    3676, 4.3) a firm's motto may be in it."""
    block = list(takewhile(lambda line: not appended.is_disclaimer(line), below))
    if not 0 < len(block) <= FOOTER or any(map(marks.is_rule, block[:-1])):
        return False
    if any(map(appended.is_label, block)):
        return False
    return not any(map(appended.is_prose, block)) or (made and any(map(appended.is_way, block)))

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
from bot.channels.email.quotes import FOOTER, LAWYERS, LONGEST

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
    end = next((place for place in range(1, len(shown)) if _ends(seen, shown, place)), len(shown))
    while end > 1 and (appended.is_device(seen[shown[end - 1]]) or marks.is_rule(seen[shown[end - 1]])):
        end -= 1
    kept = lines[: shown[end - 1] + 1] if shown else []
    return "\n".join(line.rstrip() for line in kept).strip("\n") or full.strip()


def _ends(seen: Sequence[str], shown: Sequence[int], place: int) -> bool:
    """Whether from the `place`th line that shows something nothing more is his."""
    if len(shown) - place > MOST:
        return False
    line, below = seen[shown[place]], [seen[at] for at in shown[place + 1 :]]
    if marks.is_signature_mark(line):
        return _signs(below)
    if marks.is_rule(line):
        return _signs(below) and any(map(appended.is_way, below))
    apart = shown[place] - shown[place - 1] > 1 or marks.is_rule(seen[shown[place - 1]])
    return apart and appended.is_disclaimer(line) and len(below) < LAWYERS


def _signs(below: Sequence[str]) -> bool:
    """Whether lines may be a signature, with a lawyers' paragraph under it."""
    block = list(takewhile(lambda line: not appended.is_disclaimer(line), below))
    if not 0 < len(block) <= FOOTER or any(map(marks.is_rule, block[:-1])):
        return False
    return not any(appended.is_prose(line) or appended.is_label(line) for line in block)

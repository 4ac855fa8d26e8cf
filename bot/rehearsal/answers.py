"""Which ticket a mail of the company answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.channels.email.headers import mailboxes, read_headers

_BEFORE = re.compile(
    r"\s*(?:(?:re|aw|fw|fwd|回复|答复|回覆|转发|轉寄)\s*(?:\[\d+\])?\s*[:\uff1a]|\[RB-\d+\])\s*", re.IGNORECASE
)


def recipients(raw: bytes, own: Iterable[str]) -> list[str]:
    """Whom a mail went to, without ourselves."""
    headers = read_headers(raw)
    values = [value for name in ("to", "cc", "bcc") for value in headers.raw(name)]
    found = dict.fromkeys(address for value in values for _, address in mailboxes(value))
    return [address for address in found if address not in set(own)]


def bare(subject: str) -> str:
    """A subject without what replies and forwards put before it."""
    while match := _BEFORE.match(subject):
        subject = subject[match.end() :]
    return " ".join(subject.split()).casefold()


def likely(tickets: Sequence[Mapping[str, Any]], subject: str, *, in_thread: bool) -> int | None:
    """The ticket of a recipient (`tickets`, newest first) that a mail is about: one of the same subject; else, when
    the mail belongs to no thread, the newest that nobody has answered, or the newest."""
    wanted = bare(subject)
    same = [row["id"] for row in tickets if wanted and bare(row["subject"]) == wanted]
    if same or in_thread:
        return next(iter(same), None)
    waiting = [row["id"] for row in tickets if row["acknowledged_at"] is None]
    return next(iter([*waiting, *(row["id"] for row in tickets)]), None)

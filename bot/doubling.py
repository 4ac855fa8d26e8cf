"""One mail is one message, in whatever dress its copies come. Two mailboxes make two tickets of it only where the admin
says so of these two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.core.messages import DeskAction, Inbound
from bot.db import inbox, twins
from bot.enact import House
from bot.joining import WORDS

COPY = "a copy: the same words of the same sender"
#: A list or a gateway holds a mail up for hours; a program that knows one Message-ID only says the same again later.
LATEST = timedelta(days=1)
#: Copies of one mail to two mailboxes come together; whoever says the same again later means it.
TOGETHER = timedelta(minutes=5)

#: Lists and gateways draw a line above what they write below a mail.
_FOOTER = re.compile(r"\s*[-_=*–—]{2,}\s*\n")
LONGEST_FOOTER = 12  # lines

_OPENED = (WORDS[""], WORDS["follows"])


def own_copy(connection: Connection, house: House, event: Inbound | DeskAction) -> Inbound | None:
    """The copy of a mail as a message of its own, None where it is a copy like any other. A mail that joined a ticket
    is one message however many mailboxes it went to."""
    if not isinstance(event, Inbound) or not house.apart:
        return None
    row = inbox.by_key(connection, event.key)
    if row is None or row["cause"] not in _OPENED:
        return None
    others = {row["channel"], *inbox.channels_of_row(connection, row["id"])}
    if event.channel in others or not any(frozenset((event.channel, other)) in house.apart for other in others):
        return None
    return _of(event, event.channel)


def elsewhere(connection: Connection, house: House, event: Inbound | DeskAction, inbox_id: int) -> list[Inbound]:
    """The copies of a mail that waited, each as a message of its own, once it has opened a ticket: those that came
    meanwhile to mailboxes apart from its own."""
    row = inbox.by_id(connection, inbox_id) if isinstance(event, Inbound) and house.apart else None
    if row is None or row["cause"] not in _OPENED or not isinstance(event, Inbound):
        return []
    others = inbox.channels_of_row(connection, inbox_id) - {event.channel}
    apart = sorted(other for other in others if frozenset((event.channel, other)) in house.apart)
    return [replace(_of(event, other), channel=other, place="") for other in apart]


def twin(connection: Connection, house: House, event: Inbound | DeskAction, now: datetime) -> int | None:
    """The ticket that holds this mail in another dress already: a list or a gateway wrote a line below it or before its
    subject, or gave it another Message-ID on its way to another mailbox. Nothing that only this copy says is lost."""
    if not isinstance(event, Inbound) or event.sender.address.kind != "email" or event.automatic == "bounce":
        return None
    if len(event.full_text) > twins.LONGEST or not _words(event.full_text) or event.in_conversation:
        return None
    sender = event.sender.address
    known = twins.of_id(connection, event.message_id, sender, now - LATEST) if event.message_id else []
    found = [one for one in known if _says_the_same(one, event)]
    if not found and len(house.mailboxes) > 1:
        there = twins.elsewhere(connection, event.channel, sender, now - TOGETHER)
        found = [one for one in there if one["subject"] == event.subject and _whole(one) == _words(event.full_text)]
    able = (one for one in found if len(event.attachments) in (0, one["files"]))
    apart = frozenset((event.channel, *(one["channel"] for one in found))) in house.apart
    return None if apart else next((int(one["ticket_id"]) for one in able), None)


def _says_the_same(row: Mapping[str, Any], event: Inbound) -> bool:
    """Whether the one that is here holds all that the new one says but for a footer: a device may use one Message-ID
    for all that it has to say."""
    here, new = _whole(row), _words(event.full_text)
    if here == new or here.startswith(f"{new}\n"):
        return True
    below = new.removeprefix(f"{here}\n") if here and new.startswith(f"{here}\n") else ""
    return _FOOTER.match(below) is not None and below.count("\n") < LONGEST_FOOTER


def _whole(row: Mapping[str, Any]) -> str:
    return _words(row["full_text"] or row["text"])


def _words(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _of(event: Inbound, channel: str) -> Inbound:
    return replace(event, key=f"{event.key}@{channel}")

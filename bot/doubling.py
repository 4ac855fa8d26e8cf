"""When one mail to two mailboxes is two tickets: only where the admin says so of these two."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.core.messages import DeskAction, Inbound
from bot.db import inbox
from bot.enact import House
from bot.joining import WORDS

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


def _of(event: Inbound, channel: str) -> Inbound:
    return replace(event, key=f"{event.key}@{channel}")

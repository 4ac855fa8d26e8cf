"""When one mail to two mailboxes is two tickets: only where the admin says so of these two."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.core.messages import DeskAction, Inbound
from bot.db import inbox
from bot.enact import House
from bot.joining import WORDS


def own_copy(connection: Connection, house: House, event: Inbound | DeskAction) -> Inbound | None:
    """The copy of a mail as a message of its own, None where it is a copy like any other. A mail that joined a ticket
    is one message however many mailboxes it went to."""
    if not isinstance(event, Inbound) or not house.apart:
        return None
    row = inbox.by_key(connection, event.key)
    if row is None or row["cause"] not in (WORDS[""], WORDS["follows"]):
        return None
    others = {row["channel"], *inbox.channels_of_row(connection, row["id"])}
    if event.channel in others or not any(frozenset((event.channel, other)) in house.apart for other in others):
        return None
    return replace(event, key=f"{event.key}@{event.channel}")

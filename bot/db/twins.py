"""Messages of one sender that may be the same mail in another dress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select

from bot.core.messages import Address
from bot.db.schema import addresses, attachments, inbox, messages, tickets
from bot.db.statements import Statement

MOST = 5  # of one Message-ID
LONGEST = 20_000  # characters: of longer texts only a part may be here, and what differs in the rest

_SHORT = func.length(messages.c.full_text) <= literal_column(str(LONGEST))
_FILES = select(func.count()).where(attachments.c.message_id == messages.c.id).scalar_subquery()
_FOUND = select(
    inbox.c.channel, messages.c.ticket_id, messages.c.subject, messages.c.text, messages.c.full_text,
    _FILES.label("files"),
).select_from(messages.join(inbox, inbox.c.id == messages.c.inbox_id))  # fmt: skip
_OF_ID = Statement(
    _FOUND.where(
        messages.c.message_id == bindparam("message_id"),
        _SHORT,
        messages.c.direction == "in",
        messages.c.at >= bindparam("since"),
        inbox.c.sender == bindparam("sender"),
    )
    .order_by(messages.c.id)
    .limit(MOST)
)
_HIS_LAST = (
    select(func.max(tickets.c.id))
    .join(addresses, addresses.c.customer_id == tickets.c.customer_id)
    .where(addresses.c.kind == bindparam("kind"), addresses.c.value == bindparam("value"))
    .scalar_subquery()
)
_ELSEWHERE = Statement(
    _FOUND.where(
        messages.c.ticket_id == _HIS_LAST,
        _SHORT,
        messages.c.direction == "in",
        messages.c.at >= bindparam("since"),
        messages.c.channel != bindparam("channel"),
        inbox.c.sender == bindparam("sender"),
    )
    .order_by(messages.c.id.desc())
    .limit(MOST)
)


def of_id(connection: Connection, message_id: str, sender: Address, since: datetime) -> list[Mapping[str, Any]]:
    """What this sender wrote under this Message-ID since then, the first one first."""
    values = {"message_id": message_id, "sender": str(sender), "since": since}
    return list(_OF_ID.rows(connection, values))


def elsewhere(connection: Connection, channel: str, sender: Address, since: datetime) -> list[Mapping[str, Any]]:
    """What this sender wrote to another mailbox since then, on his newest ticket, the newest first."""
    values = {"channel": channel, "sender": str(sender), "kind": sender.kind, "value": sender.value, "since": since}
    return list(_ELSEWHERE.rows(connection, values))

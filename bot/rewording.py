"""What stood in a message before its writer changed it."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from bot.core.messages import Inbound
from bot.core.tickets import Ticket
from bot.db.schema import inbox, messages
from bot.flows.facts import CHANGED


def before(connection: Connection, inbound: Inbound, ticket: Ticket | None) -> str:
    """Its last wording in the ticket's record; empty when he changes nothing there."""
    if not inbound.changes or ticket is None:
        return ""
    named = or_(inbox.c.key == inbound.changes, inbox.c.message_id == inbound.changes)
    statement = (
        select(messages.c.text)
        .join(inbox, inbox.c.id == messages.c.inbox_id)
        .where(messages.c.ticket_id == ticket.id, inbox.c.channel == inbound.channel, named)
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    found = connection.execute(statement).scalar()
    return str(found or "").removeprefix(CHANGED)

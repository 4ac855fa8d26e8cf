"""The tables. SQL only, no rules. Changing one means a new migration beside it (see migrations/)."""

from bot.db.schema.desk import (
    addresses,
    attachments,
    conversations,
    customers,
    history,
    messages,
    organisations,
    solutions,
    tickets,
)
from bot.db.schema.due import outbox, timers
from bot.db.schema.knowledge import articles, offers
from bot.db.schema.ledger import arrivals, blobs, cursors, inbox, installation
from bot.db.schema.naming import metadata

__all__ = [
    "addresses",
    "arrivals",
    "articles",
    "attachments",
    "blobs",
    "conversations",
    "cursors",
    "customers",
    "history",
    "inbox",
    "installation",
    "messages",
    "metadata",
    "offers",
    "organisations",
    "outbox",
    "solutions",
    "tickets",
    "timers",
]

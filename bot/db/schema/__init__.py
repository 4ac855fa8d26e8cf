"""The tables. SQL only, no rules. Changing one means a new migration beside it (see migrations/)."""

from bot.db.schema.desk import (
    addresses,
    attachments,
    conversations,
    customers,
    history,
    messages,
    organisations,
    participants,
    solutions,
    tickets,
)
from bot.db.schema.due import outbox, timers
from bot.db.schema.knowledge import articles, offers
from bot.db.schema.ledger import arrivals, blobs, cursors, inbox, installation, senders
from bot.db.schema.linking import agreements, codes, links
from bot.db.schema.naming import metadata

__all__ = [
    "addresses",
    "agreements",
    "arrivals",
    "articles",
    "attachments",
    "blobs",
    "codes",
    "conversations",
    "cursors",
    "customers",
    "history",
    "inbox",
    "installation",
    "links",
    "messages",
    "metadata",
    "offers",
    "organisations",
    "outbox",
    "participants",
    "senders",
    "solutions",
    "tickets",
    "timers",
]

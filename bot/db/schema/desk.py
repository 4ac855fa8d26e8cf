"""Customers, tickets and all that belongs to them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.columns import Utc, refers, row_id
from bot.db.schema.naming import metadata

organisations = Table(
    "organisations",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("folded", String(400), nullable=False, unique=True),
)

customers = Table(
    "customers",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, server_default=""),
    Column("phone", String(60), nullable=False, server_default=""),
    Column("language", String(10), nullable=False, server_default=""),
    refers("organisation_id", "organisations.id"),
    Column("created_at", Utc, nullable=False),
)

#: Ways to a customer. `agreed`: he wrote from it or agreed to be reached there. `dead_since`: a delivery was refused.
addresses = Table(
    "addresses",
    metadata,
    row_id(),
    Column("kind", String(20), nullable=False),
    Column("value", String(400), nullable=False),
    refers("customer_id", "customers.id", nullable=False, index=True),
    Column("channel", String(100), nullable=False, server_default=""),  # the instance he last used it with
    Column("thread", Text, nullable=False, server_default=""),  # where he last wrote from
    Column("verified", Boolean, nullable=False, server_default=text("false")),
    Column("agreed", Boolean, nullable=False, server_default=text("false")),
    Column("dead_since", Utc),
    Column("evidence", Text, nullable=False, server_default=""),
    UniqueConstraint("kind", "value"),
)

tickets = Table(
    "tickets",
    metadata,
    row_id(),
    Column("reference", String(40), unique=True),
    Column("subject", Text, nullable=False),
    Column("kind", String(20), nullable=False, server_default="incident"),
    Column("status", String(20), nullable=False, index=True),
    Column("priority_stated", String(2), nullable=False, server_default=""),
    Column("priority_agreed", String(2), nullable=False, server_default=""),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("tier", String(20), nullable=False, server_default="on_site"),
    Column("assignee_id", String(100), nullable=False, server_default=""),
    Column("assignee", Text, nullable=False, server_default=""),
    refers("customer_id", "customers.id", nullable=False, index=True),
    Column("channel", String(100), nullable=False),
    Column("thread", Text, nullable=False, server_default=""),
    refers("address_id", "addresses.id", nullable=False),
    Column("language", String(10), nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("organisation", Text, nullable=False, server_default=""),
    Column("phone", String(60), nullable=False, server_default=""),
    Column("product", Text, nullable=False, server_default=""),
    Column("site", Text, nullable=False, server_default=""),
    Column("intake", JSON, nullable=False),
    Column("excerpt", Text, nullable=False, server_default=""),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("call_task", Text, nullable=False, server_default=""),
    Column("solution_version", Integer, nullable=False, server_default="0"),
    Column("offered", BigInteger, nullable=False, server_default="0"),  # the article he was shown, 0: none
    Column("opened_at", Utc, nullable=False),
    Column("acknowledged_at", Utc),
    Column("solved_at", Utc),
    Column("delivered_at", Utc),
    Column("reached_at", Utc),
    Column("reached_by", String(100), nullable=False, server_default=""),
    Column("confirmed_at", Utc),
    Column("closed_at", Utc),
    Column("card_key", String(200), nullable=False, server_default="", index=True),
    refers("follows_id", "tickets.id", index=True),  # the ticket, closed long before, that its first mail answers
    Column("complaint", String(20), nullable=False, server_default=""),  # proposed | confirmed | refuted | empty
    Column("complaint_by", Text, nullable=False, server_default=""),
    Column("complaint_by_id", String(100), nullable=False, server_default=""),
    Index(
        "ix_tickets_complaint",
        "complaint",
        sqlite_where=text("complaint <> ''"),
        postgresql_where=text("complaint <> ''"),
    ),
)

#: Who else takes part in a ticket by mail. came: cc (the requester wrote to him too) | wrote (he joined by
#: himself) | gone (as cc, and mail to him comes back).
participants = Table(
    "participants",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("address", String(400), nullable=False),
    Column("came", String(10), nullable=False),
    Column("since", Utc, nullable=False),
    UniqueConstraint("ticket_id", "address"),
)

#: Which ticket a thread of a channel speaks about now.
conversations = Table(
    "conversations",
    metadata,
    row_id(),
    Column("channel", String(100), nullable=False),
    Column("thread", String(400), nullable=False),
    refers("ticket_id", "tickets.id"),
    Column("language", String(10), nullable=False, server_default=""),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("channel", "thread"),
)

messages = Table(
    "messages",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False, index=True),
    Column("direction", String(10), nullable=False),  # in | out | internal
    Column("author", Text, nullable=False, server_default=""),
    Column("channel", String(100), nullable=False, server_default=""),
    Column("subject", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("full_text", Text, nullable=False, server_default=""),
    Column("message_id", String(998), nullable=False, server_default="", index=True),
    refers("address_id", "addresses.id"),
    refers("inbox_id", "inbox.id"),
    refers("outbox_id", "outbox.id"),
    Column("album", String(60), nullable=False, server_default=""),
    Column("at", Utc, nullable=False),
)

#: state: stored (blob holds it) | waiting (reference, to be fetched) | lost (cause says why).
attachments = Table(
    "attachments",
    metadata,
    row_id(),
    refers("message_id", "messages.id", nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("blob", String(64)),
    Column("state", String(20), nullable=False),
    Column("channel", String(100), nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("cause", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Utc),
    Index(
        "ix_attachments_waiting",
        "channel",
        "next_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

solutions = Table(
    "solutions",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("ticket_id", "version"),
)

#: Append-only. Each row carries the hash of the one before it; holds references, never personal text.
history = Table(
    "history",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("through", String(100), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("data", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("ticket_id", "seq"),
)

"""What is due: deliveries and timers."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
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

#: What is to be delivered. state: pending | sending | sent | undeliverable | unclear | cancelled.
#: "unclear": it may or may not have arrived, twice; a person decides. `lane`: rows of one lane go in order.
outbox = Table(
    "outbox",
    metadata,
    row_id(),
    Column("key", String(64), nullable=False, unique=True),
    Column("channel", String(100), nullable=False),
    Column("lane", String(500), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("priority", Integer, nullable=False, server_default="5"),
    refers("ticket_id", "tickets.id", index=True),
    refers("inbox_id", "inbox.id"),
    refers("address_id", "addresses.id"),
    Column("solution_version", Integer, nullable=False, server_default="0"),
    Column("purpose", String(60), nullable=False, server_default=""),
    Column("thread", Text, nullable=False, server_default=""),
    Column("language", String(10), nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("files", JSON, nullable=False),  # attachment ids
    Column("message_id", String(400), nullable=False, server_default=""),
    Column("refs", JSON, nullable=False),
    Column("cc", JSON),  # mail addresses that get a copy
    Column("automatic", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unclear", Integer, nullable=False, server_default="0"),  # attempts that ended without an answer
    Column("next_at", Utc, nullable=False),
    Column("provider_id", String(400), nullable=False, server_default=""),
    Column("cause", Text, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Index(
        "ix_outbox_live",
        "channel",
        "state",
        "priority",
        "id",
        sqlite_where=text("state IN ('pending', 'sending')"),
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
    Index("ix_outbox_address", "address_id", "created_at"),
    Index(
        "ix_outbox_ended_badly",
        "channel",
        "state",
        sqlite_where=text("state IN ('undeliverable', 'unclear')"),
        postgresql_where=text("state IN ('undeliverable', 'unclear')"),
    ),
    Index(
        "ix_outbox_lane",
        "lane",
        "id",
        sqlite_where=text("state IN ('pending', 'sending')"),
        postgresql_where=text("state IN ('pending', 'sending')"),
    ),
)

timers = Table(
    "timers",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("kind", String(40), nullable=False),
    Column("due", Utc, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    UniqueConstraint("ticket_id", "kind"),
)

"""What came in and what the listeners know: the ledger, contents, places, facts of the installation."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.db.columns import Utc, refers, row_id
from bot.db.schema.naming import metadata

#: Everything a provider handed over, once (`key`). state: handled | shelved (failed) | held (not proven) |
#: spam. `card_key` is where its card stands.
inbox = Table(
    "inbox",
    metadata,
    row_id(),
    Column("key", String(255), nullable=False, unique=True),
    Column("channel", String(100), nullable=False),
    Column("state", String(20), nullable=False),
    Column("cause", Text, nullable=False, server_default=""),
    Column("kind", String(40), nullable=False),
    Column("answer", JSON),
    Column("event", JSON),  # how a shelved event is tried again
    Column("raw", String(64)),  # blob
    Column("sender", String(400), nullable=False, server_default=""),
    Column("message_id", String(998), nullable=False, server_default=""),
    Column("card_key", String(200), nullable=False, server_default=""),
    Column("excerpt", Text, nullable=False, server_default=""),
    refers("ticket_id", "tickets.id", index=True),
    Column("received_at", Utc, nullable=False),
    Index(
        "ix_inbox_held",
        "state",
        sqlite_where=text("state IN ('held', 'spam')"),
        postgresql_where=text("state IN ('held', 'spam')"),
    ),
    Index(
        "ix_inbox_message_id",
        "message_id",
        sqlite_where=text("message_id <> ''"),
        postgresql_where=text("message_id <> ''"),
    ),
    Index(
        "ix_inbox_shelved",
        "state",
        sqlite_where=text("state = 'shelved'"),
        postgresql_where=text("state = 'shelved'"),
    ),
)

#: Where a provider that can be asked again keeps each copy of a message ("UIDVALIDITY:UID" of a mailbox).
arrivals = Table(
    "arrivals",
    metadata,
    row_id(),
    Column("channel", String(100), nullable=False),
    Column("place", String(60), nullable=False),
    refers("inbox_id", "inbox.id", nullable=False, index=True),
    Column("at", Utc, nullable=False),
    UniqueConstraint("channel", "place"),
)

#: Mail addresses and domains that engineers have judged. rule: blocked | allowed. `by`: who did, as in the history.
senders = Table(
    "senders",
    metadata,
    row_id(),
    Column("value", String(400), nullable=False, unique=True),
    Column("rule", String(10), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", Utc, nullable=False),
)

#: Content by its SHA-256: up to 256 kB in the row, larger as a file.
blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("value", JSON, nullable=False),
)

#: Facts of this installation: the signing key.
installation = Table(
    "installation",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)

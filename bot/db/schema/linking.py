"""Which ways belong to the same person, by what proof, and the codes that prove it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from bot.db.columns import Utc, refers, row_id
from bot.db.schema.naming import metadata

#: An address was joined to another customer. `evidence` says by what, `code` is the link he followed (used once),
#: `tickets` are those that came along and go back when it is undone.
links = Table(
    "links",
    metadata,
    row_id(),
    refers("address_id", "addresses.id", nullable=False, index=True),
    refers("from_customer_id", "customers.id", nullable=False),
    refers("to_customer_id", "customers.id", nullable=False),
    Column("evidence", Text, nullable=False),
    Column("code", String(80), unique=True),
    Column("tickets", JSON, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("undone_at", Utc),
)

#: Codes sent to an address, asked for from another one: whoever reads both is the same person. Only their mark is kept.
codes = Table(
    "codes",
    metadata,
    row_id(),
    refers("asker_id", "addresses.id", nullable=False, index=True),
    refers("address_id", "addresses.id", nullable=False),
    Column("mark", String(64), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc),
)

#: Where a customer may be reached besides the way he wrote by: a phone number or a mail address, as he gave it. It is
#: his word and proves nothing. answer: asked | agreed | declined; `evidence` says by which channel and message.
agreements = Table(
    "agreements",
    metadata,
    row_id(),
    refers("customer_id", "customers.id", nullable=False),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("way", String(320), nullable=False),
    Column("answer", String(20), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_agreements_customer_id_way", "customer_id", "way", unique=True),
)

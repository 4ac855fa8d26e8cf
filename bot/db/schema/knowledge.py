"""What was found out before: articles, and what customers made of those that were shown to them."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from bot.db.columns import Utc, refers, row_id
from bot.db.schema.naming import metadata

#: A problem and what solved it, one a ticket. state: draft | engineers (released for them) | customers (released for
#: all) | doubted (was for all until its ticket was opened again). `released_by` and `released_at` tell the last
#: release, also of an article that was taken back.
articles = Table(
    "articles",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    Column("problem", Text, nullable=False),
    Column("solution", Text, nullable=False),
    Column("product", Text, nullable=False, server_default=""),
    Column("language", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("released_by", Text, nullable=False, server_default=""),
    Column("released_at", Utc),
    Column("created_at", Utc, nullable=False),
    Index("ix_articles_ticket_id", "ticket_id", unique=True),
    Index("ix_articles_state_language", "state", "language"),
)

#: An article that a customer was shown when he asked, with the words he saw. answer: helped | declined | empty.
offers = Table(
    "offers",
    metadata,
    row_id(),
    refers("ticket_id", "tickets.id", nullable=False),
    refers("article_id", "articles.id", nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("answer", String(20), nullable=False, server_default=""),
    Index("ix_offers_ticket_id", "ticket_id", unique=True),
)

#: The terms of each article, in the database's own kind of full-text index: on SQLite a virtual table of FTS5, with
#: tables of its own behind it; on PostgreSQL a tsvector with a GIN index. Made by migration 0005, not described here.
INDEX = "article_terms"

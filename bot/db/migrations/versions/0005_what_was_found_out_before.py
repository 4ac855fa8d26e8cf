"""What was found out before: articles, their terms, and what customers made of them"""

import sqlalchemy as sa
from alembic import op

from bot.db.columns import Utc, refers, row_id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        row_id(),
        refers("ticket_id", "tickets.id", nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False, server_default=""),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("released_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("released_at", Utc),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_index("ix_articles_ticket_id", "articles", ["ticket_id"], unique=True)
    op.create_index("ix_articles_state_language", "articles", ["state", "language"])
    op.create_table(
        "offers",
        row_id(),
        refers("ticket_id", "tickets.id", nullable=False),
        refers("article_id", "articles.id", nullable=False, index=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("answer", sa.String(20), nullable=False, server_default=""),
    )
    op.create_index("ix_offers_ticket_id", "offers", ["ticket_id"], unique=True)
    op.add_column("tickets", sa.Column("offered", sa.BigInteger(), nullable=False, server_default="0"))
    _make_index()


def _make_index() -> None:
    """Terms come ready-made (bot.core.terms): nothing of them is to be folded away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_terms USING fts5(problem, solution, tokenize='unicode61 remove_diacritics 0')"
        )
        return
    op.execute(
        "CREATE TABLE article_terms (article_id BIGINT PRIMARY KEY REFERENCES articles (id), terms TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_article_terms ON article_terms USING gin (terms) WITH (fastupdate = off)")

"""Where else a customer may be reached, and how he said so"""

import sqlalchemy as sa
from alembic import op

from bot.db.columns import Utc, refers, row_id

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        row_id(),
        refers("customer_id", "customers.id", nullable=False),
        refers("ticket_id", "tickets.id", nullable=False),
        sa.Column("way", sa.String(320), nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_agreements_customer_id_way", "agreements", ["customer_id", "way"], unique=True)

"""Ways of one person: links with their proof, and codes; albums"""

import sqlalchemy as sa
from alembic import op

from bot.db.columns import Utc, refers, row_id

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("album", sa.String(60), nullable=False, server_default=""))
    op.create_table(
        "links",
        row_id(),
        refers("address_id", "addresses.id", nullable=False, index=True),
        refers("from_customer_id", "customers.id", nullable=False),
        refers("to_customer_id", "customers.id", nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("code", sa.String(80), unique=True),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("made_at", Utc, nullable=False),
        sa.Column("undone_at", Utc),
    )
    op.create_table(
        "codes",
        row_id(),
        refers("asker_id", "addresses.id", nullable=False, index=True),
        refers("address_id", "addresses.id", nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("made_at", Utc, nullable=False),
        sa.Column("used_at", Utc),
    )

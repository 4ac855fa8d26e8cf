"""Whom engineers let through or keep out, who takes part in a ticket, and which ticket follows which"""

import sqlalchemy as sa
from alembic import op

from bot.db.columns import Utc, refers, row_id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "senders",
        row_id(),
        sa.Column("value", sa.String(400), nullable=False, unique=True),
        sa.Column("rule", sa.String(10), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_table(
        "participants",
        row_id(),
        refers("ticket_id", "tickets.id", nullable=False),
        sa.Column("address", sa.String(400), nullable=False),
        sa.Column("came", sa.String(10), nullable=False),
        sa.Column("since", Utc, nullable=False),
        sa.UniqueConstraint("ticket_id", "address"),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("cc", sa.JSON))
    # Written out: for a reference alembic would make the table anew, which SQLite refuses where rows refer to it.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    refers_to = "CONSTRAINT fk_tickets_follows_id REFERENCES tickets (id)"
    op.execute(f"ALTER TABLE tickets ADD COLUMN follows_id {kind} {refers_to}")
    op.create_index("ix_tickets_follows_id", "tickets", ["follows_id"])

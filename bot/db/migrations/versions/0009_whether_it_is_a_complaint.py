"""Whether a ticket is a complaint, and who said so"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SAID = sa.text("complaint <> ''")


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("complaint", sa.String(20), nullable=False, server_default=""))
        tickets.add_column(sa.Column("complaint_by", sa.Text(), nullable=False, server_default=""))
        tickets.add_column(sa.Column("complaint_by_id", sa.String(100), nullable=False, server_default=""))
    op.create_index("ix_tickets_complaint", "tickets", ["complaint"], sqlite_where=SAID, postgresql_where=SAID)

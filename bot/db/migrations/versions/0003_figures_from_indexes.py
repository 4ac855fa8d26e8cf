"""Tickets by status and deliveries that ended badly are counted in an index"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ENDED = sa.text("state IN ('undeliverable', 'unclear')")


def upgrade() -> None:
    op.create_index("ix_tickets_status", "tickets", ["status"])
    op.create_index("ix_outbox_ended_badly", "outbox", ["channel", "state"], sqlite_where=ENDED, postgresql_where=ENDED)

"""The outbox in the order it is claimed in; what went to an address lately"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    op.drop_index("ix_outbox_live", "outbox")
    columns = ["channel", "state", "priority", "id"]
    op.create_index("ix_outbox_live", "outbox", columns, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_outbox_address", "outbox", ["address_id", "created_at"])

"""The ledger knows each copy of a mail, and finds mails by Message-ID"""

import sqlalchemy as sa
from alembic import op

from bot.db.columns import Utc, refers, row_id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

HELD = sa.text("state IN ('held', 'spam')")
NAMED = sa.text("message_id <> ''")


def upgrade() -> None:
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("message_id", sa.String(998), nullable=False, server_default=""))
        inbox.add_column(sa.Column("card_key", sa.String(200), nullable=False, server_default=""))
    op.create_index("ix_inbox_held", "inbox", ["state"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_index("ix_inbox_message_id", "inbox", ["message_id"], sqlite_where=NAMED, postgresql_where=NAMED)
    op.create_table(
        "arrivals",
        row_id(),
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        refers("inbox_id", "inbox.id", nullable=False, index=True),
        sa.Column("at", Utc, nullable=False),
        sa.UniqueConstraint("channel", "place"),
    )

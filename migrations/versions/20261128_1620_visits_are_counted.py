"""Trips, punctuality and how the items hang together are counted: every sealed day is settled once more.

Settling again counts a day's answers into the new tallies and leaves its seal as it is. What is already released
stays as it was. And sums over one split find their blocks without looking at the others'.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1620"
down_revision = "20261128_1615"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_releases_split_last_day", "releases", ["split", "last_day", "unit_id"])
    op.execute(
        sa.text(
            "INSERT INTO due_days (day) SELECT DISTINCT day FROM seal_entries "
            "WHERE NOT EXISTS (SELECT 1 FROM due_days AS marked WHERE marked.day = seal_entries.day)"
        )
    )


def downgrade() -> None:
    op.drop_index("ix_releases_split_last_day", table_name="releases")

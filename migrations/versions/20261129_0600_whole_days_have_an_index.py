"""How many answers wait is counted in an index of its own: one row a day and office where the tallies have thirty."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_0600"
down_revision = "20261129_0020"
branch_labels = None
depends_on = None

NO = {"sqlite": "0", "postgresql": "false"}  # as SQLAlchemy says it: SQLite compares the words


def upgrade() -> None:
    where = {f"{kind}_where": sa.text(f"split = '' AND held IS {no}") for kind, no in NO.items()}
    op.create_index("whole_days", "tallies", ["office_id", "day", "n"], **where)


def downgrade() -> None:
    op.drop_index("whole_days", "tallies")

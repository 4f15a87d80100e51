"""What waits for a hand is counted in an index of its own: three years of a province hold 230,000 comments."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_0020"
down_revision = "20261128_2005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    few = sa.text("handled_at IS NULL")
    columns = ["unit_id", "last_day", "handled_at"]
    op.create_index("unhandled_comments", "released_comments", columns, sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index("unhandled_comments", "released_comments")

"""A kiosk's held answer may come weeks after its day: the night that first met it is noted."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1650"
down_revision = "20261127_1640"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hold_starts",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_hold_starts")),
    )


def downgrade() -> None:
    op.drop_table("hold_starts")

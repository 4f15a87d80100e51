"""A unit writes down what it does to be better, until when, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1615"
down_revision = "20261127_1650"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("factor", sa.String(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_measures_says_something")),
        sa.CheckConstraint("factor IN ('A', 'B', 'C', 'D', 'E')", name=op.f("ck_measures_factor")),
        sa.CheckConstraint("last_day > first_day", name=op.f("ck_measures_ends_after_it_starts")),
        sa.CheckConstraint("(done_on IS NULL) = (outcome IS NULL)", name=op.f("ck_measures_done_with_an_outcome")),
        sa.CheckConstraint("carried_from <> id", name=op.f("ck_measures_carried_from_another")),
        sa.ForeignKeyConstraint(
            ["carried_from"], ["measures.id"], name=op.f("fk_measures_carried_from_measures")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_measures_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index("carried_on_once", "measures", ["carried_from"], unique=True)
    op.create_index("ix_measures_unit_last_day", "measures", ["unit_id", "last_day"])


def downgrade() -> None:
    op.drop_table("measures")

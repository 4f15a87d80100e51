"""A citizen may ask for a reply: a message of its own, without anything of the answer."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1640"
down_revision = "20261127_1620"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_cases_state")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_cases_says_something")),
        sa.CheckConstraint("(state = 'open') = (reply IS NULL)", name=op.f("ck_cases_open_until_replied")),
        sa.CheckConstraint("(state = 'open') = (answered_on IS NULL)", name=op.f("ck_cases_answered_on_a_day")),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_cases_closed_on_a_day")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_cases_office_id_offices")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cases_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cases_unit_day", "cases", ["unit_id", "day"])


def downgrade() -> None:
    op.drop_table("cases")

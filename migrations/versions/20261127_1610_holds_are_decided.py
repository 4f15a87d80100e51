"""Held answers are decided by people, exclusions by two; floods are kept to be shown."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261127_1610"
down_revision = "20261127_1605"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hold_decisions",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", khaosat.db.Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", khaosat.db.Moment(), nullable=True),
        sa.Column("carried_out_at", khaosat.db.Moment(), nullable=True),
        sa.CheckConstraint("choice IN ('keep', 'exclude')", name=op.f("ck_hold_decisions_choice")),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_hold_decisions_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "choice = 'exclude' OR confirmed_by IS NULL", name=op.f("ck_hold_decisions_only_exclusions_are_confirmed")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name=op.f("ck_hold_decisions_two_people_exclude")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hold_decisions_reason")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_hold_decisions_decided_by_accounts")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["accounts.id"], name=op.f("fk_hold_decisions_confirmed_by_accounts")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_hold_decisions")),
    )
    op.create_table(
        "floods",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.CheckConstraint("slot BETWEEN 0 AND 95", name=op.f("ck_floods_slot")),
        sa.CheckConstraint("answers > 0 AND usual > 0", name=op.f("ck_floods_counts")),
        sa.CheckConstraint("chance BETWEEN 0 AND 1", name=op.f("ck_floods_chance")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_floods_office_id_offices")),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_floods")),
    )
    few = sa.text("state <> 'counted'")
    op.create_index("uncounted_responses", "responses", ["state", "day"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index("uncounted_responses", "responses")
    op.drop_table("floods")
    op.drop_table("hold_decisions")

"""Complaints about officers are registered and verified by two people."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261128_2005"
down_revision = "20261128_2000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officer_complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", khaosat.db.Moment(), nullable=False),
        sa.Column("founded", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", khaosat.db.Moment(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", khaosat.db.Moment(), nullable=True),
        sa.CheckConstraint(
            "about IN ('harassment', 'money', 'papers', 'attitude', 'delay', 'other')",
            name=op.f("ck_officer_complaints_about"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_officer_complaints_reason")),
        sa.CheckConstraint(
            "source IN ('case', 'letter', 'hotline', 'inspection', 'other')", name=op.f("ck_officer_complaints_source")
        ),
        sa.CheckConstraint("summary <> ''", name=op.f("ck_officer_complaints_says_something")),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_officer_complaints_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "(founded IS NULL) = (decided_by IS NULL) AND (founded IS NULL) = (decided_at IS NULL) "
            "AND (founded IS NULL) = (reason IS NULL)",
            name=op.f("ck_officer_complaints_decided_by_somebody_for_a_reason"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name=op.f("ck_officer_complaints_two_people_verify")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR founded IS NOT NULL", name=op.f("ck_officer_complaints_a_verdict_is_confirmed")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["accounts.id"], name=op.f("fk_officer_complaints_confirmed_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_officer_complaints_decided_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["accounts.id"], name=op.f("fk_officer_complaints_entered_by_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_officer_complaints_officer_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_complaints")),
    )
    op.create_index("ix_officer_complaints_officer_id_day", "officer_complaints", ["officer_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("officer_complaints")

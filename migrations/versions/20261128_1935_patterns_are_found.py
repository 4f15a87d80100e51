"""Detectors look at every closed week; what they find is decided by people."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261128_1935"
down_revision = "20261128_1920"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", khaosat.db.Moment(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("family", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.Column("ran", sa.JSON(), nullable=False),
        sa.Column("false_alarm", sa.Double(), nullable=False),
        sa.CheckConstraint("false_alarm BETWEEN 0 AND 1", name=op.f("ck_looks_false_alarm")),
        sa.CheckConstraint("family >= 0 AND answers >= 0 AND dossiers >= 0", name=op.f("ck_looks_counts")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_looks_ends_after_it_starts")),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_looks")),
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("tests", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.Double(), nullable=False),
        sa.Column("expected_false", sa.Double(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=False),
        sa.Column("effect", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", khaosat.db.Moment(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", khaosat.db.Moment(), nullable=True),
        sa.Column("carried_out_at", khaosat.db.Moment(), nullable=True),
        sa.CheckConstraint("choice <> 'exclude' OR answers > 0", name=op.f("ck_findings_only_answers_are_excluded")),
        sa.CheckConstraint("choice IN ('keep', 'exclude')", name=op.f("ck_findings_choice")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR choice = 'exclude'", name=op.f("ck_findings_only_exclusions_are_confirmed")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_findings_reason")),
        sa.CheckConstraint(
            "(choice IS NULL) = (decided_by IS NULL) AND (choice IS NULL) = (decided_at IS NULL) "
            "AND (choice IS NULL) = (reason IS NULL)",
            name=op.f("ck_findings_decided_by_somebody_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_findings_confirmed_by_somebody")
        ),
        sa.CheckConstraint("answers >= 0", name=op.f("ck_findings_counts")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name=op.f("ck_findings_two_people_exclude")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_findings_ends_after_it_starts")),
        sa.CheckConstraint(
            "verdict BETWEEN 0 AND 1 AND expected_false BETWEEN 0 AND 1", name=op.f("ck_findings_chances")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_findings_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_findings_decided_by_accounts")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_findings_office_id_offices")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_findings_officer_id_officers")),
        sa.ForeignKeyConstraint(["week"], ["looks.week"], name=op.f("fk_findings_week_looks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_officer_id", "findings", ["officer_id"], unique=False)
    op.create_index("ix_findings_week", "findings", ["week"], unique=False)
    op.create_table(
        "finding_answers",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_finding_answers_finding_id_findings")),
        sa.PrimaryKeyConstraint("finding_id", "answer_id", name=op.f("pk_finding_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_finding_answers_answer_id", "finding_answers", ["answer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("finding_answers")
    op.drop_table("findings")
    op.drop_table("looks")

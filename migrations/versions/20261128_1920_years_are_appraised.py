"""A year is appraised: its ruleset, a file for each officer, every step of it, and what was signed."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1920"
down_revision = "20261128_1910"
branch_labels = None
depends_on = None

APPEND_ONLY = ("appraisal_steps", "appraisal_snapshots")
STATES = (
    "drafted", "returned", "proposed", "verified", "decided_pending_second", "decided", "told", "appealed",
    "appeal_decided", "final",
)  # fmt: skip  # as the model had them that day


def upgrade() -> None:
    _years()
    _files()
    _steps()
    _snapshots()
    for table in APPEND_ONLY:
        _never_changed(table)


def downgrade() -> None:
    for table in ("appraisal_snapshots", "appraisal_steps", "appraisals", "appraisal_years"):
        op.drop_table(table)


def _years() -> None:
    op.create_table(
        "appraisal_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ruleset_key", sa.String(), nullable=False),
        sa.Column("ruleset_version", sa.String(), nullable=False),
        sa.Column("ruleset_digest", sa.LargeBinary(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("leagues", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'signed')", name=op.f("ck_appraisal_years_state")),
        sa.CheckConstraint("last_day > first_day", name=op.f("ck_appraisal_years_ends_after_it_starts")),
        sa.CheckConstraint(
            "(state = 'signed') = (signed_at IS NOT NULL)", name=op.f("ck_appraisal_years_signed_with_its_moment")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts.id"], name=op.f("fk_appraisal_years_opened_by_accounts")),
        sa.ForeignKeyConstraint(["signed_by"], ["accounts.id"], name=op.f("fk_appraisal_years_signed_by_accounts")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_appraisal_years")),
    )


def _files() -> None:
    op.create_table(
        "appraisals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("duty_group", sa.String(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("suggestion", sa.JSON(), nullable=True),
        sa.Column("suggested_class", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("appealed", sa.Boolean(), nullable=False),
        sa.Column("proposed_class", sa.String(), nullable=True),
        sa.Column("decided_class", sa.String(), nullable=True),
        sa.Column("final_class", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_appraisals_state")),
        sa.CheckConstraint(
            "(suggestion IS NOT NULL) OR (suggested_class IS NULL)",
            name=op.f("ck_appraisals_suggested_by_a_suggestion"),
        ),
        sa.ForeignKeyConstraint(["year"], ["appraisal_years.year"], name=op.f("fk_appraisals_year_appraisal_years")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_appraisals_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_appraisals_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("year", "officer_id", name=op.f("uq_appraisals_year_officer_id")),
    )
    op.create_index("ix_appraisals_officer_id", "appraisals", ["officer_id"])
    op.create_index("ix_appraisals_year_unit_id", "appraisals", ["year", "unit_id"])


def _steps() -> None:
    op.create_table(
        "appraisal_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("state_before", sa.String(), nullable=True),
        sa.Column("state_after", sa.String(), nullable=False),
        sa.Column("quality_class", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appraisal_id"], ["appraisals.id"], name=op.f("fk_appraisal_steps_appraisal_id_appraisals")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_appraisal_steps_made_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_steps")),
    )
    op.create_index("ix_appraisal_steps_appraisal_id", "appraisal_steps", ["appraisal_id"])


def _snapshots() -> None:
    op.create_table(
        "appraisal_snapshots",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("code_version", sa.String(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "version = 1 OR reason <> ''", name=op.f("ck_appraisal_snapshots_corrected_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["appraisal_years.year"], name=op.f("fk_appraisal_snapshots_year_appraisal_years")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_appraisal_snapshots_made_by_accounts")),
        sa.PrimaryKeyConstraint("year", "version", name=op.f("pk_appraisal_snapshots")),
    )


def _never_changed(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
        )

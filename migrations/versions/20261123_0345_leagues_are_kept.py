"""Leagues of officers are computed by a job and kept as they were."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261123_0345"
down_revision = "20261123_0330"
branch_labels = None
depends_on = None

STATES = ("proposed", "undecided", "not_proposed", "below", "too_few")


def upgrade() -> None:
    op.create_table(
        "leagues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", khaosat.db.Moment(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("duty_group", sa.String(), nullable=False),
        sa.Column("officers", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_leagues_ends_after_it_starts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leagues")),
    )
    op.create_index("ix_leagues_duty_group_last_day", "leagues", ["duty_group", "last_day"])
    op.create_table(
        "league_lines",
        sa.Column("league_id", sa.Integer(), nullable=False),
        sa.Column("adjusted", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("posterior_mean", sa.Double(), nullable=False),
        sa.Column("posterior_sd", sa.Double(), nullable=False),
        sa.Column("p_top", sa.Double(), nullable=False),
        sa.Column("rank_low", sa.Integer(), nullable=False),
        sa.Column("rank_high", sa.Integer(), nullable=False),
        sa.Column("working", sa.JSON(), nullable=False),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_league_lines_state")),
        sa.CheckConstraint("evidence IN ('verified', 'unverified')", name=op.f("ck_league_lines_evidence")),
        sa.CheckConstraint(
            "state <> 'proposed' OR evidence = 'verified'",
            name=op.f("ck_league_lines_proposed_on_verified_evidence_alone"),
        ),
        sa.CheckConstraint("rank_low BETWEEN 1 AND rank_high", name=op.f("ck_league_lines_ranks")),
        sa.ForeignKeyConstraint(["league_id"], ["leagues.id"], name=op.f("fk_league_lines_league_id_leagues")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_league_lines_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_league_lines_unit_id_units")),
        sa.PrimaryKeyConstraint("league_id", "adjusted", "officer_id", name=op.f("pk_league_lines")),
    )
    op.create_index("ix_league_lines_officer", "league_lines", ["officer_id"])


def downgrade() -> None:
    op.drop_table("league_lines")
    op.drop_table("leagues")

"""How often a placard is scanned and answered, so that a silent one is noticed."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1650"
down_revision = "20261128_1630"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placard_days",
        sa.Column("placard_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("answers > 0", name=op.f("ck_placard_days_some")),
        sa.ForeignKeyConstraint(["placard_id"], ["placards.id"], name=op.f("fk_placard_days_placard_id_placards")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_placard_days_unit_id_units")),
        sa.PrimaryKeyConstraint("placard_id", "day", name=op.f("pk_placard_days")),
    )
    op.create_index("ix_placard_days_day", "placard_days", ["day"])
    op.create_table(
        "placard_scans",
        sa.Column("placard_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_placard_scans_hour")),
        sa.CheckConstraint("scans > 0", name=op.f("ck_placard_scans_some")),
        sa.ForeignKeyConstraint(["placard_id"], ["placards.id"], name=op.f("fk_placard_scans_placard_id_placards")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_placard_scans_unit_id_units")),
        sa.PrimaryKeyConstraint("placard_id", "day", "hour", name=op.f("pk_placard_scans")),
    )
    op.create_index("ix_placard_scans_day", "placard_scans", ["day"])
    op.execute(
        "INSERT INTO placard_days (placard_id, day, answers, unit_id) "
        "SELECT placard_id, day, count(*), min(unit_id) FROM responses "
        "WHERE placard_id IS NOT NULL AND mode = 'placard' AND state IN ('counted', 'held') "
        "AND day IN (SELECT day FROM seal_entries) GROUP BY placard_id, day"
    )


def downgrade() -> None:
    op.drop_table("placard_scans")
    op.drop_table("placard_days")

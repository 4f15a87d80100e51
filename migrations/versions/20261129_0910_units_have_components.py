"""Units have components of a year under a ruleset, brought in from a file."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261129_0910"
down_revision = "20261129_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_components",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ruleset_key", sa.String(), nullable=False),
        sa.Column("ruleset_version", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("taken_at", khaosat.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_components_unit_id_units")),
        sa.PrimaryKeyConstraint(
            "year", "ruleset_key", "ruleset_version", "unit_id", name=op.f("pk_unit_components")
        ),
    )


def downgrade() -> None:
    op.drop_table("unit_components")

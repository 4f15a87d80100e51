"""Tablets are enrolled at a placard; an office says when they take answers."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261127_1550"
down_revision = "20261127_1530"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placard_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=True),
        sa.Column("code_ends_at", khaosat.db.Moment(), nullable=False),
        sa.Column("cookie_digest", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_at", khaosat.db.Moment(), nullable=True),
        sa.Column("revoked_at", khaosat.db.Moment(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cookie_digest IS NULL) = (enrolled_at IS NULL)", name=op.f("ck_kiosks_enrolled_with_a_cookie")
        ),
        sa.CheckConstraint(
            "enrolled_at IS NULL OR code_digest IS NULL", name=op.f("ck_kiosks_a_code_is_good_once")
        ),
        sa.ForeignKeyConstraint(["placard_id"], ["placards.id"], name=op.f("fk_kiosks_placard_id_placards")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_kiosks_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosks")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_kiosks_code_digest")),
        sa.UniqueConstraint("cookie_digest", name=op.f("uq_kiosks_cookie_digest")),
    )
    op.create_index("ix_kiosks_placard", "kiosks", ["placard_id"])
    op.create_table(
        "office_hours",
        sa.Column("office_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "opens BETWEEN 0 AND 95 AND closes BETWEEN 1 AND 96 AND opens < closes",
            name=op.f("ck_office_hours_hours"),
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 127", name=op.f("ck_office_hours_days")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_hours_office_id_offices")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_office_hours_unit_id_units")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_office_hours")),
    )


def downgrade() -> None:
    op.drop_table("office_hours")
    op.drop_table("kiosks")

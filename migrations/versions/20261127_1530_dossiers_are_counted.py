"""Dossier counts, the denominators of response rates; dossiers closed a quarter hour; the calendar of special days."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1530"
down_revision = "20261123_0345"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("early", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "received >= 0 AND returned >= 0", name=op.f("ck_dossier_counts_counts_people_could_have_made")
        ),
        sa.CheckConstraint(
            "early >= 0 AND on_time >= 0 AND late >= 0 AND early + on_time + late <= returned",
            name=op.f("ck_dossier_counts_punctuality_within_returned"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_dossier_counts_office_id_offices")),
        sa.ForeignKeyConstraint(["decided_by"], ["units.id"], name=op.f("fk_dossier_counts_decided_by_units")),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_dossier_counts_field_id_fields")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_dossier_counts_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_dossier_counts_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_counts")),
    )
    with_officer, without = sa.text("officer_id IS NOT NULL"), sa.text("officer_id IS NULL")
    place = ["office_id", "decided_by", "field_id", "month"]
    op.create_index("one_count_an_officer", "dossier_counts", [*place, "officer_id"], unique=True,
                    sqlite_where=with_officer, postgresql_where=with_officer)
    op.create_index("one_count_without_officer", "dossier_counts", place, unique=True,
                    sqlite_where=without, postgresql_where=without)
    op.create_index("ix_dossier_counts_unit_month", "dossier_counts", ["unit_id", "month"])
    op.create_index("ix_dossier_counts_decided_by_month", "dossier_counts", ["decided_by", "month"])
    op.create_table(
        "closed_dossiers",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("slot BETWEEN 0 AND 95", name=op.f("ck_closed_dossiers_slot")),
        sa.CheckConstraint("closed > 0", name=op.f("ck_closed_dossiers_some")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_closed_dossiers_office_id_offices")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_closed_dossiers_officer_id_officers")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_closed_dossiers_unit_id_units")),
        sa.PrimaryKeyConstraint("office_id", "officer_id", "day", "slot", name=op.f("pk_closed_dossiers")),
    )
    op.create_table(
        "special_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_special_days")),
    )


def downgrade() -> None:
    op.drop_table("special_days")
    op.drop_table("closed_dossiers")
    op.drop_table("dossier_counts")

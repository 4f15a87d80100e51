"""Receipt slips are spent once; the table leads to no answer."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_0330"
down_revision = "20261123_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent_slips",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("mixed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_slips")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "unmixed_spent_slips",
        "spent_slips",
        ["digest"],
        sqlite_where=sa.text("NOT mixed"),
        postgresql_where=sa.text("NOT mixed"),
    )


def downgrade() -> None:
    op.drop_table("spent_slips")

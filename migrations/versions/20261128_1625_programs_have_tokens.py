"""Programs show a token instead of signing in."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261128_1625"
down_revision = "20261128_1620"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("power", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", khaosat.db.Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", khaosat.db.Moment(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("revoked_at", khaosat.db.Moment(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("power IN ('read:results', 'write:dossiers')", name=op.f("ck_api_tokens_power")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> made_by", name=op.f("ck_api_tokens_confirmed_by_another")
        ),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_api_tokens_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "digest IS NULL OR power <> 'read:results' OR confirmed_by IS NOT NULL",
            name=op.f("ck_api_tokens_reads_once_confirmed"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["accounts.id"], name=op.f("fk_api_tokens_confirmed_by_accounts")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_api_tokens_made_by_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_api_tokens_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_api_tokens_name")),
    )


def downgrade() -> None:
    op.drop_table("api_tokens")

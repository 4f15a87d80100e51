"""People are told of resets, and change a password an administrator made."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_0010"
down_revision = "20261122_2350"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("subject IN ('password_reset', 'second_factor_reset')", name=op.f("ck_announcements_subject")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_announcements_account_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_account_read", "announcements", ["account_id", "read_at"])


def downgrade() -> None:
    op.drop_table("announcements")
    op.drop_column("accounts", "must_change_password")

"""Amended rulesets are loaded as new versions and never changed."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1700"
down_revision = "20261128_1650"
branch_labels = None
depends_on = None

TABLE = "loaded_rulesets"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("loaded_by", sa.Integer(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_loaded_rulesets_reason")),
        sa.ForeignKeyConstraint(["loaded_by"], ["accounts.id"], name=op.f("fk_loaded_rulesets_loaded_by_accounts")),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_loaded_rulesets")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE}: rows are never changed'); END"
        )


def downgrade() -> None:
    op.drop_table(TABLE)

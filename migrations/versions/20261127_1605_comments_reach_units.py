"""Comments reach units: scrubbed, in groups of five at least, dated by their release alone."""

import sqlalchemy as sa
from alembic import op

import khaosat.db

revision = "20261127_1605"
down_revision = "20261127_1550"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "released_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("handled_at", khaosat.db.Moment(), nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_released_comments_ends_after_it_starts")),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (handled_by IS NULL)", name=op.f("ck_released_comments_handled_by_somebody")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_released_comments_office_id_offices")),
        sa.ForeignKeyConstraint(["handled_by"], ["accounts.id"], name=op.f("fk_released_comments_handled_by_accounts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_released_comments_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_comments")),
        sa.UniqueConstraint("link", name=op.f("uq_released_comments_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_released_comments_unit_last_day", "released_comments", ["unit_id", "last_day"])
    op.create_table(
        "comment_scores",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_comment_scores_score")),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["released_comments.id"],
            name=op.f("fk_comment_scores_comment_id_released_comments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_comment_scores_unit_id_units")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_scores")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("comment_scores")
    op.drop_table("released_comments")

"""Beside a league a second one with held answers is kept."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1910"
down_revision = "20261128_1700"
branch_labels = None
depends_on = None

KEY = "fk_leagues_beside_id_leagues"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # the table cannot be made anew: its lines hang on it
        op.execute(f"ALTER TABLE leagues ADD COLUMN beside_id INTEGER CONSTRAINT {KEY} REFERENCES leagues (id)")
    else:
        op.add_column("leagues", sa.Column("beside_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(KEY), "leagues", "leagues", ["beside_id"], ["id"])
    op.create_index(op.f("ix_leagues_beside_id"), "leagues", ["beside_id"])


def downgrade() -> None:
    op.execute("DELETE FROM league_lines WHERE league_id IN (SELECT id FROM leagues WHERE beside_id IS NOT NULL)")
    op.execute("DELETE FROM leagues WHERE beside_id IS NOT NULL")  # they would pass for the leagues that count
    op.drop_index(op.f("ix_leagues_beside_id"), "leagues")
    op.execute("ALTER TABLE leagues DROP COLUMN beside_id")

"""How many files of dossiers were imported is asked at every page of results: an index of those events alone."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_0900"
down_revision = "20261129_0600"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("subject = 'catalogue:dossiers'")
    op.create_index("dossiers_imported", "events", ["subject"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("dossiers_imported", "events")

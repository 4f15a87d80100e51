"""An answer names its office and its round: that unit and questionnaire exist is said by those two.

Each foreign key is a look and a lock at every insert on PostgreSQL; two of the five said nothing new.
"""

import re

from alembic import op

revision = "20261128_1630"
down_revision = "20261128_1625"
branch_labels = None
depends_on = None

KEYS = {"unit_id": "units", "questionnaire_id": "questionnaires"}


def _name(column: str) -> str:
    return f"fk_responses_{column}_{KEYS[column]}"


def _said(kind: str) -> list[str]:
    """The statements that made the SQLite table, or its indexes."""
    asked = "SELECT sql FROM sqlite_master WHERE tbl_name = 'responses' AND type = ? AND sql IS NOT NULL"
    return [row[0] for row in op.get_bind().exec_driver_sql(asked, (kind,))]


def _written_anew(*, keys: bool) -> None:
    """Copy the SQLite table into one with, or without, the two keys."""
    said, indexes = _said("table")[0], _said("index")
    columns = said[said.index("(") : said.rindex(")")]
    for column, table in KEYS.items():
        key = f"CONSTRAINT {_name(column)} FOREIGN KEY({column}) REFERENCES {table} (id)"
        columns = f"{columns}, {key}" if keys else re.sub(rf",\s*{re.escape(key)}", "", columns)
    op.execute("PRAGMA legacy_alter_table = ON")  # or the triggers that name the table would forbid its renaming
    op.execute(f"CREATE TABLE responses_anew {columns}) WITHOUT ROWID")
    op.execute("INSERT INTO responses_anew SELECT * FROM responses ORDER BY id")
    op.execute("DROP TABLE responses")
    op.execute("ALTER TABLE responses_anew RENAME TO responses")
    for index in indexes:
        op.execute(index)
    op.execute("PRAGMA legacy_alter_table = OFF")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(keys=False)
    else:
        for column in KEYS:
            op.drop_constraint(_name(column), "responses", type_="foreignkey")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(keys=True)
    else:
        for column, table in KEYS.items():
            op.create_foreign_key(_name(column), "responses", table, [column], ["id"])

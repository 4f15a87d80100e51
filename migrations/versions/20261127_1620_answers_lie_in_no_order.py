"""Answers lie in no order of coming; what holds of a row is one function on PostgreSQL.

SQLite kept rows by a number that counts up; without it they lie in the order of their ids, which are random.
PostgreSQL reads the expression of every constraint anew at each statement: fifty of them were three quarters of the
cost of an insert there. One function is kept ready by each connection.
"""

import re

from alembic import op

revision = "20261127_1620"
down_revision = "20261127_1610"
branch_labels = None
depends_on = None

SCORES = [f"s{place:02d}" for place in range(1, 41)]
CONTENT = ["salt_scores", "salt_comment", "comment", "reasons", "kind", "officer_id", "field_id", "trips", "punctuality"]
HOLDS = {
    "slot": "slot BETWEEN 0 AND 95",
    "mode": "mode IN ('placard', 'kiosk', 'link', 'paper', 'assisted', 'recheck')",
    "state": "state IN ('counted', 'held', 'voided', 'withdrawn')",
    "kind": "kind IN ('person', 'business')",
    "punctuality": "punctuality IN ('early', 'on_time', 'late')",
    "held_with_a_reason": "(state = 'held') = (held_reason IS NOT NULL)",
    "answered_unless_withdrawn": "(state = 'withdrawn') = (s01 IS NULL)",
    "withdrawn_keeps_its_digests": (
        "(state = 'withdrawn') = (digest_scores IS NOT NULL AND digest_comment IS NOT NULL)"
    ),
    "withdrawn_keeps_nothing_else": (
        "state <> 'withdrawn' OR (" + " AND ".join(f"{name} IS NULL" for name in CONTENT + SCORES) + ")"
    ),
    **{place: f"{place} BETWEEN 0 AND 5" for place in SCORES},
}
COLUMNS = re.compile(
    r"\b(slot|mode|state|held_reason|digest_scores|digest_comment|" + "|".join(CONTENT) + r"|s\d\d)\b(?!')"
)


def _one_function() -> None:
    fits = " AND ".join("(" + COLUMNS.sub(r"r.\1", condition) + ")" for condition in HOLDS.values())
    op.execute(
        "CREATE FUNCTION response_fits(r responses) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS "
        f"$$ BEGIN RETURN {fits}; END $$"
    )
    for name in HOLDS:
        op.execute(f"ALTER TABLE responses DROP CONSTRAINT ck_responses_{name}")
    op.execute("ALTER TABLE responses ADD CONSTRAINT ck_responses_fits CHECK (response_fits(responses.*))")


def _fifty_constraints() -> None:
    op.execute("ALTER TABLE responses DROP CONSTRAINT ck_responses_fits")
    op.execute("DROP FUNCTION response_fits(responses)")
    for name, condition in HOLDS.items():
        op.execute(f"ALTER TABLE responses ADD CONSTRAINT ck_responses_{name} CHECK ({condition})")


def _said(kind: str) -> list[str]:
    """The statements that made the table, or its indexes."""
    asked = "SELECT sql FROM sqlite_master WHERE tbl_name = 'responses' AND type = ? AND sql IS NOT NULL"
    return [row[0] for row in op.get_bind().exec_driver_sql(asked, (kind,))]


def _written_anew(*, rowid: bool) -> None:
    """Copy the SQLite table into one with, or without, its hidden number."""
    said, indexes = _said("table")[0], _said("index")
    columns = said[said.index("(") : said.rindex(")") + 1]
    op.execute("PRAGMA legacy_alter_table = ON")  # or the triggers that name the table would forbid its renaming
    op.execute(f"CREATE TABLE responses_anew {columns}{'' if rowid else ' WITHOUT ROWID'}")
    op.execute("INSERT INTO responses_anew SELECT * FROM responses ORDER BY id")
    op.execute("DROP TABLE responses")
    op.execute("ALTER TABLE responses_anew RENAME TO responses")
    for index in indexes:
        op.execute(index)
    op.execute("PRAGMA legacy_alter_table = OFF")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(rowid=False)
    else:
        _one_function()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _written_anew(rowid=True)
    else:
        _fifty_constraints()

"""A signed year is frozen: its row, its files and steps take no change on either database; snapshots are signed."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_2000"
down_revision = "20261128_1940"
branch_labels = None
depends_on = None

FILES, STEPS, YEARS, SNAPSHOTS = "appraisals", "appraisal_steps", "appraisal_years", "appraisal_snapshots"
SIGNED = "SELECT 1 FROM appraisal_years WHERE state = 'signed'"
OF_FILE = {
    "INSERT": f"EXISTS ({SIGNED} AND year = NEW.year)",
    "UPDATE": f"EXISTS ({SIGNED} AND year IN (OLD.year, NEW.year))",
    "DELETE": f"EXISTS ({SIGNED} AND year = OLD.year)",
}
OF_STEP = (
    "EXISTS (SELECT 1 FROM appraisals JOIN appraisal_years ON appraisal_years.year = appraisals.year "
    "WHERE appraisals.id = NEW.appraisal_id AND appraisal_years.state = 'signed')"
)
OF_YEAR = {"INSERT": "NEW.state = 'signed'", "UPDATE": "OLD.state = 'signed'", "DELETE": "OLD.state = 'signed'"}
IN_ORDER = "NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM appraisal_snapshots WHERE year = NEW.year)"
REFUSED = [
    *((FILES, act, "frozen", refused) for act, refused in OF_FILE.items()),
    (STEPS, "INSERT", "frozen", OF_STEP),
    *((YEARS, act, "frozen", refused) for act, refused in OF_YEAR.items()),
    (SNAPSHOTS, "INSERT", "out_of_order", IN_ORDER),
]
WHOLE = (FILES, YEARS)  # PostgreSQL alone empties a table at once


def upgrade() -> None:
    op.add_column(SNAPSHOTS, sa.Column("signature", sa.LargeBinary(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
        return
    for table, act, name, refused in REFUSED:
        op.execute(
            f"CREATE TRIGGER {table}_{name}_{act.lower()} BEFORE {act} ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {name}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, act, name, _ in REFUSED:
            op.execute(f"DROP TRIGGER {table}_{name}_{act.lower()} ON {table}")
            op.execute(f"DROP FUNCTION {table}_{name}_{act.lower()}()")
        for table in WHOLE:
            op.execute(f"DROP TRIGGER {table}_frozen_truncate ON {table}")
        op.execute("DROP FUNCTION refuse_emptying_signed_years()")
    else:
        for table, act, name, _ in REFUSED:
            op.execute(f"DROP TRIGGER {table}_{name}_{act.lower()}")
    op.drop_column(SNAPSHOTS, "signature")


def _on_postgresql() -> None:
    for table, act, name, refused in REFUSED:
        function = f"{table}_{name}_{act.lower()}"
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused} THEN "
            f"RAISE EXCEPTION '{table}: {name}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {function} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    op.execute(
        "CREATE FUNCTION refuse_emptying_signed_years() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({SIGNED}) THEN RAISE EXCEPTION '%: frozen', TG_TABLE_NAME USING ERRCODE = 'check_violation'; "
        "END IF; RETURN NULL; END $$"
    )
    for table in WHOLE:
        op.execute(
            f"CREATE TRIGGER {table}_frozen_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_emptying_signed_years()"
        )

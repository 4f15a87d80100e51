"""What somebody does who owns the database: past the triggers, past every verb."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text


@contextmanager
def past_the_triggers(engine: Engine, *tables: str) -> Iterator[None]:
    """As who owns the database could: triggers away on SQLite, switched off on PostgreSQL; put back afterwards."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            kept = []
        else:
            kept = [
                (name, sql)
                for name, table, sql in connection.execute(
                    text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
                ).all()
                if table in tables
            ]
            for name, _ in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        for _, sql in kept:
            connection.execute(text(sql))


def write(engine: Engine, statement: str, **values: object) -> None:
    """Run a statement that must change something."""
    with engine.execution_options(writes=True).begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0

"""Run by alembic: our own engine, batch mode for SQLite, and the metadata of all models."""

from alembic import context

import config
import khaosat.models  # noqa: F401  makes every table known to the metadata
from khaosat.db import Base, connect


def _migrate() -> None:
    engine = context.config.attributes.get("engine") or connect(config.read().database_url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


_migrate()

"""The migrations make exactly the tables the models say, and can be walked down and up again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

import khaosat.models  # noqa: F401  makes every table known to the metadata
from khaosat import schema
from khaosat.db import Base


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_and_up_again(engine: Engine) -> None:
    schema.downgrade(engine, "base")
    assert not schema.is_current(engine)
    schema.upgrade(engine)
    assert schema.is_current(engine)

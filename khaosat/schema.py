"""Bring a database to the newest migration, or tell whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from config import ROOT


def _alembic(engine: Engine) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["engine"] = engine
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to that revision."""
    command.upgrade(_alembic(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations down to that revision ('base' empties the database)."""
    command.downgrade(_alembic(engine), revision)


def head(engine: Engine) -> str:
    """Return the name of the newest migration."""
    found = ScriptDirectory.from_config(_alembic(engine)).get_current_head()
    if found is None:
        raise RuntimeError("there are no migrations")
    return found


def is_current(engine: Engine) -> bool:
    """Return whether the database stands at the newest migration."""
    heads = set(ScriptDirectory.from_config(_alembic(engine)).get_heads())
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads

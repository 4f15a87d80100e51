"""Rows of whole tables, taken from one database and laid into others of its kind by the driver's own words."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Engine

from khaosat.db import Base, bound

Rows = dict[str, Any]  # by table: on SQLite its rows, on PostgreSQL what COPY wrote


def taken(engine: Engine, tables: Sequence[str]) -> Rows:
    """Take every row of those tables as it lies in the database, in the order in which it was written."""
    with bound(engine, writes=False).connect() as connection:
        if engine.dialect.name == "sqlite":
            return {
                table: list(connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY rowid")) for table in tables
            }
        return {table: _copied_out(connection, table) for table in tables}


def lay(engine: Engine, rows: Rows) -> None:
    """Lay the rows into the same tables; the numbers of further rows follow on theirs."""
    with bound(engine, writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            for table, its in rows.items():
                line = f"INSERT INTO {table} VALUES ({', '.join('?' * len(its[0]))})"
                connection.exec_driver_sql(line, [tuple(row) for row in its])
            return
        for table, its in rows.items():
            with _cursor(connection).copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(its)
        connection.exec_driver_sql(_numbers_follow(tuple(rows)))


@cache
def _numbers_follow(tables: tuple[str, ...]) -> str:
    keys = {name: Base.metadata.tables[name].autoincrement_column for name in tables}
    calls = [
        f"setval(pg_get_serial_sequence('{name}', '{key.name}'), (SELECT max({key.name}) FROM {name}))"
        for name, key in keys.items()
        if key is not None
    ]
    return f"SELECT {', '.join(calls)}"


def _copied_out(connection: Connection, table: str) -> bytes:
    with _cursor(connection).copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(piece) for piece in copy)


def _cursor(connection: Connection) -> Any:  # noqa: ANN401  the driver's own
    return cast("Any", connection.connection.driver_connection).cursor()

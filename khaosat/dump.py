"""A whole database in one portable file, and back again, on either database and across them.

The file is a zip: `manifest.json` (format, migration, moment, rows and SHA-256 of each table) and one file of JSON
lines a table. Keys are not in it: they live outside the database and are kept apart from its backups.
"""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Engine, LargeBinary, Table, Uuid, func, insert, select, text, update

from khaosat import models, schema
from khaosat.db import Base, Moment
from khaosat.errors import ConflictFailure, InvalidFailure

FORMAT = 1
MANIFEST = "manifest.json"
BATCH = 1000
CLOSED_LAST: dict[str, dict[str, Any]] = {"appraisal_years": {"state": "open", "signed_by": None, "signed_at": None}}
"""Columns whose values let nothing more be added below a row: filled in once everything else is there."""
KEY_OF = {"appraisal_years": "year"}
Progress = Callable[[str, int], None]
__all__ = ["models", "restore", "write"]  # the models make every table known to the metadata


def write(engine: Engine, file: Path, *, at: datetime, progress: Progress = lambda _table, _rows: None) -> int:
    """Write everything as one moment saw it, whole or not at all; returns the number of rows."""
    beside = file.with_name(file.name + ".part")
    beside.touch(mode=0o600)
    tables: dict[str, dict[str, Any]] = {}
    with (
        _snapshot(engine) as connection,
        zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive,
    ):
        for table in Base.metadata.sorted_tables:
            with archive.open(_member(table), "w", force_zip64=True) as out:
                tables[table.name] = _written(connection, table, out.write)
            progress(table.name, tables[table.name]["rows"])
        said = {"format": FORMAT, "migration": schema.head(engine), "made_at": at.isoformat(), "tables": tables}
        archive.writestr(MANIFEST, json.dumps(said, indent=1))
    beside.replace(file)
    return sum(kept["rows"] for kept in tables.values())


def restore(engine: Engine, file: Path, *, progress: Progress = lambda _table, _rows: None) -> int:
    """Fill an empty database at the file's migration, all or nothing, then compare every table with the file.

    Raises InvalidFailure for a file that is not whole or not ours, ConflictFailure where the database is not
    empty or stands at another migration. Returns the number of rows.
    """
    with _opened(file) as archive, engine.execution_options(writes=True).begin() as connection:
        said = json.loads(archive.read(MANIFEST))
        _refuse_unfit(engine, connection, said)
        closing: list[tuple[Table, dict[str, Any]]] = []
        for table in Base.metadata.sorted_tables:
            with archive.open(_member(table)) as lines:
                closing += ((table, row) for row in _fill(connection, table, lines))
            progress(table.name, said["tables"][table.name]["rows"])
        for table, row in closing:
            connection.execute(update(table).where(table.c[KEY_OF[table.name]] == row.pop("row")).values(row))
        for table in Base.metadata.sorted_tables:
            if _written(connection, table, lambda _line: None) != said["tables"][table.name]:
                raise InvalidFailure(reason="differs_from_its_manifest", table=table.name)
        _advance_sequences(connection)
        return sum(kept["rows"] for kept in said["tables"].values())


def _snapshot(engine: Engine) -> Connection:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()  # in WAL mode a reading transaction sees one moment


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
        archive.getinfo(MANIFEST)
    except (zipfile.BadZipFile, KeyError):
        raise InvalidFailure(reason="not_a_backup", file=file.name) from None
    return archive


def _refuse_unfit(engine: Engine, connection: Connection, said: dict[str, Any]) -> None:
    if said.get("format") != FORMAT or said["tables"].keys() != Base.metadata.tables.keys():
        raise InvalidFailure(reason="another_format")
    if said["migration"] != schema.head(engine) or not schema.is_current(engine):
        raise ConflictFailure(reason="another_migration", file=said["migration"])
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise ConflictFailure(reason="not_empty", table=table.name)


def _member(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def _written(connection: Connection, table: Table, out: Callable[[bytes], object]) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    ordered = select(table).order_by(*table.primary_key.columns)
    with connection.execute(ordered, execution_options={"stream_results": True, "yield_per": BATCH}) as result:
        for row in result.mappings():
            kept = {name: _plain(value) for name, value in row.items() if value is not None}
            line = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            out(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _plain(value: object) -> object:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case date():
            return value.isoformat()
        case UUID():
            return value.hex
        case _:
            return value


def _fill(connection: Connection, table: Table, lines: io.BufferedIOBase | Any) -> list[dict[str, Any]]:  # noqa: ANN401  zipfile's own type
    """Fill a table; returns what is to be written last of all, by `row`."""
    at_first = CLOSED_LAST.get(table.name, {})
    closing: list[dict[str, Any]] = []
    own = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    later: list[dict[str, Any]] = []
    for rows in _batches(table, lines):
        for row in rows:
            pointed = {column.name: row[column.name] for column in own if row[column.name] is not None}
            if pointed:  # a row may name one that comes after it: fill in once all are there
                later.append({"row": row["id"], **pointed})
                row.update(dict.fromkeys(pointed))
            if at_first and {name: row[name] for name in at_first} != at_first:
                closing.append({"row": row[KEY_OF[table.name]], **{name: row[name] for name in at_first}})
                row.update(at_first)
        connection.execute(insert(table), rows)
    for change in later:
        connection.execute(update(table).where(table.c.id == change.pop("row")).values(change))
    return closing


def _batches(table: Table, lines: Any) -> Iterator[list[dict[str, Any]]]:  # noqa: ANN401  zipfile's own type
    batch: list[dict[str, Any]] = []
    for line in lines:
        kept = json.loads(line)
        batch.append({column.name: _typed(column, kept.get(column.name)) for column in table.columns})
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(column: Column[Any], value: Any) -> Any:  # noqa: ANN401  whatever the column holds
    if value is None:
        return None
    match column.type:
        case Moment():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case LargeBinary():
            return base64.b64decode(value)
        case Uuid():
            return UUID(hex=value)
        case _:
            return value


def _advance_sequences(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name = {"table": table.name, "column": column.name}
            found = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), name)
            highest = connection.scalar(select(func.max(column)))
            if found and highest:
                connection.execute(text("SELECT setval(:name, :value)"), {"name": found, "value": highest})

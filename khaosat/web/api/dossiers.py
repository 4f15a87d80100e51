"""Dossier counts brought by a program: looked through first when asked to, taken in whole or not at all."""

from typing import Annotated

from flask import Response, request
from pydantic import BaseModel, Field, RootModel

from khaosat.errors import ImportFailure, MediaFailure, RowsFailure
from khaosat.policy import Permission
from khaosat.services import importing
from khaosat.web import bearers, guard
from khaosat.web.api.resource import AS_WHOLE, JSON, Given, Shown, Truth, as_json, json_body, read, resource
from khaosat.web.problems import rows

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKES = (JSON, CSV, XLSX)
NEEDS = Permission.API_DOSSIERS
MOST_NAMED = 1000  # changes and new rows that an answer names; it counts them all

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
Count = Annotated[int, Field(ge=0, le=10_000_000), AS_WHOLE]


class AskedImport(Given):
    """Whether to look only."""

    dry_run: Truth = False


class DossierRow(Given):
    """Dossiers of a field in a month, received at an office, decided by a unit (none: the office's own)."""

    office_key: Key
    field_key: Key
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])]
    received: Count
    returned: Count
    early: Count = 0
    on_time: Count = 0
    late: Count = 0
    decided_by: Key | None = None
    officer_key: Key | None = None


class ClosedRow(Given):
    """Dossiers an officer closed within a quarter hour."""

    office_key: Key
    officer_key: Key
    day: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$", examples=["2026-10-05"])]
    slot: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):(00|15|30|45)$", examples=["08:15"])]
    closed: Count


class DossierRows(RootModel[Annotated[list[DossierRow], Field(min_length=1)]]):
    """The rows of a file, as JSON."""


class ClosedRows(RootModel[Annotated[list[ClosedRow], Field(min_length=1)]]):
    """The rows of a file, as JSON."""


class RowProblem(Shown):
    """One cell or row that cannot be taken; line 1 is the header of a file, line n + 1 the n-th row of JSON."""

    line: int
    column: str
    reason: str
    words: str
    value: str


class Change(Shown):
    """One value that stood otherwise."""

    subject: str
    column: str
    before: str
    after: str


class Report(Shown):
    """What the import did, or would do."""

    dry_run: bool
    created: int
    changed: int
    unchanged: int
    new: tuple[str, ...]
    changes: tuple[Change, ...]
    problems: tuple[RowProblem, ...]


@resource("POST", "/dossiers", needs=NEEDS, asked=AskedImport, body=DossierRows, takes=TAKES, answer=Report)
def dossiers(asked: AskedImport) -> Response:
    """Take monthly counts in."""
    return _taken("dossiers", DossierRows, dry_run=asked.dry_run)


@resource("POST", "/closed-dossiers", needs=NEEDS, asked=AskedImport, body=ClosedRows, takes=TAKES, answer=Report)
def closed_dossiers(asked: AskedImport) -> Response:
    """Take dossiers closed by quarter hour in."""
    return _taken("closed_dossiers", ClosedRows, dry_run=asked.dry_run)


def _taken(kind: str, body: type[BaseModel], *, dry_run: bool) -> Response:
    if request.mimetype not in TAKES:
        raise MediaFailure(kinds=TAKES)
    well_written = request.mimetype == JSON and bool(read(body, json_body()))
    try:
        report = _imported(kind, dry_run=dry_run)
    except ImportFailure as failure:
        if well_written:
            raise RowsFailure(**failure.details) from failure
        raise
    return _answer(report, dry_run=dry_run)


def _imported(kind: str, *, dry_run: bool) -> importing.Report:
    return importing.run(
        guard.session(), kind=kind, content=request.get_data(), filename=f"api:{bearers.bearer().name}",
        dry_run=dry_run, by=guard.actor(), at=guard.now(),
    )  # fmt: skip  # one act, one line of thought


def _answer(report: importing.Report, *, dry_run: bool) -> Response:
    return as_json(
        Report(
            dry_run=dry_run,
            created=len(report.created),
            changed=len(report.changed),
            unchanged=report.unchanged,
            new=report.created[:MOST_NAMED],
            changes=tuple(Change.model_validate(one) for one in report.changed[:MOST_NAMED]),
            problems=tuple(RowProblem.model_validate(one) for one in rows(report.problems)),
        )
    )

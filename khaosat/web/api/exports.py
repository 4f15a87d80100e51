"""The same files as on the page: a workbook or one plain table. Who took what is in the audit trail."""

from typing import Literal

from flask import Response

from khaosat.policy import Permission
from khaosat.services import taking
from khaosat.web import guard
from khaosat.web.api.resource import JSON, Given, json_body, read, resource
from khaosat.web.api.results import PeriodKey, period_of
from khaosat.web.result_files import KINDS, every_table, filename, written


class WantedFile(Given):
    """Which file."""

    period: PeriodKey = "3-thang"
    format: Literal["xlsx", "csv"]


@resource(
    "POST", "/units/<unit_key>/exports", needs=Permission.API_RESULTS, body=WantedFile, takes=(JSON,),
    gives=(KINDS["xlsx"], "text/csv"),
)  # fmt: skip  # one route, one line of thought
def export(unit_key: str) -> Response:
    """Hand the results of a unit and period out as a file."""
    wanted = read(WantedFile, json_body())
    period = period_of(wanted.period)
    shown, splits = every_table(guard.session(), unit_key=unit_key, period=period)
    content = written(wanted.format, shown, splits)
    taking.note_taken(
        guard.session(), subject=f"unit:{unit_key}", period=period.key, kind=wanted.format, by=guard.actor(),
        at=guard.now(),
    )  # fmt: skip  # one act, one line of thought
    response = Response(content, mimetype=KINDS[wanted.format])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename(wanted.format, shown)}"'
    return response

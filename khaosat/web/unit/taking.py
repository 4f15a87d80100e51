"""Taking a unit's results along: as a workbook, or as one plain table; who took what is in the audit trail."""

from flask import Response, request

from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.services import taking
from khaosat.web import guard
from khaosat.web.period_chooser import asked_period
from khaosat.web.result_files import KINDS, every_table, filename, written
from khaosat.web.unit import pages
from khaosat.web.unit.results import today


@pages.post("/ket-qua/<unit_key>/tai-ve", needs=Permission.UNIT_RESULTS)
def take(unit_key: str) -> Response:
    """Hand the results of the address's period out as a file."""
    period = asked_period(today=today())
    shown, splits = every_table(guard.session(), unit_key=unit_key, period=period)
    kind = request.form.get("tep", "")
    if kind not in KINDS:
        raise InvalidFailure(field="tep", reason="unknown", value=kind)
    content = written(kind, shown, splits)
    taking.note_taken(
        guard.session(), subject=f"unit:{unit_key}", period=period.key, kind=kind, by=guard.actor(), at=guard.now()
    )
    response = Response(content, mimetype=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename(kind, shown)}"'
    return response

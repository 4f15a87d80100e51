"""Taking a unit's results along: as a workbook, or as one plain table; who took what is in the audit trail."""

from flask import Response, request

from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.services import results, taking
from khaosat.services.unit_figures import Split, UnitResults
from khaosat.web import guard
from khaosat.web.means import means
from khaosat.web.period_chooser import asked_period
from khaosat.web.texts_taking import heads
from khaosat.web.unit import pages, tables
from khaosat.web.unit.results import today

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@pages.post("/ket-qua/<unit_key>/tai-ve", needs=Permission.UNIT_RESULTS)
def take(unit_key: str) -> Response:
    """Hand the results of the address's period out as a file."""
    shown, splits = _everything(unit_key)
    kind = request.form.get("tep", "")
    if kind not in KINDS:
        raise InvalidFailure(field="tep", reason="unknown", value=kind)
    period = shown.period
    content = _workbook(shown, splits) if kind == "xlsx" else _plain(shown, splits)
    taking.note_taken(
        guard.session(), subject=f"unit:{unit_key}", period=period.key, kind=kind, by=guard.actor(), at=guard.now()
    )
    response = Response(content, mimetype=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="ket-qua-{shown.unit.key}-{period.key}.{kind}"'
    return response


def _everything(unit_key: str) -> tuple[UnitResults, list[Split]]:
    period = asked_period(today=today())
    with means() as found:
        every = [
            results.unit_results(guard.session(), means=found, unit_key=unit_key, period=period, split=split)
            for split in results.SPLITS
        ]
    return every[0], [each.split for each in every]


def _workbook(shown: UnitResults, splits: list[Split]) -> bytes:
    from khaosat.documents import workbook  # noqa: PLC0415  a library only this needs

    return workbook(tables.sheets(shown, splits))


def _plain(shown: UnitResults, splits: list[Split]) -> bytes:
    from khaosat.documents import csv_table  # noqa: PLC0415  as above

    named = heads()
    head = [named["table"], *(named[name] for name, _, _ in tables.COLUMNS)]
    rows = [[line.table, line.label, *tables.cells(line)] for line in tables.lines(shown, splits)]
    return csv_table(head, rows)

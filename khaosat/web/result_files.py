"""A unit's results as a file, for whoever takes them along: a page's reader, or a program by the API."""

from khaosat.access import ScopedSession
from khaosat.services import results
from khaosat.services.periods import Period
from khaosat.services.unit_figures import Split, UnitResults
from khaosat.web import result_tables
from khaosat.web.means import means
from khaosat.web.texts_taking import heads

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def every_table(session: ScopedSession, *, unit_key: str, period: Period) -> tuple[UnitResults, list[Split]]:
    """Return the results of that unit and period, with each way of splitting them."""
    with means() as found:
        every = [
            results.unit_results(session, means=found, unit_key=unit_key, period=period, split=split)
            for split in results.SPLITS
        ]
    return every[0], [each.split for each in every]


def written(kind: str, shown: UnitResults, splits: list[Split]) -> bytes:
    """Return them as a file of one of KINDS."""
    return _workbook(shown, splits) if kind == "xlsx" else _plain(shown, splits)


def filename(kind: str, shown: UnitResults) -> str:
    """Return what the file is called."""
    return f"ket-qua-{shown.unit.key}-{shown.period.key}.{kind}"


def _workbook(shown: UnitResults, splits: list[Split]) -> bytes:
    from khaosat.documents import workbook  # noqa: PLC0415  a library only this needs

    return workbook(result_tables.sheets(shown, splits))


def _plain(shown: UnitResults, splits: list[Split]) -> bytes:
    from khaosat.documents import csv_table  # noqa: PLC0415  as above

    named = heads()
    head = [named["table"], *(named[name] for name, _, _ in result_tables.COLUMNS)]
    rows = [[line.table, line.label, *result_tables.cells(line)] for line in result_tables.lines(shown, splits)]
    return csv_table(head, rows)

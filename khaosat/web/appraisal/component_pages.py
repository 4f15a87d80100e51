"""What pages that take components have in common: the file that was sent, the columns and cells of a template."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Response as File
from flask import flash, request

from khaosat.errors import ImportFailure
from khaosat.rules.evaluation import most_without_survey
from khaosat.rules.ruleset import Ruleset
from khaosat.services import component_files
from khaosat.services.importing import Report
from khaosat.web import texts_appraisal_year, texts_imports, texts_rules

if TYPE_CHECKING:
    from khaosat.documents.sheets import Cell, Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(look: Callable[[bytes], Report], take: Callable[[bytes, str], Report]) -> tuple[Report | None, bool]:
    """Return what the file that was sent would do, or did, and whether it was taken in; None where none came.

    Raises what `take` raises, a file that cannot be taken apart: that is a report.
    """
    file, really = request.files.get("file"), request.form.get("act") == "import"
    if file is None or not file.filename:
        flash(texts_imports.unreadable(), "error")
        return None, False
    content = file.read()
    try:
        report = take(content, file.filename[:200]) if really else look(content)
    except ImportFailure as failure:
        return component_files.refused(failure), False
    if really:
        flash(texts_imports.done(0, len(report.changed), report.unchanged), "done")
    return report, really


def component_columns(rules: Ruleset) -> "list[Column]":
    """Return a template's columns for the components of a ruleset, each with what may stand in its cells."""
    from khaosat.documents.sheets import Column  # noqa: PLC0415  a library only this needs

    found = []
    for one in rules.components:
        most = most_without_survey(rules, one.key)
        note = texts_appraisal_year.component_note(None if most is None else texts_rules.figure(most))
        found.append(Column(one.name["vi"], note=note, number_format="@" if most is None else "General"))
    return found


def cell(value: Any) -> "Cell":  # noqa: ANN401  text, yes or no, or nothing
    """Return a component as it stands, for a template's cell."""
    if isinstance(value, bool):
        return texts_appraisal_year.yes_or_no(yes=value)
    return None if value is None else float(str(value))


def workbook(columns: "Sequence[Column]", rows: "Sequence[Sequence[Cell]]", *, sheet: str, filename: str) -> File:
    """Return a template as a file to be saved."""
    from khaosat.documents.sheets import template_workbook  # noqa: PLC0415  as above

    response = File(template_workbook(columns, rows, sheet_name=sheet), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response

"""Components of a year from a file: a template with every officer, a look, then all of it or nothing."""

from datetime import date
from typing import TYPE_CHECKING

from flask import Response as File
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure, ImportFailure
from khaosat.policy import Permission
from khaosat.rules.evaluation import most_without_survey
from khaosat.services import appraisal_components as components
from khaosat.services.appraisal_components import Blank
from khaosat.services.complaints import verified_complaints
from khaosat.services.importing import Report
from khaosat.web import guard, texts_appraisal_year, texts_imports, texts_rules
from khaosat.web.appraisal import pages
from khaosat.web.texts_accounts import problem

if TYPE_CHECKING:
    from khaosat.documents.sheets import Column

NEEDS = Permission.APPRAISAL_IMPORT
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/thi-dua/<int:year>/thanh-phan", needs=NEEDS)
def year_components(year: int) -> str:
    """Offer the template, and take a file."""
    return _page(year, None)


@pages.post("/thi-dua/<int:year>/thanh-phan", needs=NEEDS)
def import_components(year: int) -> Response | str | tuple[str, int]:
    """Look a file through and say what it would do; take it in when asked to and nothing stands in the way."""
    file, really = request.files.get("file"), request.form.get("act") == "import"
    if file is None or not file.filename:
        flash(texts_imports.unreadable(), "error")
        return _page(year, None), 422
    content = file.read()
    try:
        report = (
            components.take(
                guard.session(), year=year, content=content, filename=file.filename[:200], by=guard.actor(),
                at=guard.now(),
            )
            if really
            else components.look(guard.session(), year=year, content=content)
        )  # fmt: skip  # one act, one line of thought
    except ImportFailure as failure:
        problems = failure.details["problems"]
        assert isinstance(problems, tuple)  # noqa: S101  ImportFailure's own promise
        report = Report(components.KIND, (), (), 0, problems)
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(url_for("appraisal.year_of_appraisal", year=year))
    if not really or report.problems:
        return _page(year, report), 422 if report.problems else 200
    flash(texts_imports.done(0, len(report.changed), report.unchanged), "done")
    return redirect(url_for("appraisal.year_components", year=year))


@pages.get("/thi-dua/<int:year>/thanh-phan.xlsx", needs=NEEDS)
def components_template(year: int) -> File | Response:
    """Hand out a workbook with every officer of the year and what stands already."""
    from khaosat.documents.sheets import template_workbook  # noqa: PLC0415  a library only this page needs

    try:
        asked = components.blank(guard.session(), year=year)
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(url_for("appraisal.year_of_appraisal", year=year))
    content = template_workbook(_columns(asked), _rows(asked), sheet_name=texts_appraisal_year.components_sheet(year))
    response = File(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="thanh-phan-{year}.xlsx"'
    return response


def _columns(asked: Blank) -> "list[Column]":
    from khaosat.documents.sheets import Column  # noqa: PLC0415  as above

    heads = texts_appraisal_year
    found = [Column(heads.officer_column()), Column(heads.name_column(), width=28)]
    for one in asked.rules.components:
        most = most_without_survey(asked.rules, one.key)
        note = heads.component_note(None if most is None else texts_rules.figure(most))
        found.append(Column(one.name["vi"], note=note, number_format="@" if most is None else "General"))
    return found


def _rows(asked: Blank) -> list[list[str | float | None]]:
    return [
        [one.officer_key, one.name, *(_cell(one.file.components.get(each.key)) for each in asked.rules.components)]
        for one in asked.officers
    ]


def _cell(value: object) -> str | float | None:
    if isinstance(value, bool):
        return texts_appraisal_year.yes_or_no(yes=value)
    return None if value is None else float(str(value))


def _page(year: int, report: Report | None) -> str:
    asked = components.blank(guard.session(), year=year)
    officers = [one.file.officer_id for one in asked.officers]
    complaints = verified_complaints(guard.session(), officers, first=date(year, 1, 1), last=date(year, 12, 31))
    return render_template(
        "appraisal/components.html",
        year=year,
        verified=[
            (one.name, one.officer_key, number) for one in asked.officers if (number := complaints[one.file.officer_id])
        ],
        rules=asked.rules,
        officers=len(asked.officers),
        lacking=sum(one.file.suggestion is None for one in asked.officers),
        most=most_without_survey,
        report=report,
        reason=texts_appraisal_year.row_reason,
        component=texts_appraisal_year.component,
        rules_words=texts_rules,
    )

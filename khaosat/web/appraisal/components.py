"""Components of a year from a file: a template with every officer, a look, then all of it or nothing."""

from datetime import date

from flask import Response as File
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure
from khaosat.policy import Permission
from khaosat.rules.evaluation import most_without_survey
from khaosat.services import appraisal_components as components
from khaosat.services.complaints import verified_complaints
from khaosat.services.importing import Report
from khaosat.web import guard, texts_appraisal_year, texts_rules
from khaosat.web.appraisal import component_pages, pages
from khaosat.web.texts_accounts import problem

NEEDS = Permission.APPRAISAL_IMPORT


@pages.get("/thi-dua/<int:year>/thanh-phan", needs=NEEDS)
def year_components(year: int) -> str:
    """Offer the template, and take a file."""
    return _page(year, None)


@pages.post("/thi-dua/<int:year>/thanh-phan", needs=NEEDS)
def import_components(year: int) -> Response | str | tuple[str, int]:
    """Look a file through and say what it would do; take it in when asked to and nothing stands in the way."""
    by, at = guard.actor(), guard.now()
    try:
        report, taken = component_pages.sent(
            lambda content: components.look(guard.session(), year=year, content=content),
            lambda content, name: components.take(
                guard.session(), year=year, content=content, filename=name, by=by, at=at
            ),
        )
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(url_for("appraisal.year_of_appraisal", year=year))
    if taken:
        return redirect(url_for("appraisal.year_components", year=year))
    return _page(year, report), 200 if report and not report.problems else 422


@pages.get("/thi-dua/<int:year>/thanh-phan.xlsx", needs=NEEDS)
def components_template(year: int) -> File | Response:
    """Hand out a workbook with every officer of the year and what stands already."""
    from khaosat.documents.sheets import Column  # noqa: PLC0415  a library only this page needs

    try:
        asked = components.blank(guard.session(), year=year)
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(url_for("appraisal.year_of_appraisal", year=year))
    heads = texts_appraisal_year
    columns = [Column(heads.officer_column()), Column(heads.name_column(), width=28)]
    rows = [
        [
            one.officer_key,
            one.name,
            *(component_pages.cell(one.file.components.get(each.key)) for each in asked.rules.components),
        ]
        for one in asked.officers
    ]
    return component_pages.workbook(
        [*columns, *component_pages.component_columns(asked.rules)], rows,
        sheet=heads.components_sheet(year), filename=f"thanh-phan-{year}.xlsx",
    )  # fmt: skip  # one workbook


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

"""Components of units from a file: a template with every unit compared, a look, then all of it or nothing."""

from typing import Any

from flask import Response as File
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure
from khaosat.policy import Permission
from khaosat.rules.evaluation import most_without_survey
from khaosat.services import unit_components as components
from khaosat.services.calendar import last_closed
from khaosat.services.importing import Report
from khaosat.services.unit_components import Wanted
from khaosat.web import guard, texts_rules, texts_unit_classes
from khaosat.web.appraisal import component_pages, pages
from khaosat.web.texts_accounts import problem

NEEDS = Permission.APPRAISAL_IMPORT
LONGEST = 200


@pages.get("/thi-dua/<int:year>/don-vi/thanh-phan", needs=NEEDS)
def unit_components(year: int) -> str:
    """Offer the template of a ruleset for units, and take a file."""
    return _page(_wanted(year), None)


@pages.post("/thi-dua/<int:year>/don-vi/thanh-phan", needs=NEEDS)
def import_unit_components(year: int) -> Response | str | tuple[str, int]:
    """Look a file through and say what it would do; take it in when asked to and nothing stands in the way."""
    wanted, by, at = _wanted(year), guard.actor(), guard.now()
    asked: dict[str, Any] = {"quy-tac": wanted.ruleset or None}
    here = url_for("appraisal.unit_components", year=year, **asked)
    try:
        report, taken = component_pages.sent(
            lambda content: components.look(guard.session(), wanted, content=content),
            lambda content, name: components.take(
                guard.session(), wanted, content=content, filename=name, by=by, at=at
            ),
        )
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(here)
    if taken:
        return redirect(here)
    return _page(wanted, report), 200 if report and not report.problems else 422


@pages.get("/thi-dua/<int:year>/don-vi/thanh-phan.xlsx", needs=NEEDS)
def unit_components_template(year: int) -> File:
    """Hand out a workbook with every unit compared and what stands already."""
    from khaosat.documents.sheets import Column  # noqa: PLC0415  a library only this page needs

    asked = components.blank(guard.session(), _wanted(year))
    columns = [Column(texts_unit_classes.unit_column()), Column(texts_unit_classes.name_column(), width=44)]
    rows = [
        [
            label.key,
            texts_unit_classes.unit_name(label),
            *(component_pages.cell(asked.components(unit_id).get(one.key)) for one in asked.rules.components),
        ]
        for unit_id, label in asked.units
    ]
    return component_pages.workbook(
        [*columns, *component_pages.component_columns(asked.rules)], rows,
        sheet=texts_unit_classes.sheet(year), filename=f"thanh-phan-don-vi-{year}-{asked.rules.key}.xlsx",
    )  # fmt: skip  # one workbook


def _wanted(year: int) -> Wanted:
    return Wanted(year, request.args.get("quy-tac", "")[:LONGEST], last_closed(guard.now()))


def _page(wanted: Wanted, report: Report | None) -> str:
    asked = components.blank(guard.session(), wanted)
    keys = [one.key for one in asked.rules.components]
    known = [asked.components(unit_id) for unit_id, _label in asked.units]
    return render_template(
        "appraisal/unit_components.html",
        year=wanted.year,
        asked=asked,
        rules=asked.rules,
        named=f"{asked.rules.key}:{asked.rules.version}",
        lacking=sum(any(one.get(key) is None for key in keys) for one in known),
        most=most_without_survey,
        report=report,
        reason=texts_unit_classes.row_reason,
        component=texts_unit_classes.component,
        rules_words=texts_rules,
    )

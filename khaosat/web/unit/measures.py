"""Measures of a unit: what it does to be better, until when, and what came of it."""

from collections.abc import Callable
from datetime import date

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import measures as keeping
from khaosat.services import results
from khaosat.services.measures import Draft
from khaosat.web import guard, texts_done, texts_measures
from khaosat.web.charts import sparkline_of
from khaosat.web.means import means
from khaosat.web.outcome import outcome
from khaosat.web.period_chooser import asked_period, chooser
from khaosat.web.texts_charts import words
from khaosat.web.unit import pages
from khaosat.web.unit.results import today

NEEDS = Permission.UNIT_IMPROVE
SHOWN = "12-thang"  # measures live longer than a quarter


@pages.get("/ket-qua/<unit_key>/giai-phap", needs=Permission.UNIT_MEASURES)
def measures(unit_key: str) -> str:
    """Show the measures of the period, the unit's own and those below it."""
    period = asked_period(today=today(), default=SHOWN)
    found = keeping.measures_of(guard.session(), unit_key=unit_key, period=period, today=today())
    with means() as wide:
        months = results.unit_results(guard.session(), means=wide, unit_key=unit_key, period=period).trend
    return render_template(
        "unit/measures.html",
        found=found,
        sparkline=sparkline_of(months, title=words("by_month")),
        newest=next((one for one in reversed(months) if one.figure.shown), None),
        chooser=chooser(period, today=today()),
        offered=keeping.periods_offered(today=today()),
        factors=texts_measures.factors(),
        standings=texts_measures.standings(),
        today=today(),
        most=keeping.LONGEST,
        may_write=NEEDS in guard.person().permissions,
    )


@pages.post("/ket-qua/<unit_key>/giai-phap", needs=NEEDS)
def add_measure(unit_key: str) -> Response:
    """Write a measure down."""
    by, at = guard.actor(), guard.now()
    return _done(
        unit_key,
        "measures:add",
        lambda: keeping.add(guard.session(), unit_key=unit_key, draft=_draft(), by=by, at=at),
    )


@pages.post("/ket-qua/<unit_key>/giai-phap/<int:measure_id>", needs=NEEDS)
def change_measure(unit_key: str, measure_id: int) -> Response:
    """Write it anew."""
    by, at = guard.actor(), guard.now()
    return _done(
        unit_key,
        "measures:change",
        lambda: keeping.change(guard.session(), unit_key=unit_key, measure_id=measure_id, draft=_draft(), by=by, at=at),
    )


@pages.post("/ket-qua/<unit_key>/giai-phap/<int:measure_id>/xong", needs=NEEDS)
def finish_measure(unit_key: str, measure_id: int) -> Response:
    """Mark it done, with what came of it."""
    by, at, said = guard.actor(), guard.now(), request.form.get("outcome", "")
    return _done(
        unit_key,
        "measures:finish",
        lambda: keeping.finish(
            guard.session(), unit_key=unit_key, measure_id=measure_id, done_on=_day("done_on"), outcome=said,
            by=by, at=at,
        ),
    )  # fmt: skip  # one act, one line of thought


@pages.post("/ket-qua/<unit_key>/giai-phap/<int:measure_id>/chuyen", needs=NEEDS)
def carry_measure(unit_key: str, measure_id: int) -> Response:
    """Carry it to the next period."""
    by, at = guard.actor(), guard.now()
    return _done(
        unit_key,
        "measures:carry",
        lambda: keeping.carry(guard.session(), unit_key=unit_key, measure_id=measure_id, by=by, at=at),
    )


def _done(unit_key: str, act: str, action: Callable[[], object]) -> Response:
    period = request.args.get("ky") or None
    return outcome(action, done=texts_done.done(act), to=url_for("unit.measures", unit_key=unit_key, ky=period))


def _draft() -> Draft:
    given = request.form
    return Draft(given.get("text", ""), given.get("factor", ""), given.get("ky", ""), _day("due"))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None

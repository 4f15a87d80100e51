"""A unit's report as a document: asked for, made by the worker, fetched by who asked; the trail says who."""

from flask import Response as File
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import measures
from khaosat.services.periods import Period, between, parse
from khaosat.services.printing import Report
from khaosat.web import guard, print_orders, report_orders, texts_report
from khaosat.web.period_chooser import asked_period, chooser
from khaosat.web.print_orders import OrderPage
from khaosat.web.texts_results import period_name
from khaosat.web.unit import pages
from khaosat.web.unit.results import today

NEEDS = Permission.UNIT_RESULTS
pages.add_app_template_filter(texts_report.lower_first, "lower_first")
pages.add_app_template_filter(lambda key: period_name(parse(key, today=today())), "period_key")


@pages.get("/ket-qua/<unit_key>/bao-cao", needs=NEEDS)
def reports(unit_key: str) -> str:
    """Let the reader choose period and kind, and show what they asked for within a day."""
    period = asked_period(today=today())
    found = measures.measures_of(guard.session(), unit_key=unit_key, period=period, today=today())
    laid = [one for one in print_orders.own(NEEDS) if _is_of(one, unit_key)]
    return render_template("unit/reports.html", found=found, chooser=chooser(period, today=today()), laid=laid)


@pages.post("/ket-qua/<unit_key>/bao-cao", needs=NEEDS)
def order_report(unit_key: str) -> Response:
    """Shape the report as the figures stand now, and send it to the worker to be laid out."""
    final = request.form.get("loai") == "tong-ket"
    wanted, content = report_orders.shaped(unit_key=unit_key, period=_period(), final=final)
    return print_orders.lay(
        wanted,
        NEEDS,
        follow=lambda print_id: url_for("unit.report_order", unit_key=unit_key, print_id=print_id),
        content=content,
    )


@pages.get("/ket-qua/<unit_key>/bao-cao/<print_id>", needs=NEEDS)
def report_order(unit_key: str, print_id: str) -> str:
    """Show how far a report is."""
    return render_template("unit/report.html", page=_one(unit_key, print_id), unit_key=unit_key)


@pages.get("/ket-qua/<unit_key>/bao-cao/<print_id>/tep", needs=NEEDS)
def report_file(unit_key: str, print_id: str) -> File:
    """Hand out the finished document."""
    _one(unit_key, print_id)
    return print_orders.fetch(print_id, NEEDS)


def _period() -> Period:
    """The period asked for, by its months: what is the newest today is not when the report is read."""
    asked = asked_period(today=today())
    return between(asked.start, asked.end)


def _one(unit_key: str, print_id: str) -> OrderPage:
    """The order, while its unit may still be read; raises NotFoundFailure."""
    measures.measures_of(guard.session(), unit_key=unit_key, period=asked_period(today=today()), today=today())
    page = print_orders.one(print_id, NEEDS)
    if not _is_of(page, unit_key):
        raise NotFoundFailure(what="report")
    return page


def _is_of(page: OrderPage, unit_key: str) -> bool:
    return isinstance(page.order.wanted, Report) and page.order.wanted.unit_key == unit_key

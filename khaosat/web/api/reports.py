"""A unit's report as DOCX: ordered, followed, fetched. The worker lays it out; who took it is in the audit trail."""

from typing import Literal

from flask import Response, url_for

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import reading_catalogue
from khaosat.services.periods import between
from khaosat.services.printing import Report
from khaosat.web import bearers, guard, print_orders, report_orders
from khaosat.web.api.catalogue import today
from khaosat.web.api.resource import JSON, Given, Shown, as_json, json_body, read, resource
from khaosat.web.api.results import PeriodKey, period_of
from khaosat.web.print_orders import Door, OrderPage
from khaosat.web.printing import KINDS

NEEDS = Permission.API_RESULTS


class WantedReport(Given):
    """Which report: interim, or final."""

    period: PeriodKey = "3-thang"
    report_kind: Literal["interim", "final"] = "interim"


class ReportOrder(Shown):
    """A report that was ordered and how far it is; its file is there once it is done, for a day."""

    report_id: str
    period: str
    report_kind: Literal["interim", "final"]
    progress: Literal["waiting", "working", "done", "failed"]


@resource(
    "POST", "/units/<unit_key>/reports", needs=NEEDS, body=WantedReport, takes=(JSON,), answer=ReportOrder, code=202
)
def order_report(unit_key: str) -> Response:
    """Order the report of a unit and period; the Location header says where it is followed."""
    wanted = read(WantedReport, json_body())
    asked = period_of(wanted.period)
    months = between(asked.start, asked.end)  # what is the newest today is not when the report is fetched
    report, content = report_orders.shaped(unit_key=unit_key, period=months, final=wanted.report_kind == "final")
    order = print_orders.send(report, _door(), content=content)
    response = as_json(_shown(print_orders.at_door(order.id, _door())))
    response.headers["Location"] = url_for("api.report_order", unit_key=unit_key, report_id=order.id)
    return response


@resource("GET", "/units/<unit_key>/reports/<report_id>", needs=NEEDS, answer=ReportOrder)
def report_order(unit_key: str, report_id: str) -> ReportOrder:
    """Answer how far a report is that this token ordered."""
    return _shown(_own(unit_key, report_id))


@resource("GET", "/units/<unit_key>/reports/<report_id>/file", needs=NEEDS, gives=(KINDS["docx"],))
def report_file(unit_key: str, report_id: str) -> Response:
    """Hand the finished document out; before it is done it is not there."""
    return print_orders.handed_out(_own(unit_key, report_id))


def _door() -> Door:
    """A program has no account: its token is a door of its own."""
    return Door(None, f"{NEEDS.value}#{bearers.bearer().token_id}")


def _own(unit_key: str, report_id: str) -> OrderPage:
    reading_catalogue.unit_of(guard.session(), units=bearers.bearer().units, day=today(), key=unit_key)
    found = print_orders.at_door(report_id, _door())
    if not isinstance(found.order.wanted, Report) or found.order.wanted.unit_key != unit_key:
        raise NotFoundFailure(what="report")
    return found


def _shown(found: OrderPage) -> ReportOrder:
    wanted = found.order.wanted
    assert isinstance(wanted, Report)  # noqa: S101  what is ordered and found here
    return ReportOrder.model_validate(
        {
            "report_id": found.order.id,
            "period": wanted.period,
            "report_kind": "final" if wanted.final else "interim",
            "progress": found.state.name,
        }
    )

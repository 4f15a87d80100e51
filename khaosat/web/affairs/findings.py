"""Findings of the looks at closed weeks: a queue, one finding with its picture and effect, and the decisions."""

from collections.abc import Callable

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import findings as service
from khaosat.services.findings import Wanted
from khaosat.services.holds import State
from khaosat.web import guard, texts_done, texts_findings, texts_rules
from khaosat.web.affairs import pages
from khaosat.web.affairs.finding_page import page_of
from khaosat.web.outcome import outcome

OVERDUE = "qua-han"


@pages.get("/thi-dua/dau-hieu", needs=Permission.AFFAIRS_HELD)
def findings() -> str:
    """List findings, the undecided first, narrowed by office, test and state."""
    detector, state = request.args.get("phep", ""), request.args.get("trang-thai", "")
    wanted = Wanted(
        office_key=request.args.get("noi", ""),
        detector=detector if detector in texts_findings.detectors() else "",
        state=state if state in set(State) else "",
        overdue=state == OVERDUE,
    )
    page = request.args.get("trang", 1, type=int)
    found = service.queue(guard.session(), wanted, page=page, now=guard.now())
    chosen = {
        "noi": wanted.office_key,
        "phep": wanted.detector,
        "trang-thai": OVERDUE if wanted.overdue else wanted.state,
    }
    parts = {name: value for name, value in chosen.items() if value}
    return render_template(
        "affairs/findings.html", found=found, wanted=chosen, parts=parts, words=texts_findings, rule_words=texts_rules
    )


@pages.get("/thi-dua/dau-hieu/<int:finding_id>", needs=Permission.AFFAIRS_HELD)
def finding(finding_id: int) -> str:
    """Show one finding."""
    shown = service.one_finding(guard.session(), finding_id=finding_id, now=guard.now())
    return render_template(
        "affairs/finding.html",
        page=page_of(shown),
        words=texts_findings,
        me=guard.person().account_id,
        may_decide=Permission.AFFAIRS_DECIDE in guard.person().permissions,
    )


@pages.post("/thi-dua/dau-hieu/<int:finding_id>/giu", needs=Permission.AFFAIRS_DECIDE)
def keep_finding(finding_id: int) -> Response:
    """Say that a finding is explained: its answers count."""
    by, at, reason = guard.actor(), guard.now(), request.form.get("reason", "")
    return _decided(
        lambda: service.keep(guard.session(), finding_id=finding_id, reason=reason, by=by, at=at),
        "findings:keep",
        finding_id,
    )


@pages.post("/thi-dua/dau-hieu/<int:finding_id>/loai", needs=Permission.AFFAIRS_DECIDE)
def exclude_finding(finding_id: int) -> Response:
    """Propose to exclude the answers of a finding."""
    by, at, reason = guard.actor(), guard.now(), request.form.get("reason", "")
    return _decided(
        lambda: service.propose_exclusion(guard.session(), finding_id=finding_id, reason=reason, by=by, at=at),
        "findings:exclude",
        finding_id,
    )


@pages.post("/thi-dua/dau-hieu/<int:finding_id>/xac-nhan", needs=Permission.AFFAIRS_DECIDE)
def confirm_finding(finding_id: int) -> Response:
    """Confirm what somebody else proposed."""
    by, at = guard.actor(), guard.now()
    return _decided(
        lambda: service.confirm_exclusion(guard.session(), finding_id=finding_id, by=by, at=at),
        "findings:confirm",
        finding_id,
    )


def _decided(action: Callable[[], object], act: str, finding_id: int) -> Response:
    return outcome(action, done=texts_done.done(act), to=url_for("affairs.finding", finding_id=finding_id))

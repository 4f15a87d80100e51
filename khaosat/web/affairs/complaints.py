"""The register of complaints about officers: entered, verified by two people, taken back with a reason."""

from collections.abc import Callable
from datetime import date
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import ZONE
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import complaints as service
from khaosat.services.complaints import Entry
from khaosat.web import guard, texts_complaints, texts_done
from khaosat.web.affairs import pages
from khaosat.web.outcome import outcome
from khaosat.web.texts_accounts import Problem, problem

FIELDS = ("officer", "day", "about", "source", "summary")


@pages.get("/thi-dua/phan-anh", needs=Permission.AFFAIRS_COMPLAINTS)
def complaints() -> str:
    """Show the register, what waits first."""
    return _page(None)


@pages.post("/thi-dua/phan-anh", needs=Permission.AFFAIRS_VERIFY)
def enter_complaint() -> Response | tuple[str, int]:
    """Register a complaint; where something is wrong, the page comes back with what was typed."""
    try:
        service.enter(guard.session(), entry=_entry(), by=guard.actor(), at=guard.now())
    except (InvalidFailure, ConflictFailure) as failure:
        return _page(problem(failure)), 400
    flash(texts_done.done("complaints:enter"), "done")
    return redirect(url_for("affairs.complaints"))


@pages.post("/thi-dua/phan-anh/<int:complaint_id>/dung", needs=Permission.AFFAIRS_VERIFY)
def say_true(complaint_id: int) -> Response:
    """Propose that a complaint is true."""
    return _proposed(complaint_id, true=True)


@pages.post("/thi-dua/phan-anh/<int:complaint_id>/khong-dung", needs=Permission.AFFAIRS_VERIFY)
def say_false(complaint_id: int) -> Response:
    """Propose that a complaint is false."""
    return _proposed(complaint_id, true=False)


@pages.post("/thi-dua/phan-anh/<int:complaint_id>/xac-nhan", needs=Permission.AFFAIRS_VERIFY)
def confirm_complaint(complaint_id: int) -> Response:
    """Confirm the verdict somebody else proposed."""
    by, at = guard.actor(), guard.now()
    return _decided(
        lambda: service.confirm(guard.session(), complaint_id=complaint_id, by=by, at=at), "complaints:confirm"
    )


@pages.post("/thi-dua/phan-anh/<int:complaint_id>/mo-lai", needs=Permission.AFFAIRS_VERIFY)
def reopen_complaint(complaint_id: int) -> Response:
    """Take a proposal or a verdict back."""
    by, at, reason = guard.actor(), guard.now(), request.form.get("reason", "")
    return _decided(
        lambda: service.reopen(guard.session(), complaint_id=complaint_id, reason=reason, by=by, at=at),
        "complaints:reopen",
    )


def _proposed(complaint_id: int, *, true: bool) -> Response:
    by, at, reason = guard.actor(), guard.now(), request.form.get("reason", "")
    return _decided(
        lambda: service.propose(guard.session(), complaint_id=complaint_id, true=true, reason=reason, by=by, at=at),
        "complaints:propose",
    )


def _decided(action: Callable[[], object], act: str) -> Response:
    return outcome(action, done=texts_done.done(act), to=url_for("affairs.complaints"))


def _page(wrong: Problem | None) -> str:
    state, today = request.args.get("trang-thai", ""), guard.now().astimezone(ZONE).date()
    may_verify = Permission.AFFAIRS_VERIFY in guard.person().permissions
    officers = service.officers_by_office(guard.session(), day=today) if may_verify else []
    return render_template(
        "affairs/complaints.html",
        found=service.register(guard.session(), state=state, page=request.args.get("trang", 1, type=int)),
        state=state if state in texts_complaints.states() else "",
        officers=[(office, list(its)) for office, its in groupby(officers, key=lambda one: one[0])],
        words=texts_complaints,
        problem=wrong,
        typed={name: request.form.get(name, "") for name in FIELDS},
        today=today,
        me=guard.person().account_id,
        may_verify=may_verify,
    )


def _entry() -> Entry:
    said = {name: request.form.get(name, "") for name in FIELDS}
    try:
        day = date.fromisoformat(said["day"])
    except ValueError as error:
        raise InvalidFailure(field="day", reason="missing") from error
    return Entry(said["officer"], day, said["about"], said["source"], said["summary"])

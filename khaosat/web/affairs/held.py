"""Held answers, decided one by one; and hours in which an office saw a flood."""

from collections.abc import Callable
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from config import ZONE
from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import holds
from khaosat.services.checking import HELD_REASONS
from khaosat.web import guard, texts_done, texts_held
from khaosat.web.affairs import pages
from khaosat.web.outcome import outcome


@pages.get("/thi-dua/tam-giu", needs=Permission.AFFAIRS_HELD)
def held() -> str:
    """List what is held, the oldest first, narrowed by reason, office and state, and the floods of the last weeks."""
    reason, state = request.args.get("ly-do", ""), request.args.get("trang-thai", "")
    wanted = holds.Wanted(
        reason=reason if reason in HELD_REASONS else "",
        office_key=request.args.get("noi", ""),
        state=state if state in holds.ON_THE_PAGE else "",
    )
    today, page = guard.now().astimezone(ZONE).date(), request.args.get("trang", 1, type=int)
    found = holds.holds(guard.session(), wanted, today=today, page=page)
    chosen = {"ly-do": wanted.reason, "noi": wanted.office_key, "trang-thai": wanted.state}
    return render_template(
        "affairs/held.html",
        found=found,
        wanted=wanted,
        parts={name: value for name, value in chosen.items() if value},
        reasons=texts_held.reasons(),
        tests=texts_held.tests(),
        states=texts_held.states(),
        effect=texts_held.effect,
        me=guard.person().account_id,
        may_decide=Permission.AFFAIRS_DECIDE in guard.person().permissions,
    )


@pages.post("/thi-dua/tam-giu/<answer_id>/giu", needs=Permission.AFFAIRS_DECIDE)
def keep_answer(answer_id: str) -> Response:
    """Let a held answer count."""
    found, by, at = _uuid(answer_id), guard.actor(), guard.now()
    return _decided(lambda: holds.keep(guard.session(), answer_id=found, reason=_reason(), by=by, at=at), "holds:keep")


@pages.post("/thi-dua/tam-giu/<answer_id>/loai", needs=Permission.AFFAIRS_DECIDE)
def exclude_answer(answer_id: str) -> Response:
    """Propose to exclude a held answer."""
    found, by, at = _uuid(answer_id), guard.actor(), guard.now()
    return _decided(
        lambda: holds.propose_exclusion(guard.session(), answer_id=found, reason=_reason(), by=by, at=at),
        "holds:exclude",
    )


@pages.post("/thi-dua/tam-giu/<answer_id>/xac-nhan", needs=Permission.AFFAIRS_DECIDE)
def confirm_exclusion(answer_id: str) -> Response:
    """Confirm what somebody else proposed."""
    found, by, at = _uuid(answer_id), guard.actor(), guard.now()
    return _decided(lambda: holds.confirm_exclusion(guard.session(), answer_id=found, by=by, at=at), "holds:confirm")


def _decided(action: Callable[[], object], act: str) -> Response:
    return outcome(action, done=texts_done.done(act), to=url_for("affairs.held"))


def _reason() -> str:
    return request.form.get("reason", "")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundFailure(what="held answer") from error

"""What people wrote: in groups, scrubbed, dated by their release; to be found again and seen to."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import commenting
from khaosat.services.commenting import Wanted
from khaosat.web import guard, texts_comments
from khaosat.web.period_chooser import asked_period, chooser
from khaosat.web.unit import pages
from khaosat.web.unit.results import today

LONGEST = 100  # characters of a search


@pages.get("/ket-qua/<unit_key>/y-kien", needs=Permission.UNIT_RESULTS)
def comments(unit_key: str) -> str:
    """Show one page of the comments of the period that are asked for."""
    period = asked_period(today=today())
    wanted = _wanted()
    found = commenting.comments_of(guard.session(), unit_key=unit_key, period=period, wanted=wanted)
    may_see_to = Permission.UNIT_COMMENTS in guard.person().permissions
    return render_template(
        "unit/comments.html",
        found=found,
        chooser=chooser(period, today=today()),
        topics=texts_comments.topics(),
        may_see_to=may_see_to,
        parts=_parts(unit_key, period.key, wanted),
    )


@pages.post("/ket-qua/<unit_key>/y-kien/<comment_id>", needs=Permission.UNIT_COMMENTS)
def see_to(unit_key: str, comment_id: str) -> Response:
    """Mark a comment as seen to, or take the mark back; leads back to the page it was on."""
    commenting.see_to(
        guard.session(), unit_key=unit_key, comment_id=_uuid(comment_id), done=request.form.get("roi") == "1",
        by=guard.actor(), at=guard.now(),
    )  # fmt: skip  # one act, one line of thought
    flash(texts_comments.marked(done=request.form.get("roi") == "1"), "done")
    return redirect(_address(unit_key, request.args.get("ky", ""), _wanted()))


def _wanted() -> Wanted:
    given = request.args
    score = given.get("muc", "")
    page = given.get("trang", "1")
    return Wanted(
        words=given.get("tim", "")[:LONGEST],
        topic=given.get("ve", ""),
        seen_to=given.get("xem", ""),
        score=int(score) if score in {"1", "2", "3", "4", "5"} else None,
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,  # noqa: PLR2004  no book is longer
    )


def _address(unit_key: str, period: str, wanted: Wanted) -> str:
    page = wanted.page if wanted.page > 1 else None
    return url_for("unit.comments", trang=page, **_parts(unit_key, period, wanted))


def _parts(unit_key: str, period: str, wanted: Wanted) -> dict[str, Any]:
    """Return the words of the address but the page's number."""
    return {
        "unit_key": unit_key,
        "ky": period or None,
        "tim": wanted.words or None,
        "ve": wanted.topic or None,
        "xem": wanted.seen_to or None,
        "muc": wanted.score,
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundFailure(what="comment") from error

"""The page this product lives by: five faces, one tap, one answer."""

from flask import Response, make_response, render_template, request

from khaosat.errors import DayClosedFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import answering, receipts, slips
from khaosat.services.answering import Recorded, Survey, Tap
from khaosat.services.tokens import Token
from khaosat.services.visiting import PlacardView
from khaosat.web.citizen import desk, doorstep, forms, origin, pages, printed, scans, visitor
from khaosat.web.citizen.shapes import ClosedDayPage, RatingPage, TappedPage
from khaosat.web.languages import language

Answer = str | tuple[str, int]


@pages.get("/P/<code>", needs=Permission.PUBLIC)
@pages.get("/p/<code>", needs=Permission.PUBLIC)
def page(code: str) -> Answer:
    """Show the five faces, with a fresh token; nothing in the address chooses one."""
    found = desk.find(code)
    scans.note_here(found.placard)
    text = _printed(found.placard, notice="moved" if found.moved else None)
    doorstep.lay_down(found.placard, text)
    return printed.filled(text, token=desk.new_token(found.placard))


@pages.get("/P/<code>/<slip>", needs=Permission.PUBLIC, endpoint="slip")
@pages.get("/p/<code>/<slip>", needs=Permission.PUBLIC, endpoint="slip")
def with_slip(code: str, slip: str) -> Response:
    """Show the same page to who scanned a receipt slip, the slip in its form; one that cannot be any refuses nothing.

    No page is told more of this address than the host: it names the slip.
    """
    found = desk.find(code)
    scans.note_here(found.placard)
    unreadable = slips.typed(slip) is None and len(slip) >= slips.ID_LENGTH  # "cham" and "xong" are pages opened again
    notice = "slip" if unreadable else "moved" if found.moved else None
    shown = make_response(faces(found.placard, notice=notice, slip=slip))
    shown.headers["Referrer-Policy"] = "strict-origin"
    return shown


@pages.post("/p/<code>/cham", needs=Permission.PUBLIC)
def rate(code: str) -> Answer:
    """Record the tap and answer it at once: no redirect, which would cost a round trip on 2G."""
    placard = desk.find(code).placard
    survey = desk.survey()
    try:
        token, score = desk.posted_token(placard), forms.face()
    except InvalidFailure as failure:
        return faces(placard, chosen=forms.face_or_none(), notice=failure.code, slip=forms.slip()), 422
    try:
        recorded = _record(placard, survey, token, score)
    except DayClosedFailure as failure:
        return closed(failure, token)
    return _tapped(placard, survey, token, recorded)


def faces(
    placard: PlacardView, *, chosen: int | None = None, notice: str | None = None, slip: str | None = None
) -> str:
    """Return the page with the faces and a fresh token; what can be a receipt slip is carried along."""
    carried = slips.typed(slip) if slip else None
    text = _printed(placard, chosen=chosen, notice=notice, with_slip=carried is not None)
    return printed.filled(text, token=desk.new_token(placard), slip=carried or "")


def _printed(
    placard: PlacardView, *, chosen: int | None = None, notice: str | None = None, with_slip: bool = False
) -> str:
    survey = desk.survey()
    shown = RatingPage(placard, survey, printed.TOKEN, chosen, notice, printed.SLIP if with_slip else None)
    key = (placard, survey.questionnaire.id, chosen, notice, with_slip)
    return printed.printed("citizen/rating.html", shown, *key)


def slip_word(recorded: Recorded) -> str | None:
    """Return what became of the receipt slip that came along: `verified`, `unverified`; None where none came."""
    return forms.slip() and ("verified" if recorded.verified else "unverified")


def closed(failure: DayClosedFailure, token: Token) -> Answer:
    """Return the page of an answer whose day has closed."""
    day = failure.details["day"]
    assert hasattr(day, "isoformat")  # noqa: S101  the failure's own detail
    shown = ClosedDayPage(day, receipts.written(token.receipt), forms.comment_typed())  # type: ignore[arg-type]  # a date
    return render_template("citizen/closed_day.html", page=shown), 409


def _record(placard: PlacardView, survey: Survey, token: Token, score: int) -> Recorded:
    with visitor.counted(placard) as visit:
        tap = Tap(
            score=score,
            at=desk.now(),
            language=language(),
            field_id=desk.sole_field(placard),
            held_reason=origin.held_reason() or ("repeated" if visit.held else None),
            retry=request.form.get("retry") == "1",
            slip=desk.carried(placard),
            repeat_of_day=visit.ordinal,
        )
        recorded = _submit(placard, survey, token, tap)
        visit.is_new = recorded.created
    return recorded


def _submit(placard: PlacardView, survey: Survey, token: Token, tap: Tap) -> Recorded:
    if tap.slip is None:
        with desk.holding(placard.unit_id, token.answer_id, at_once=True) as session:
            first = answering.submit_at_once(session, placard=placard, survey=survey, token=token, tap=tap)
        if first is not None:
            return first
    with desk.holding(placard.unit_id, token.answer_id) as session:
        return answering.submit(session, placard=placard, survey=survey, token=token, tap=tap)


def _tapped(placard: PlacardView, survey: Survey, token: Token, recorded: Recorded) -> str:
    officers = desk.officers(placard, recorded.day)
    slip = slip_word(recorded)
    shown = TappedPage(placard, survey, printed.TOKEN, printed.RECEIPT, recorded.score, officers, slip)
    key = (placard, survey.questionnaire.id, recorded.score, officers, slip)
    blanks = {"token": request.form["t"], "receipt": receipts.written(token.receipt)}
    return printed.filled(printed.printed("citizen/tapped.html", shown, *key), **blanks)

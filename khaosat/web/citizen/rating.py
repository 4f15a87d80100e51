"""The page this product lives by: five faces, one tap, one answer."""

from flask import render_template, request

from khaosat.errors import DayClosedFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import answering, receipts
from khaosat.services.answering import Recorded, Survey, Tap
from khaosat.services.tokens import Token
from khaosat.services.visiting import PlacardView
from khaosat.web.citizen import desk, forms, origin, pages, printed
from khaosat.web.citizen.shapes import ClosedDayPage, RatingPage, TappedPage
from khaosat.web.languages import language

Answer = str | tuple[str, int]


@pages.get("/P/<code>", needs=Permission.PUBLIC)
@pages.get("/p/<code>", needs=Permission.PUBLIC)
def page(code: str) -> Answer:
    """Show the five faces, with a fresh token; nothing in the address chooses one."""
    found = desk.find(code)
    return faces(found.placard, notice="moved" if found.moved else None)


@pages.get("/P/<code>/<slip>", needs=Permission.PUBLIC, endpoint="slip")
@pages.get("/p/<code>/<slip>", needs=Permission.PUBLIC, endpoint="slip")
def with_slip(code: str, slip: str) -> Answer:  # noqa: ARG001  a slip nobody can verify yet refuses nothing
    """Show the same page to who scanned a receipt slip."""
    return page(code)


@pages.post("/p/<code>/cham", needs=Permission.PUBLIC)
def rate(code: str) -> Answer:
    """Record the tap and answer it at once: no redirect, which would cost a round trip on 2G."""
    placard = desk.find(code).placard
    survey = desk.survey()
    try:
        token, score = desk.posted_token(placard), forms.face()
    except InvalidFailure as failure:
        return faces(placard, chosen=forms.face_or_none(), notice=failure.code), 422
    try:
        recorded = _record(placard, survey, token, score)
    except DayClosedFailure as failure:
        return closed(failure, token)
    return _tapped(placard, survey, token, recorded)


def faces(placard: PlacardView, *, chosen: int | None = None, notice: str | None = None) -> str:
    """Return the page with the faces and a fresh token."""
    survey = desk.survey()
    shown = RatingPage(placard, survey, printed.TOKEN, chosen, notice)
    key = (placard, survey.questionnaire.id, chosen, notice)
    return printed.filled("citizen/rating.html", shown, *key, token=desk.new_token(placard))


def closed(failure: DayClosedFailure, token: Token) -> Answer:
    """Return the page of an answer whose day has closed."""
    day = failure.details["day"]
    assert hasattr(day, "isoformat")  # noqa: S101  the failure's own detail
    shown = ClosedDayPage(day, receipts.written(token.receipt), forms.comment_typed())  # type: ignore[arg-type]  # a date
    return render_template("citizen/closed_day.html", page=shown), 409


def _record(placard: PlacardView, survey: Survey, token: Token, score: int) -> Recorded:
    tap = Tap(
        score=score,
        at=desk.now(),
        language=language(),
        field_id=desk.sole_field(placard),
        held_reason=origin.held_reason(),
        retry=request.form.get("retry") == "1",
    )
    with desk.holding(placard.unit_id, token.answer_id) as session:
        return answering.submit(session, placard=placard, survey=survey, token=token, tap=tap)


def _tapped(placard: PlacardView, survey: Survey, token: Token, recorded: Recorded) -> str:
    officers = desk.officers(placard, recorded.day)
    shown = TappedPage(placard, survey, printed.TOKEN, printed.RECEIPT, recorded.score, officers)
    key = (placard, survey.questionnaire.id, recorded.score, officers)
    blanks = {"token": request.form["t"], "receipt": receipts.written(token.receipt)}
    return printed.filled("citizen/tapped.html", shown, *key, **blanks)

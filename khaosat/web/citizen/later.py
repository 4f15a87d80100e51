"""The optional rest, on two short pages: each saves what it was given into the same answer."""

from flask import render_template, request

from khaosat.errors import DayClosedFailure, InvalidFailure, NotFoundFailure, TokenFailure
from khaosat.policy import Permission
from khaosat.services import answering, receipts, visiting
from khaosat.services.answering import Recorded, Survey
from khaosat.services.days import day_of
from khaosat.services.tokens import Token
from khaosat.services.visiting import PlacardView
from khaosat.web.citizen import desk, forms, pages
from khaosat.web.citizen.forms import Later
from khaosat.web.citizen.rating import Answer, closed, faces, slip_word
from khaosat.web.citizen.shapes import LOW, DetailsPage, ThanksPage


@pages.post("/p/<code>/them", needs=Permission.PUBLIC, defaults={"last": False})
@pages.post("/p/<code>/xong", needs=Permission.PUBLIC, defaults={"last": True})
def more(code: str, *, last: bool) -> Answer:
    """Save what a page gave, then show the next one, or thanks; what cannot be taken comes back to be put right."""
    placard, survey = desk.look(code), desk.survey()
    sent = forms.later(survey)
    try:
        token = desk.posted_token(placard)
        recorded = _save(placard, survey, token, sent)
    except DayClosedFailure as failure:
        return closed(failure, token)
    except (TokenFailure, NotFoundFailure) as failure:
        return faces(desk.find(code).placard, notice=failure.code, slip=forms.slip()), 422
    except InvalidFailure as failure:
        sent.problems[str(failure.details["field"])] = str(failure.details["reason"])
        recorded = None
    if last and not sent.problems:
        slip = slip_word(recorded) if recorded else None
        shown = ThanksPage(placard, receipts.written(token.receipt), request.form["t"], slip)
        return render_template("citizen/thanks.html", page=shown)
    return _details(placard, survey, token, recorded, sent), 422 if sent.problems else 200


def _save(placard: PlacardView, survey: Survey, token: Token, sent: Later) -> Recorded:
    slip = desk.carried(placard)
    with desk.reading() as session:
        place = visiting.place(session, placard=placard)
    with desk.holding(placard.unit_id, token.answer_id) as session:
        return answering.amend(
            session,
            answer_id=token.answer_id,
            place=place,
            questionnaire=survey.questionnaire,
            given=sent.given,
            slip=slip,
            at=desk.now(),
        )


def _details(placard: PlacardView, survey: Survey, token: Token, recorded: Recorded | None, sent: Later) -> str:
    score = recorded.score if recorded else None
    verified = recorded is not None and recorded.verified
    ticked = tuple(request.form.getlist("reasons")) if sent.problems else ()
    shown = DetailsPage(
        placard=placard,
        token=request.form["t"],
        receipt=receipts.written(token.receipt),
        questionnaire=survey.questionnaire,
        fields=() if verified else desk.fields(placard),
        low=bool(ticked) or (score is not None and score <= LOW),
        asks_if_watched=token.asks_if_watched,
        slip=slip_word(recorded) if recorded else None,
        asks_slip=not verified and desk.hands_out_slips(placard, day_of(desk.now())),
        typed={**request.form, "comment": forms.comment_typed()} if sent.problems else {},
        ticked=ticked,
        problems=sent.problems,
    )
    return render_template("citizen/details.html", page=shown)

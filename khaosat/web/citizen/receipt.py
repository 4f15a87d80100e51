"""The receipt page: see that the answer stands, change it until its day closes, take it back at any time."""

from flask import render_template, request

from khaosat.errors import DayClosedFailure, InvalidFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import answering, receipts, visiting
from khaosat.services.answering import Given, Place
from khaosat.services.checking import without_controls
from khaosat.services.receipts import Standing
from khaosat.web.citizen import asking, desk, forms, pages
from khaosat.web.citizen.asking import Asking
from khaosat.web.citizen.proof import proof_of
from khaosat.web.citizen.rating import Answer
from khaosat.web.citizen.shapes import ReceiptPage

LONGEST = 60  # characters of what was typed that are shown back


@pages.route("/bien-nhan", methods=["GET", "POST"], needs=Permission.PUBLIC)
def receipt() -> Answer:
    """Show what a typed receipt is good for, and do what was asked with it; the code never stands in an address."""
    typed = without_controls(request.form.get("ma", "")).strip()[:LONGEST]
    if not typed:
        return _shown(ReceiptPage())
    try:
        code = receipts.typed(typed)
        done, request_made = _do(code, _standing(code))
        standing = _standing(code)
        shown = ReceiptPage(receipts.written(code), standing, done=done, proof=proof_of(standing), asking=request_made)
        return _shown(shown), 422 if request_made.problem else 200
    except InvalidFailure as failure:
        return _shown(ReceiptPage(typed, problem=str(failure.details["reason"]))), 422
    except NotFoundFailure:
        return _shown(ReceiptPage(typed, problem="unknown")), 404
    except DayClosedFailure:
        return _shown(ReceiptPage(receipts.written(code), _standing(code), problem="day_closed")), 409


def _shown(page: ReceiptPage) -> str:
    return render_template("citizen/receipt.html", page=page)


def _standing(code: bytes) -> Standing:
    with desk.finding(receipts.answer_id_of(code)) as session:
        return receipts.standing(session, receipt=code, at=desk.now())


def _do(code: bytes, standing: Standing) -> tuple[str | None, Asking]:
    """Do what a button of the page asked for; returns its code (None: nothing) and the request for a reply."""
    if "hoi" in request.form:
        return asking.ask(code, standing)
    if "thoi-hoi" in request.form:
        return asking.take_back(code, standing), asking.of(code)
    return _change(standing), asking.of(code)


def _change(standing: Standing) -> str | None:
    if standing.withdrawn:
        return None
    if "rut" in request.form:
        with desk.holding(standing.place.unit_id, standing.answer_id) as session:
            answering.withdraw(session, answer_id=standing.answer_id, at=desk.now())
        return "withdrawn"
    if "diem" in request.form:
        _choose(standing, forms.face())
        return "changed"
    return None


def _choose(standing: Standing, score: int) -> None:
    asked = standing.place
    with desk.reading() as session:
        questionnaire = visiting.questionnaire(session, questionnaire_id=asked.questionnaire_id)
    with desk.holding(asked.unit_id, standing.answer_id) as session:
        answering.amend(
            session,
            answer_id=standing.answer_id,
            place=Place(asked.office_id, asked.unit_id),
            questionnaire=questionnaire,
            given=Given({questionnaire.overall.code: score}),
            at=desk.now(),
        )

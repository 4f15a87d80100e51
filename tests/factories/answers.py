"""Answers in the small province, through the validation of real ones."""

from datetime import date, datetime
from secrets import token_bytes
from typing import Any

from config import ZONE
from khaosat.access import ScopedSession
from khaosat.queries.placard_by_code import PlacardView, placard_by_code
from khaosat.queries.questionnaire import questionnaire_by_id
from khaosat.queries.standing_round import standing_round
from khaosat.services import receipts
from khaosat.services.answering import Survey
from khaosat.services.checking import Answer, Place, check
from tests.factories.province import SmallProvince

TODAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


def a_survey(session: ScopedSession, day: date = TODAY) -> Survey:
    """Return what the small province's placards ask."""
    round_ = standing_round(session, day)
    assert round_ is not None
    questionnaire = questionnaire_by_id(session, round_.questionnaire_id)
    assert questionnaire is not None
    return Survey(round_, questionnaire)


def a_placard(session: ScopedSession, code: str) -> PlacardView:
    """Return the placard of that code."""
    found = placard_by_code(session, code, today=TODAY)
    assert found is not None
    return found


def an_answer(score: int = 4, day: date = TODAY, **details: Any) -> Answer:  # noqa: ANN401  any detail of Answer
    """Return an answer with an id of its own."""
    receipt = receipts.receipt_of(token_bytes(16))
    return Answer(id=receipts.answer_id_of(receipt), day=day, slot=36, scores={"Z1": score}, **details)


def an_answer_row(session: ScopedSession, province: SmallProvince, unit: str = "19330") -> dict[str, Any]:
    """Return a row of `responses` for that unit's office."""
    survey = a_survey(session)
    place = Place(province.offices[unit], province.units[unit])
    return check(an_answer(), place=place, round_=survey.round, questionnaire=survey.questionnaire)

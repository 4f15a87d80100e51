"""Questionnaires are data: brought in once, never edited once answered."""

from datetime import datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.errors import ImmutableFailure, NotFoundFailure
from khaosat.models.event import Event
from khaosat.models.response import Response
from khaosat.queries.questionnaire import QuestionnaireView
from khaosat.services import questionnaires
from khaosat.services.acts import Actor
from khaosat.services.questionnaires import QuestionnaireFile
from tests.factories.answers import an_answer_row
from tests.factories.province import small_province

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
BY = Actor(None, "test")


def _ensure(session: ScopedSession, file: QuestionnaireFile) -> QuestionnaireView:
    return questionnaires.ensure(session, file=file, by=BY, at=AT)


def _reworded(file: QuestionnaireFile) -> QuestionnaireFile:
    said = file.model_dump()
    said["items"][0]["texts"]["vi"] = "Khác đi?"
    return QuestionnaireFile.model_validate(said)


def test_sipas_has_22_items_in_five_factors_and_the_overall_one_in_both_languages() -> None:
    file = questionnaires.read("sipas")
    sizes = {factor: sum(item.factor == factor for item in file.items) for factor in "ABCDE"}
    assert sizes == {"A": 4, "B": 5, "C": 6, "D": 3, "E": 4}
    assert (file.items[0].code, file.items[0].about) == ("Z1", "service")
    assert [item.code for item in file.items if item.may_skip] == ["E1", "E2", "E3", "E4"]


def test_the_short_form_asks_the_service_the_officer_and_one_question_a_factor() -> None:
    assert [(item.code, item.about) for item in questionnaires.read("short").items] == [
        ("Z1", "service"), ("OF", "officer"), *((factor, "factor") for factor in "ABCDE")
    ]  # fmt: skip  # one line of thought
    assert questionnaires.names() == ("short", "sipas")


def test_a_name_that_is_no_file_is_not_found() -> None:
    with pytest.raises(NotFoundFailure):
        questionnaires.read("../short")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda said: said["items"].reverse(), "about the service"),
        (lambda said: said["items"].append(said["items"][-1]), "unique"),
        (lambda said: said["items"][2].pop("factor"), "names it"),
        (lambda said: said["items"][2]["texts"].pop("en"), "English at least"),
        (lambda said: said.update(weight=3), "Extra inputs"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_by_name(spoil: object, why: str) -> None:
    said = questionnaires.read("short").model_dump()
    said["items"] = list(said["items"])
    assert callable(spoil)
    spoil(said)
    with pytest.raises(ValidationError, match=why):
        QuestionnaireFile.model_validate(said)


def test_bringing_it_in_twice_leaves_one_and_one_event(engine: Engine) -> None:
    with open_session(engine, Scope.system("test")) as session:
        first = _ensure(session, questionnaires.read("sipas"))
        assert _ensure(session, questionnaires.read("sipas")) == first
        assert [item.column for item in first.items] == [f"s{place:02d}" for place in range(1, 24)]
        assert session.scalars(select(Event.subject)).all() == ["questionnaire:sipas:1"]


def test_an_unanswered_version_may_be_reworded(engine: Engine) -> None:
    file = questionnaires.read("short")
    with open_session(engine, Scope.system("test")) as session:
        first = _ensure(session, file)
        again = _ensure(session, _reworded(file))
    assert (again.id, again.overall.texts["vi"]) == (first.id, "Khác đi?")


def test_an_answered_version_is_refused_by_the_service_and_by_the_database(engine: Engine) -> None:
    province = small_province(engine)
    with open_session(engine, Scope.system("test")) as session:
        store(session, Response, [an_answer_row(session, province)])
        session.commit()
        with pytest.raises(ImmutableFailure):
            _ensure(session, _reworded(questionnaires.read("short")))
        with pytest.raises(Exception, match="answered already"):
            questionnaires.write_down(session, file=questionnaires.read("short"), by=BY, at=AT)

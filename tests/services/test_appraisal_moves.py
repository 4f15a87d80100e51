"""Files of the yearly appraisal move by the table alone, whoever asks, on either database, and two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from config import Settings
from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, Failure, InvalidFailure, NotFoundFailure
from khaosat.jobs import nightly
from khaosat.models.appraisal import Appraisal
from khaosat.models.dossier import SpecialDay
from khaosat.models.event import Event
from khaosat.services import answering, appraisal_moves
from khaosat.services.appraisal_flow import State
from khaosat.services.appraisal_moves import LONGEST_REASON
from tests.factories.answers import a_survey, an_answer
from tests.factories.appraisal import YEAR, open_files
from tests.factories.movers import AGREED, LOWERED, NOW, Movers
from tests.factories.province import small_province


@pytest.fixture
def movers(engine: Engine) -> Movers:
    made = small_province(engine)
    files = open_files(engine, made, u_19330={"suggested_class": "good", "suggestion": {"class": "good"}})
    return Movers(engine, made, files["cc-19330-1"])


def test_a_whole_way_with_its_steps_and_events(engine: Engine, movers: Movers) -> None:
    movers.go(*LOWERED, ("cuc", "cosign"), ("chi", "tell"), ("binh", "appeal", None, "tôi nghỉ ốm"))
    movers.go(("em", "decide_appeal", "good", "ốm đau không phải lỗi"), ("cuc", "tell"))
    file = movers.file()
    found = (file.state, file.proposed_class, file.decided_class, file.final_class, file.appealed)
    assert found == ("final", "good", "completed", "good", True)
    assert [(step.move, step.state_before, step.state_after, step.actor) for step in movers.steps()] == [
        ("propose", "drafted", "proposed", "an"),
        ("verify", "proposed", "verified", "chi"),
        ("decide", "verified", "decided_pending_second", "duc"),
        ("cosign", "decided_pending_second", "decided", "cuc"),
        ("tell", "decided", "told", "chi"),
        ("appeal", "told", "appealed", "binh"),
        ("decide_appeal", "appealed", "appeal_decided", "em"),
        ("tell", "appeal_decided", "final", "cuc"),
    ]
    with open_session(engine, Scope.system("a look")) as session:
        events = session.scalars(select(Event).where(Event.act.like("appraisals:%")).order_by(Event.id)).all()
    assert [event.act for event in events][:3] == ["appraisals:propose", "appraisals:verify", "appraisals:decide"]
    assert events[2].before == {
        "year": YEAR, "officer": "cc-19330-1", "state": "verified", "proposed_class": "good", "decided_class": None,
        "final_class": None,
    }  # fmt: skip  # one event
    assert events[2].after is not None
    assert (events[2].after["state"], events[2].after["reason"]) == ("decided_pending_second", "việc trễ hạn")


def test_nobody_else_s_file_exists(movers: Movers) -> None:
    for name, verb in (("ha", "propose"), ("duc", "decide"), ("em", "decide_appeal")):
        with pytest.raises(NotFoundFailure):
            movers.does(name, verb, "good", "vì")
    movers.go(*AGREED)
    other = next(file for file in _files(movers) if file != movers.file_id)
    with pytest.raises(NotFoundFailure):
        movers.does("binh", "appeal", None, "vì", file_id=other)


def _files(movers: Movers, unit: str = "19330") -> list[int]:
    with open_session(movers.engine, Scope.system("a look")) as session:
        wanted = select(Appraisal.id).where(Appraisal.unit_id == movers.made.units[unit]).order_by(Appraisal.id)
        return list(session.scalars(wanted))


def test_one_person_with_every_role_gets_no_further_than_the_proposal(movers: Movers) -> None:
    movers.does("all", "propose", "good")
    for verb in ("verify", "return"):
        with pytest.raises(ConflictFailure, match="took_part"):
            movers.does("all", verb, None, "vì")
    assert movers.file().state == State.PROPOSED


def test_who_reaches_every_file_still_proposes_for_their_units_alone(movers: Movers) -> None:
    with pytest.raises(ConflictFailure, match="not_permitted"):
        movers.does("all", "propose", "good", file_id=_files(movers, "19357")[0])


def test_a_head_does_not_propose_their_own_class(movers: Movers) -> None:
    with pytest.raises(ConflictFailure, match="own_appraisal"):
        movers.does("head_and_officer", "propose", "good")


def test_nothing_is_proposed_while_a_component_is_missing(movers: Movers) -> None:
    with open_session(movers.engine, Scope.system("a component is missing")) as session:
        file = session.get_one(Appraisal, movers.file_id)
        file.suggestion = file.suggested_class = None
        session.commit()
    with pytest.raises(ConflictFailure, match="incomplete"):
        movers.does("an", "propose", "good")


def test_who_lacks_the_permission_is_refused_though_they_see_the_file(movers: Movers) -> None:
    with pytest.raises(ConflictFailure, match="not_permitted"):
        movers.does("chi", "propose", "good")


def test_a_decision_about_what_has_changed_since_is_none(movers: Movers) -> None:
    movers.go(*AGREED[:2])
    seen = movers.steps()[-1].id
    movers.does("duc", "send_back", None, "xem lại", seen=seen)
    movers.does("chi", "verify")
    with pytest.raises(ConflictFailure, match="moved_on"):
        movers.does("duc", "decide", "good", seen=seen)


def test_many_are_all_or_none(movers: Movers) -> None:
    files = _files(movers)
    assert len(files) > 1
    movers.does("an", "propose", "good", files=files)
    movers.does("chi", "return", None, "thiếu căn cứ", file_id=files[-1])
    with pytest.raises(ConflictFailure, match="moved_on"):
        movers.does("chi", "verify", files=files)
    assert {movers.file(file).state for file in files[:-1]} == {"proposed"}
    movers.does("chi", "verify", files=files[:-1])
    assert {movers.file(file).state for file in files[:-1]} == {"verified"}
    with pytest.raises(InvalidFailure, match="none"):
        movers.does("chi", "verify", files=[])


def test_reasons_are_kept_as_written_and_not_too_long(movers: Movers) -> None:
    with pytest.raises(InvalidFailure, match="missing"):
        movers.does("an", "propose", "excellent", " \n ")
    with pytest.raises(InvalidFailure, match="too_long"):
        movers.does("an", "propose", "excellent", "a" * (LONGEST_REASON + 1))
    movers.does("an", "propose", "excellent", "  dòng một\r\ndòng hai ")
    assert movers.steps()[-1].reason == "dòng một\ndòng hai"


def test_the_term_is_counted_in_working_days_and_ends_by_itself(engine: Engine, movers: Movers) -> None:
    with open_session(engine, Scope.system("a holiday")) as session:
        session.add(SpecialDay(day=date(2027, 1, 13), name="nghỉ", works=False))
        session.commit()
    movers.go(*AGREED)
    assert movers.file().appeal_until == date(2027, 1, 26)  # ten working days after Monday 11th, one day off
    with open_session(engine, Scope.system("a night")) as session:
        assert appraisal_moves.end_terms(session, now=NOW.replace(day=26, hour=23)) == 0
        assert appraisal_moves.end_terms(session, now=NOW.replace(day=27, hour=0)) == 1
        assert appraisal_moves.end_terms(session, now=NOW.replace(day=28)) == 0
    assert (movers.file().state, movers.file().final_class) == ("final", "good")
    assert (movers.steps()[-1].move, movers.steps()[-1].made_by) == ("lapse", None)
    with pytest.raises(ConflictFailure, match="moved_on"):
        movers.does("binh", "appeal", None, "vì", at=NOW.replace(day=28))


def test_the_night_ends_the_terms_that_are_over(engine: Engine, movers: Movers, settings: Settings) -> None:
    movers.go(*AGREED)
    with open_session(engine, Scope.system("an answer of a day that has closed")) as session:
        survey = a_survey(session)
        answering.submit_many(
            session,
            office_id=movers.made.offices["19330"],
            unit_id=movers.made.units["19330"],
            round_=survey.round,
            questionnaire=survey.questionnaire,
            answers=[an_answer(5, date(2027, 1, 25))],
        )
    nightly.run(engine, now=NOW.replace(day=28), settings=settings)
    assert movers.file().state == "final"


def test_an_appeal_is_taken_back_and_made_again_within_the_term_alone(movers: Movers) -> None:
    movers.go(*AGREED, ("binh", "appeal", None, "vì"), ("binh", "withdraw"), ("binh", "appeal", None, "vì"))
    movers.does("binh", "withdraw")
    with pytest.raises(ConflictFailure, match="term_over"):
        movers.does("binh", "appeal", None, "vì", at=NOW + timedelta(days=15))


def _at_once(*acts: Callable[[], None]) -> list[Failure | None]:
    """Do these at the same moment; what stood in the way of each."""
    together = Barrier(len(acts))

    def one(doing: Callable[[], None]) -> Failure | None:
        together.wait()
        try:
            doing()
        except Failure as failure:
            return failure
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.parametrize("second", [("decide", "excellent"), ("send_back", None)])
def test_of_two_deciders_at_once_one_wins_and_the_other_is_told(movers: Movers, second: tuple[str, str | None]) -> None:
    movers.go(*AGREED[:2])
    movers.powers("duc"), movers.powers("all")  # signed in before
    verb, word = second
    found = _at_once(lambda: movers.does("duc", "decide", "good"), lambda: movers.does("all", verb, word, "khác"))
    assert [failure for failure in found if failure is None] == [None]
    (lost,) = (failure for failure in found if failure is not None)
    # where it was sent back, a decider no longer sees it at all
    assert isinstance(lost, ConflictFailure | NotFoundFailure)
    assert len(movers.steps()) == 3

"""What is kept too long is forgotten, and the seals over it still hold."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from config import ZONE, Settings
from khaosat.access import Scope, open_session
from khaosat.models.account import SignIn
from khaosat.models.event import Event
from khaosat.models.response import Response
from khaosat.services import answering, retention, sealing, settling
from khaosat.services.acts import Actor
from tests.factories.answers import a_survey, an_answer
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province

OLD, YOUNG = date(2025, 10, 30), date(2025, 11, 1)
NOW = datetime(2027, 11, 15, 9, tzinfo=ZONE)
BY = Actor(None, "test")


@pytest.fixture
def province(engine: Engine, settings: Settings) -> SmallProvince:
    made = small_province(engine)
    answers = [an_answer(2, day, comment=f"chữ của {day}", reasons=("late",)) for day in (OLD, YOUNG)]
    with open_session(engine, Scope.system("old answers for a test")) as session:
        survey = a_survey(session)
        answering.submit_many(
            session,
            office_id=made.offices["19330"],
            unit_id=made.units["19330"],
            round_=survey.round,
            questionnaire=survey.questionnaire,
            answers=[*answers, an_answer(5, OLD)],
        )
        settling.settle_due(session, now=datetime(2025, 11, 5, 9, tzinfo=ZONE), keys=settings.keys)
    return made


def forget(engine: Engine, now: datetime = NOW) -> retention.Due:
    with open_session(engine, Scope.system("a night")) as session:
        return retention.forget(session, by=BY, at=now)


def comments(engine: Engine) -> list[str]:
    with open_session(engine, Scope.system("test")) as session:
        return list(session.scalars(select(Response.comment).where(Response.comment.is_not(None))))


def test_comments_go_after_24_months_with_their_salt_and_the_seal_still_holds(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    assert province
    assert forget(engine).comments == 1
    assert comments(engine) == [f"chữ của {YOUNG}"]
    with open_session(engine, Scope.system("test")) as session:
        (gone,) = session.scalars(select(Response).where(Response.digest_comment.is_not(None)))
        assert (gone.salt_comment, gone.reasons, gone.state) == (None, ["late"], "counted")
        assert sealing.verify(session, keys=settings.keys).differences == ()
        event = session.scalars(select(Event).where(Event.act == "retention:forget")).one()
        assert event.after == {"comments": 1, "sign_ins": 0}
    assert not forget(engine)


def test_a_forgotten_comment_put_back_by_hand_is_found(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    assert province
    forget(engine)
    with open_session(engine, Scope.system("somebody with the database")) as session:
        (gone,) = session.scalars(select(Response).where(Response.digest_comment.is_not(None)))
        gone.digest_comment = bytes(32)
        session.commit()
        assert [one.day for one in sealing.verify(session, keys=settings.keys).differences] == [OLD]


def test_an_answer_whose_comment_was_forgotten_can_still_be_withdrawn(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    forget(engine)
    with open_session(engine, Scope.system("test")) as session:
        (gone,) = session.scalars(select(Response).where(Response.digest_comment.is_not(None)))
    with open_session(engine, Scope.citizen(province.units["19330"], gone.id)) as session:
        answering.withdraw(session, answer_id=gone.id, at=NOW)
    with open_session(engine, Scope.system("a night")) as session:
        settling.settle(session, day=OLD, at=NOW, keys=settings.keys)
        assert sealing.verify(session, keys=settings.keys).differences == ()


def test_sign_ins_that_ended_a_year_ago_go_and_younger_ones_stay(engine: Engine, province: SmallProvince) -> None:
    assert province
    account = person(engine, "an")
    with open_session(engine, Scope.sign_in_desk()) as session:
        for place, ended in enumerate((datetime(2026, 10, 31, tzinfo=ZONE), NOW + timedelta(hours=1))):
            started = ended - timedelta(hours=12)
            session.add(SignIn(token_digest=bytes([place]) * 32, account_id=account, started_at=started, ends_at=ended))
        session.commit()
    assert forget(engine).sign_ins == 1
    with open_session(engine, Scope.system("test")) as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_nothing_due_says_so_and_a_term_is_whole_months(engine: Engine, province: SmallProvince) -> None:
    assert province
    with open_session(engine, Scope.system("test").reading()) as session:
        assert not retention.due(session, now=datetime(2027, 10, 31, 23, tzinfo=ZONE))
        assert retention.due(session, now=datetime(2027, 11, 1, 0, 5, tzinfo=ZONE)).comments == 1
    assert retention.months_before(date(2026, 1, 15), 1) == date(2025, 12, 1)
    assert retention.months_before(date(2026, 11, 27), 24) == date(2024, 11, 1)

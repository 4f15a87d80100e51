"""A finding's answers are decided together and held one by one: one person keeps, two exclude, time gives them back."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from config import ZONE, Settings
from khaosat.access import Everything, Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.jobs import looking, nightly
from khaosat.models.event import Event
from khaosat.models.finding import Finding, FindingAnswer
from khaosat.models.hold import HoldDecision
from khaosat.models.response import DueDay, Response
from khaosat.models.tally import Tally
from khaosat.policy import READS, Realm, Role
from khaosat.queries.findings import Wanted
from khaosat.services import findings, holds, sealing
from khaosat.services.acts import Actor
from khaosat.services.holds import State
from tests.factories import stuffing
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province

NOW = datetime(2026, 11, 17, 9, tzinfo=ZONE)
DESK = Scope(reads=Everything("a test"), realms=frozenset({Realm.HELD}), changes=frozenset({Realm.HELD, Realm.AUDIT}))


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


@pytest.fixture
def finding(engine: Engine, province: SmallProvince) -> int:
    stuffing.a_year(engine, province)
    looking.look(engine, week=stuffing.WEEK, at=NOW)
    with open_session(engine, DESK) as session:
        return session.scalars(select(Finding.id)).one()


@pytest.fixture
def chi(engine: Engine) -> Actor:
    return Actor(person(engine, "chi", Role.AFFAIRS), "chi")


@pytest.fixture
def cuc(engine: Engine) -> Actor:
    return Actor(person(engine, "cuc", Role.AFFAIRS), "cuc")


def night(engine: Engine, now: datetime = NOW) -> None:
    with open_session(engine, Scope.system("a night")) as session:
        findings.carry_out(session, now=now)
        holds.carry_out(session, now=now)


def answers(engine: Engine, finding: int) -> list[UUID]:
    with open_session(engine, DESK) as session:
        rows = session.scalars(select(FindingAnswer).where(FindingAnswer.finding_id == finding))
        return sorted(row.answer_id for row in rows)


def states(engine: Engine, finding: int) -> dict[tuple[str, str | None], int]:
    with open_session(engine, Scope.system("test")) as session:
        rows = session.scalars(select(Response).where(Response.id.in_(answers(engine, finding)))).all()
    return Counter((row.state, row.held_reason) for row in rows)


def propose(engine: Engine, finding: int, by: Actor, at: datetime = NOW) -> None:
    with open_session(engine, DESK) as session:
        findings.propose_exclusion(session, finding_id=finding, reason="24 phiếu trong 15 phút", by=by, at=at)


def confirm(engine: Engine, finding: int, by: Actor, at: datetime = NOW) -> None:
    with open_session(engine, DESK) as session:
        findings.confirm_exclusion(session, finding_id=finding, by=by, at=at)


def keep(engine: Engine, finding: int, by: Actor, at: datetime = NOW) -> None:
    with open_session(engine, DESK) as session:
        findings.keep(session, finding_id=finding, reason="một đoàn khách", by=by, at=at)


def standing(engine: Engine, finding: int, now: datetime = NOW) -> State:
    with open_session(engine, DESK) as session:
        return findings.one_finding(session, finding_id=finding, now=now).state


def test_what_nobody_decides_about_keeps_counting(engine: Engine, finding: int) -> None:
    night(engine, NOW + timedelta(days=40))
    assert set(states(engine, finding)) == {("counted", None)}
    assert standing(engine, finding, NOW + timedelta(days=40)) is State.WAITING


def test_a_proposal_holds_the_answers_from_that_night_on_and_two_people_exclude_them(
    engine: Engine, settings: Settings, finding: int, chi: Actor, cuc: Actor
) -> None:
    nightly.run(engine, now=NOW, settings=settings)
    propose(engine, finding, chi)
    assert set(states(engine, finding)) == {("counted", None)}, "by day nothing changes"
    nightly.run(engine, now=NOW + timedelta(days=1), settings=settings)
    assert set(states(engine, finding)) == {("held", "pattern")}
    with pytest.raises(ConflictFailure):
        confirm(engine, finding, chi)
    confirm(engine, finding, cuc, NOW + timedelta(days=1))
    nightly.run(engine, now=NOW + timedelta(days=2), settings=settings)
    assert set(states(engine, finding)) == {("voided", None)}
    with open_session(engine, Scope.system("test")) as session:
        decisions = session.scalars(select(HoldDecision)).all()
        assert sealing.verify(session, keys=settings.keys).differences == ()
        tallied = session.scalars(
            select(Tally).where(Tally.day == stuffing.BURST_DAY, Tally.split == "officer", Tally.n >= 20)
        ).all()
    assert {(one.choice, one.decided_by, one.confirmed_by) for one in decisions} == {
        ("exclude", chi.account_id, cuc.account_id)
    }
    assert sorted(one.answer_id for one in decisions) == answers(engine, finding)
    assert tallied == [], "the burst is in no count any more"


def test_proposed_and_confirmed_on_one_day_is_carried_out_in_one_night(
    engine: Engine, finding: int, chi: Actor, cuc: Actor
) -> None:
    propose(engine, finding, chi)
    confirm(engine, finding, cuc)
    night(engine)
    assert set(states(engine, finding)) == {("voided", None)}
    with open_session(engine, Scope.system("test")) as session:
        assert session.get(DueDay, stuffing.BURST_DAY) is not None
        assert session.get_one(Finding, finding).carried_out_at is not None


def test_one_person_keeps_also_against_a_proposal_and_that_is_final(
    engine: Engine, finding: int, chi: Actor, cuc: Actor
) -> None:
    propose(engine, finding, chi)
    night(engine)
    keep(engine, finding, cuc)
    with pytest.raises(ConflictFailure):
        propose(engine, finding, chi)
    night(engine)
    assert set(states(engine, finding)) == {("counted", None)}
    assert standing(engine, finding) is State.KEPT


def test_without_a_second_person_the_answers_count_again_after_fourteen_days(
    engine: Engine, finding: int, chi: Actor, cuc: Actor
) -> None:
    propose(engine, finding, chi)
    night(engine)
    night(engine, NOW + timedelta(days=13))
    assert set(states(engine, finding)) == {("held", "pattern")}
    night(engine, NOW + timedelta(days=14))
    assert set(states(engine, finding)) == {("counted", None)}
    later = NOW + timedelta(days=14, minutes=1)
    assert standing(engine, finding, later) is State.LAPSED
    with pytest.raises(ConflictFailure):
        confirm(engine, finding, cuc, later)
    night(engine, later + timedelta(days=1))
    assert set(states(engine, finding)) == {("counted", None)}


def test_a_single_answer_can_be_kept_out_of_the_heap(engine: Engine, finding: int, chi: Actor, cuc: Actor) -> None:
    propose(engine, finding, chi)
    night(engine)
    one = answers(engine, finding)[0]
    with open_session(engine, DESK) as session:
        holds.keep(session, answer_id=one, reason="có lời góp ý thật", by=cuc, at=NOW)
    confirm(engine, finding, cuc)
    night(engine)
    found = states(engine, finding)
    assert found[("counted", None)] == 1
    assert found[("voided", None)] == len(answers(engine, finding)) - 1


def test_a_reason_is_needed_and_the_trail_says_what_was_decided(engine: Engine, finding: int, chi: Actor) -> None:
    with open_session(engine, DESK) as session, pytest.raises(InvalidFailure):
        findings.keep(session, finding_id=finding, reason="  ", by=chi, at=NOW)
    with open_session(engine, DESK) as session, pytest.raises(NotFoundFailure):
        findings.keep(session, finding_id=finding + 1, reason="x", by=chi, at=NOW)
    propose(engine, finding, chi)
    with open_session(engine, Scope.system("test")) as session:
        event = session.scalars(select(Event).where(Event.act == "findings:exclude")).one()
    assert (event.subject, event.before) == (f"finding:{finding}", {"state": "waiting"})
    assert event.after == {
        "state": "exclusion_proposed", "reason": "24 phiếu trong 15 phút", "answers": len(answers(engine, finding)),
    }  # fmt: skip  # one event


def test_what_points_at_no_answer_can_only_be_kept(engine: Engine, finding: int, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        row = session.get_one(Finding, finding)
        row.answers = 0
        session.flush()
        with pytest.raises(ConflictFailure):
            findings.propose_exclusion(session, finding_id=finding, reason="x", by=chi, at=NOW)
        session.rollback()
        row = session.get_one(Finding, finding)
        row.answers, row.choice, row.reason = 0, "exclude", "x"
        row.decided_by, row.decided_at = chi.account_id, NOW
        with pytest.raises(IntegrityError):
            session.flush()


def test_the_database_refuses_one_person_twice(engine: Engine, finding: int, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        row = session.get_one(Finding, finding)
        row.choice, row.reason = "exclude", "x"
        row.decided_by = row.confirmed_by = chi.account_id
        row.decided_at = row.confirmed_at = NOW
        with pytest.raises(IntegrityError):
            session.flush()


def test_the_queue_narrows_by_office_detector_and_state(engine: Engine, finding: int, chi: Actor) -> None:
    def number(office_key: str = "", detector: str = "", state: str = "") -> int:
        with open_session(engine, DESK) as session:
            return findings.queue(session, Wanted(office_key, detector, state), page=1, now=NOW).number

    assert (number(), number(office_key="19330"), number(office_key="461")) == (1, 1, 0)
    assert (number(state="waiting"), number(state="kept"), number(detector="device")) == (1, 0, 0)
    propose(engine, finding, chi)
    assert (number(state="exclusion_proposed"), number(state="lapsed"), number(state="excluded")) == (1, 0, 0)


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.OFFICER, Role.ADMINISTRATOR, Role.DECIDER])
def test_findings_are_of_the_book_of_held_answers(engine: Engine, finding: int, role: Role) -> None:
    scope = Scope(reads=Everything("a test"), realms=READS[role])
    with open_session(engine, scope) as session:
        assert session.scalars(select(Finding)).all() == []
        assert session.scalars(select(FindingAnswer)).all() == []
        with pytest.raises(NotFoundFailure):
            findings.one_finding(session, finding_id=finding, now=NOW)

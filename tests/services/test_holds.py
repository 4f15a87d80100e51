"""A held answer waits for people; an exclusion takes two; what nobody decides counts after fourteen days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from config import ZONE, Settings
from khaosat.access import Everything, Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.jobs import nightly
from khaosat.models.hold import HoldDecision, HoldStart
from khaosat.models.response import DueDay, Response
from khaosat.models.seal import SealEntry
from khaosat.models.tally import Tally
from khaosat.policy import READS, Realm, Role
from khaosat.queries import held_answers
from khaosat.services import answering, holds, sealing
from khaosat.services.acts import Actor
from khaosat.services.holds import MOVES, Move, State
from tests.factories.answers import a_survey, an_answer
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province

DAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 15, 9, tzinfo=ZONE)
DESK = Scope(reads=Everything("a test"), realms=frozenset({Realm.HELD}), changes=frozenset({Realm.HELD, Realm.AUDIT}))


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


@pytest.fixture
def held(engine: Engine, province: SmallProvince) -> UUID:
    answers = [an_answer(1, DAY, held_reason="repeated", comment="gọi 0912345678", repeat_of_day=7), an_answer(5, DAY)]
    with open_session(engine, Scope.system("held answers for a test")) as session:
        survey = a_survey(session)
        answering.submit_many(
            session,
            office_id=province.offices["19330"],
            unit_id=province.units["19330"],
            round_=survey.round,
            questionnaire=survey.questionnaire,
            answers=answers,
        )
    return answers[0].id


@pytest.fixture
def chi(engine: Engine) -> Actor:
    return Actor(person(engine, "chi", Role.AFFAIRS), "chi")


@pytest.fixture
def cuc(engine: Engine) -> Actor:
    return Actor(person(engine, "cuc", Role.AFFAIRS), "cuc")


def night(engine: Engine, now: datetime = NOW) -> int:
    with open_session(engine, Scope.system("a night")) as session:
        return holds.carry_out(session, now=now)


def state(engine: Engine, answer_id: UUID) -> str:
    with open_session(engine, Scope.system("test")) as session:
        return session.get_one(Response, answer_id).state


def test_the_desk_sees_the_held_answer_scrubbed_and_no_other(engine: Engine, held: UUID) -> None:
    with open_session(engine, DESK) as session:
        found = holds.holds(session, today=NOW.date())
        assert len(session.scalars(select(Response)).all()) == 1
    (only,) = found.held
    assert (only.answer.id, only.state, only.days_left, only.comment) == (held, State.WAITING, 9, "gọi […]")


def test_one_person_keeps_and_the_night_counts_it_and_marks_its_day(engine: Engine, held: UUID, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        holds.keep(session, answer_id=held, reason="một gia đình", by=chi, at=NOW)
    assert state(engine, held) == "held"
    assert night(engine) == 1
    assert state(engine, held) == "counted"
    with open_session(engine, Scope.system("test")) as session:
        assert session.get(DueDay, DAY) is not None
        assert session.get_one(HoldDecision, held).carried_out_at is not None
    assert night(engine) == 0


def test_the_decisions_of_a_day_are_carried_out_together_that_night_and_the_day_is_sealed_anew(
    engine: Engine, settings: Settings, held: UUID, chi: Actor
) -> None:
    nightly.run(engine, now=NOW, settings=settings)
    with open_session(engine, DESK) as session:
        holds.keep(session, answer_id=held, reason="một gia đình", by=chi, at=NOW)
    nightly.run(engine, now=NOW + timedelta(minutes=5), settings=settings)
    assert state(engine, held) == "held"
    assert sealed_and_counted(engine) == (1, {True: 1, False: 1})
    nightly.run(engine, now=NOW + timedelta(days=1), settings=settings)
    assert state(engine, held) == "counted"
    assert sealed_and_counted(engine) == (2, {False: 2})
    with open_session(engine, Scope.system("test")) as session:
        assert sealing.verify(session, keys=settings.keys).differences == ()


def sealed_and_counted(engine: Engine) -> tuple[int, dict[bool, int]]:
    with open_session(engine, Scope.system("test")) as session:
        revisions = session.scalars(select(SealEntry.revision).where(SealEntry.day == DAY)).all()
        tallies = session.scalars(select(Tally).where(Tally.day == DAY, Tally.split == "")).all()
        return max(revisions), {one.held: one.n for one in tallies}


def test_an_exclusion_takes_two_different_people(engine: Engine, held: UUID, chi: Actor, cuc: Actor) -> None:
    with open_session(engine, DESK) as session:
        holds.propose_exclusion(session, answer_id=held, reason="cùng một máy", by=chi, at=NOW)
        with pytest.raises(ConflictFailure):
            holds.confirm_exclusion(session, answer_id=held, by=chi, at=NOW)
    assert night(engine) == 0
    with open_session(engine, DESK) as session:
        holds.confirm_exclusion(session, answer_id=held, by=cuc, at=NOW)
    assert night(engine) == 1
    assert state(engine, held) == "voided"


def test_the_database_refuses_one_person_twice(engine: Engine, held: UUID, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        twice = {"decided_by": chi.account_id, "decided_at": NOW, "confirmed_by": chi.account_id, "confirmed_at": NOW}
        session.add(HoldDecision(answer_id=held, choice="exclude", reason="x", **twice))
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_proposal_can_be_overruled_and_a_decision_is_final(
    engine: Engine, held: UUID, chi: Actor, cuc: Actor
) -> None:
    with open_session(engine, DESK) as session:
        holds.propose_exclusion(session, answer_id=held, reason="cùng một máy", by=chi, at=NOW)
        holds.keep(session, answer_id=held, reason="đã gọi hỏi", by=cuc, at=NOW)
        for decide in (holds.keep, holds.propose_exclusion):
            with pytest.raises(ConflictFailure):
                decide(session, answer_id=held, reason="lại", by=chi, at=NOW)
    night(engine)
    assert state(engine, held) == "counted"


@pytest.mark.parametrize("seen", ["nothing", "the proposal"])
def test_of_two_who_decide_at_the_same_moment_the_first_stands(
    engine: Engine, held: UUID, chi: Actor, cuc: Actor, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_session(engine, DESK) as session, open_session(engine, DESK) as other:
        if seen == "nothing":
            stale = held_answers.held_answer(other, held)
            other.rollback()
            holds.keep(session, answer_id=held, reason="một gia đình", by=chi, at=NOW)
        else:
            holds.propose_exclusion(session, answer_id=held, reason="cùng một máy", by=chi, at=NOW)
            stale = held_answers.held_answer(other, held)
            assert stale
            assert stale.decision
            assert stale.decision.choice == "exclude"  # loaded before the other commits
            other.expunge(stale.decision)
            other.rollback()
            other.add(stale.decision)
            holds.confirm_exclusion(session, answer_id=held, by=cuc, at=NOW)
        monkeypatch.setattr(held_answers, "held_answer", lambda *_asked: stale)
        with pytest.raises(ConflictFailure):
            holds.keep(other, answer_id=held, reason="không phải", by=cuc, at=NOW)
    night(engine)
    assert state(engine, held) == ("counted" if seen == "nothing" else "voided")


def test_without_a_decision_it_counts_after_fourteen_days_even_when_half_excluded(
    engine: Engine, held: UUID, chi: Actor
) -> None:
    with open_session(engine, DESK) as session:
        holds.propose_exclusion(session, answer_id=held, reason="cùng một máy", by=chi, at=NOW)
    assert night(engine, datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)) == 0
    assert night(engine, datetime(2026, 11, 24, 0, 1, tzinfo=ZONE)) == 1
    assert state(engine, held) == "counted"


def test_a_kiosk_s_answer_that_came_weeks_late_is_held_fourteen_days_all_the_same(
    engine: Engine, province: SmallProvince
) -> None:
    late = NOW + timedelta(days=30)
    with open_session(engine, Scope.system("a stolen tablet")) as session:
        survey = a_survey(session)
        answer = an_answer(1, DAY, mode="kiosk", held_reason="kiosk_revoked")
        answering.submit_many(
            session,
            office_id=province.offices["19330"],
            unit_id=province.units["19330"],
            round_=survey.round,
            questionnaire=survey.questionnaire,
            answers=[answer],
        )
    assert days_left(engine, late) == 14
    assert night(engine, late) == 0
    assert days_left(engine, late + timedelta(days=10)) == 4
    assert night(engine, late + timedelta(days=13)) == 0
    assert night(engine, late + timedelta(days=14)) == 1
    assert state(engine, answer.id) == "counted"
    with open_session(engine, Scope.system("test")) as session:
        assert session.scalars(select(HoldStart)).all() == []


def days_left(engine: Engine, now: datetime) -> int:
    with open_session(engine, DESK) as session:
        (only,) = holds.holds(session, today=now.date()).held
    return only.days_left


def test_a_reason_is_needed_and_what_is_not_held_is_not_there(engine: Engine, held: UUID, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        with pytest.raises(InvalidFailure):
            holds.keep(session, answer_id=held, reason="  ", by=chi, at=NOW)
        with pytest.raises(NotFoundFailure):
            holds.keep(session, answer_id=an_answer().id, reason="x", by=chi, at=NOW)


def test_what_was_withdrawn_meanwhile_is_no_longer_decided(
    engine: Engine, province: SmallProvince, held: UUID, chi: Actor
) -> None:
    with open_session(engine, DESK) as session:
        holds.keep(session, answer_id=held, reason="x", by=chi, at=NOW)
    with open_session(engine, Scope.citizen(province.units["19330"], held)) as session:
        answering.withdraw(session, answer_id=held, at=NOW)
    assert night(engine) == 0
    assert state(engine, held) == "withdrawn"


def test_thousands_of_held_answers_are_a_page_at_a_time_and_no_statement_grows_with_them(
    engine: Engine, province: SmallProvince
) -> None:
    with open_session(engine, Scope.system("a crowd for a test")) as session:
        survey = a_survey(session)
        answering.submit_many(
            session,
            office_id=province.offices["19330"],
            unit_id=province.units["19330"],
            round_=survey.round,
            questionnaire=survey.questionnaire,
            answers=[an_answer(1, DAY, held_reason="repeated") for _ in range(120)],
        )
    longest = 0

    def measure(
        _connection: object, _cursor: object, _statement: str, values: Sequence[object], *_more: object
    ) -> None:
        nonlocal longest
        longest = max(longest, len(values))

    with open_session(engine, DESK) as session:
        pages = [holds.holds(session, today=NOW.date(), page=page) for page in (1, 2, 3, 99)]
    assert [(len(found.held), found.page, found.pages, found.number) for found in pages] == [
        (50, 1, 3, 120), (50, 2, 3, 120), (20, 3, 3, 120), (20, 3, 3, 120)
    ]  # fmt: skip  # a page a group
    assert len({one.answer.id for found in pages for one in found.held}) == 120
    event.listen(engine, "before_cursor_execute", measure)
    try:
        assert night(engine) == 0
    finally:
        event.remove(engine, "before_cursor_execute", measure)
    assert 0 < longest < 20


def test_every_state_but_the_ends_lapses_and_ends_stay() -> None:
    ends = {State.KEPT, State.EXCLUDED, State.LAPSED}
    assert {before for before, _ in MOVES} == set(State) - ends
    assert {before for before, move in MOVES if move is Move.LAPSE} == set(State) - ends
    assert set(holds.BECOMES) == ends


def test_held_answers_are_internal_affairs_and_the_inspector_s_alone() -> None:
    assert {role for role, books in READS.items() if Realm.HELD in books} == {Role.AFFAIRS, Role.INSPECTOR}


def test_withdrawals_are_counted_by_office_and_week_and_nothing_else_of_them_is_seen(
    engine: Engine, province: SmallProvince, held: UUID
) -> None:
    with open_session(engine, Scope.citizen(province.units["19330"], held)) as session:
        answering.withdraw(session, answer_id=held, at=NOW)
    with open_session(engine, DESK) as session:
        found = holds.holds(session, today=NOW.date())
    assert [(one.week, one.office, one.number) for one in found.withdrawn] == [
        (date(2026, 11, 9), "Bộ phận một cửa UBND phường Đông Giang", 1)
    ]
    assert found.held == ()

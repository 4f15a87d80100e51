"""The look at a closed week: it finds who was stuffed, points at those answers, and says what it could not ask."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from config import ZONE, Settings
from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.jobs import looking, worker
from khaosat.models.event import Event
from khaosat.models.finding import Finding, FindingAnswer, Look
from khaosat.policy import Role
from khaosat.queries.screened_answers import Rated
from khaosat.services import looks, screening
from tests.conftest import StillClock
from tests.factories import stuffing
from tests.factories.crowd import write_answers
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province
from tests.factories.stuffing import WEEK

CLOSED = datetime(2026, 11, 17, 0, 10, tzinfo=ZONE)


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


def found(engine: Engine) -> list[Finding]:
    with open_session(engine, Scope.system("test").reading()) as session:
        return list(session.scalars(select(Finding).order_by(Finding.id)))


def pointed_at(engine: Engine, finding: Finding) -> set[object]:
    with open_session(engine, Scope.system("test").reading()) as session:
        rows = session.scalars(select(FindingAnswer).where(FindingAnswer.finding_id == finding.id))
        return {row.answer_id for row in rows}


def test_a_week_is_due_when_its_sunday_has_closed_and_once(engine: Engine, province: SmallProvince) -> None:
    stuffing.a_year(engine, province, planted=False)
    before = CLOSED - timedelta(minutes=11)
    assert looks.newest_closed_week(before) == WEEK - timedelta(weeks=1)
    assert looks.newest_closed_week(CLOSED) == WEEK
    looked = looking.due(engine, now=CLOSED)
    assert looked is not None
    assert (looked.week, looked.officers) == (WEEK, 17)
    assert looking.due(engine, now=CLOSED) is None
    with open_session(engine, Scope.system("test").reading()) as session:
        look = session.get_one(Look, WEEK)
        event = session.scalars(select(Event).where(Event.act == "findings:look")).one()
    assert (look.first_day, look.last_day) == (WEEK - timedelta(weeks=51), WEEK + timedelta(days=6))
    assert (event.actor, event.after) == ("worker", {"officers": 17, "answers": look.answers, "findings": 0})


def test_a_burst_is_found_without_dossiers_and_its_answers_are_named(engine: Engine, province: SmallProvince) -> None:
    burst = stuffing.a_year(engine, province)
    looked = looking.look(engine, week=WEEK, at=CLOSED)
    (only,) = found(engine)
    assert looked.ran == {"window": 0, "homogeneity": 17, "device": 17, "runs": 17, "hours": 0, "response": 0}
    assert (only.officer_id, only.office_id) == (province.officers["19330"][0], province.offices["19330"])
    assert only.detector in {"homogeneity", "runs"}
    assert only.verdict <= screening.FALSE_ALARM
    assert only.expected_false <= 17 * only.verdict
    assert (only.choice, only.answers) == (None, len(pointed_at(engine, only)))
    named = pointed_at(engine, only)
    assert {row["id"] for row in burst} <= named
    assert len(named) <= len(burst) + 3
    assert only.picture["by"] == "slot"
    assert [45, 24, 24, None] in only.picture["bars"]


def test_with_dossiers_the_surplus_is_found_and_drawn_beside_them(engine: Engine, province: SmallProvince) -> None:
    burst = stuffing.a_year(engine, province, with_dossiers=True)
    looked = looking.look(engine, week=WEEK, at=CLOSED)
    assert (looked.ran["window"], looked.ran["hours"], looked.ran["response"]) == (17, 17, 0)
    (only,) = found(engine)
    assert only.detector == "window"
    assert {row["id"] for row in burst} <= pointed_at(engine, only)
    assert only.effect is not None
    assert only.effect["with"]["n"] - only.effect["without"]["n"] == only.answers
    assert only.effect["with"]["mean"] > only.effect["without"]["mean"]


def test_dossiers_of_two_months_do_not_accuse_the_other_ten(engine: Engine, province: SmallProvince) -> None:
    every = stuffing.honest(province)
    write_answers(engine, every)
    stuffing.write_dossiers(engine, stuffing.dossiers(province, every, first=date(2026, 9, 14)))
    assert looking.look(engine, week=WEEK, at=CLOSED).ran["window"] >= 10
    assert found(engine) == []


def test_dossiers_that_come_later_bring_another_look(engine: Engine, province: SmallProvince) -> None:
    every = stuffing.honest(province)
    write_answers(engine, every)
    looking.due(engine, now=CLOSED)
    stuffing.write_dossiers(engine, stuffing.dossiers(province, every))
    again = looking.due(engine, now=CLOSED + timedelta(days=3))
    assert again is not None
    assert again.ran["window"] == 17
    assert looking.due(engine, now=CLOSED + timedelta(days=4)) is None


def test_a_second_look_replaces_what_is_undecided_and_repeats_nothing(engine: Engine, province: SmallProvince) -> None:
    stuffing.a_year(engine, province)
    for _ in range(2):
        looking.look(engine, week=WEEK, at=CLOSED)
        assert len(found(engine)) == 1
    (only,) = found(engine)
    somebody = person(engine, "chi", Role.AFFAIRS)
    next_week = WEEK + timedelta(weeks=1)
    assert looking.look(engine, week=next_week, at=CLOSED + timedelta(weeks=1)).findings == 0
    with open_session(engine, Scope.system("test")) as session:
        row = session.get_one(Finding, only.id)
        row.choice, row.reason, row.decided_by, row.decided_at = "keep", "một đoàn khách", somebody, CLOSED
        session.commit()
    assert looking.look(engine, week=WEEK, at=CLOSED).findings == 0, "what was decided is not found again"
    assert [one.id for one in found(engine)] == [only.id]


def test_many_of_one_device_and_day_are_found(engine: Engine, province: SmallProvince) -> None:
    every = stuffing.honest(province)
    one_phone = stuffing.stuffed(province, number=12)
    for ordinal, row in enumerate(one_phone, start=1):
        row |= {"slot": 30 + 3 * ordinal, "repeat_of_day": ordinal, "A": 4, "s03": 4}
        row.pop("A")
    write_answers(engine, [*every, *one_phone])
    looking.look(engine, week=WEEK, at=CLOSED)
    (only,) = found(engine)
    assert only.detector == "device"
    assert pointed_at(engine, only) == {row["id"] for row in one_phone[3:]}


def test_honest_years_make_no_more_alarms_than_stated(province: SmallProvince) -> None:
    alarms = 0
    for seed in range(20):
        rows = stuffing.honest(province, seed=seed)
        material = _material(rows)
        alarms += len(screening.look(material).seen)
    assert alarms <= 1, "a single look of each year may flag 0.02 % of 340"


def _material(rows: list[stuffing.Row]) -> screening.Material:
    first, last = screening.days_of(WEEK)
    rated = [
        Rated(row["id"], row["officer_id"], row["office_id"], row["day"], row["slot"], row["s02"],
              all(row[column] == 5 for column in ("s01", "s02", "s03", "s04", "s05")), 1, held=False)
        for row in rows
    ]  # fmt: skip  # a row is read across
    return screening.Material(WEEK, first, last, rated, [])


def test_kiosks_paper_and_answers_about_nobody_are_not_looked_at(engine: Engine, province: SmallProvince) -> None:
    write_answers(engine, [*stuffing.honest(province, a_year=30), *stuffing.stuffed(province, mode="kiosk")])
    write_answers(engine, stuffing.stuffed(province, mode="paper", placard_id=None))
    write_answers(engine, stuffing.stuffed(province, officer_id=None))
    write_answers(engine, stuffing.stuffed(province, state="voided"))
    looking.look(engine, week=WEEK, at=CLOSED)
    assert found(engine) == []


def test_only_closed_weeks_from_a_monday_are_looked_at(engine: Engine, province: SmallProvince) -> None:
    assert province
    with pytest.raises(InvalidFailure):
        looking.look(engine, week=WEEK + timedelta(days=1), at=CLOSED)
    with pytest.raises(ConflictFailure):
        looking.look(engine, week=WEEK + timedelta(weeks=1), at=CLOSED)
    assert looking.due(engine, now=CLOSED) is None, "without an answer there is nothing to look at"
    assert looking.look(engine, week=WEEK, at=CLOSED).officers == 0


def test_the_worker_s_timetable_has_the_look(engine: Engine, settings: Settings, clock: StillClock) -> None:
    jobs = worker.queue(settings, immediate=True)
    worker.schedule(jobs, engine=engine, clock=clock, settings=settings)
    assert any("look" in name for name in jobs._registry._registry)

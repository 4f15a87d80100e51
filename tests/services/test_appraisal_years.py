"""A year is opened under the rule in force at its end, and drafted again while nobody has proposed."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, func, select, update

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.jobs import league as jobs
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.models.event import Event
from khaosat.models.league import LeagueLine
from khaosat.models.officer import Posting, Roster
from khaosat.models.unit import UnitSuccession, UnitVersion
from khaosat.queries.appraisals import file_of
from khaosat.services.acts import Actor
from khaosat.services.appraisal_years import draft_again, hand_over, open_year, rules_for, rules_of
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FIRST, LAST, a_league, rows
from tests.factories.province import SmallProvince, small_province

CHI = Actor(None, "chi")
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
TEST = Scope.system("a test")
RULES = {"key": "nd-335-2025", "version": "1"}


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    province = small_province(engine)
    a_league(engine, province)
    return province


def _open(session: ScopedSession) -> int:
    return open_year(session, year=2026, **RULES, by=CHI, at=NOW)


def _file(session: ScopedSession, key: str) -> Appraisal:
    found = file_of(session, year=2026, officer_key=key)
    assert found is not None
    return found.file


def test_every_officer_gets_a_file_with_the_evidence_of_the_league_that_ended_last(
    engine: Engine, made: SmallProvince
) -> None:
    with open_session(engine, TEST) as session:
        assert _open(session) == sum(map(len, made.officers.values()))
        year = session.get_one(AppraisalYear, 2026)
        assert (year.first_day, year.last_day) == (FIRST, LAST)
        assert rules_of(session, year).key == "nd-335-2025"
        lines = select(LeagueLine).where(LeagueLine.adjusted.is_(True))
        for line in session.scalars(lines):
            file = session.scalars(select(Appraisal).where(Appraisal.officer_id == line.officer_id)).one()
            assert file.unit_id == line.unit_id
            assert file.evidence["state"] == line.state
            assert file.evidence.get("n") == (None if line.state == "too_few" else line.n // 10 * 10)
        event = session.scalars(select(Event).where(Event.act == "appraisal_years:open")).one()
        assert event.after is not None
        assert event.after["ruleset"] == "nd-335-2025:1"


def test_a_year_is_appraised_under_the_rule_in_force_on_its_last_day(engine: Engine) -> None:
    with open_session(engine, TEST.reading()) as session:
        keys = {year: {one.rules.key for one in rules_for(session, year=year)} for year in (2019, 2025, 2026)}
    assert "nd-90-2020" in keys[2025]
    assert "nd-335-2025" not in keys[2025]
    assert "nd-335-2025" in keys[2026]
    assert "nd-90-2020" not in keys[2026]
    assert "nd-56-2015" in keys[2019]
    assert "qd-766-2022" not in keys[2026]  # it classes units


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("given", [{"year": 2025}, {"year": 2026, "key": "nd-90-2020"}, {"year": 2027}])
def test_a_year_not_begun_or_another_year_s_rule_is_refused(engine: Engine, given: dict[str, object]) -> None:
    with open_session(engine, TEST) as session, pytest.raises(InvalidFailure):
        open_year(session, **({"year": 2026} | RULES | given), by=CHI, at=NOW)  # type: ignore[arg-type]


def test_a_year_is_opened_once_and_not_without_a_league(engine: Engine) -> None:
    province = small_province(engine)
    with open_session(engine, TEST) as session:
        with pytest.raises(ConflictFailure) as failure:
            _open(session)
        assert failure.value.details["reason"] == "no_league"
    a_league(engine, province)
    with open_session(engine, TEST) as session:
        _open(session)
        with pytest.raises(ConflictFailure) as failure:
            _open(session)
        assert failure.value.details["reason"] == "there"


@pytest.mark.usefixtures("made")
def test_a_league_of_exactly_the_year_goes_before_a_later_one(engine: Engine) -> None:
    late = datetime(2027, 2, 4, 9, tzinfo=ZONE)
    for first, last in ((date(2026, 1, 1), date(2026, 12, 31)), (date(2025, 2, 1), date(2026, 1, 31))):
        jobs.compute(engine, first=first, last=last, at=late)
    with open_session(engine, TEST) as session:
        open_year(session, year=2026, **RULES, by=CHI, at=late)
        year = session.get_one(AppraisalYear, 2026)
        assert (year.first_day, year.last_day) == (date(2026, 1, 1), date(2026, 12, 31))


def test_an_officer_who_moved_in_july_is_proposed_by_the_new_unit(engine: Engine, made: SmallProvince) -> None:
    officer, july = made.officers["19330"][0], date(2026, 7, 1)
    with open_session(engine, TEST) as session:
        session.execute(update(Posting).where(Posting.officer_id == officer).values(valid_to=july))
        session.add(
            Posting(officer_id=officer, office_id=made.offices["19333"], unit_id=made.units["19333"],
                    kind="full_time", duty_group="tiep-nhan", valid_from=july)
        )  # fmt: skip  # one posting
        session.commit()
        _open(session)
        file = _file(session, "cc-19330-1")
        assert file.unit_id == made.units["19333"]
        assert file.standing["because"] == "moved"
        assert file.standing["opinions"] == [{"unit_id": made.units["19330"], "text": None}]


def test_a_unit_merged_during_the_year_is_followed(engine: Engine, made: SmallProvince) -> None:
    gone, came, on = made.units["19333"], made.units["19330"], date(2026, 9, 1)
    with open_session(engine, TEST) as session:
        session.execute(update(UnitVersion).where(UnitVersion.unit_id == gone).values(valid_to=on))
        session.add(UnitSuccession(from_id=gone, to_id=came, kind="merge", on=on))
        session.commit()
        _open(session)
        file = _file(session, "cc-19333-1")
        assert (file.unit_id, file.standing["followed"]) == (came, gone)


def test_a_roster_changed_after_the_fact_changes_no_evidence_and_a_posting_does(
    engine: Engine, made: SmallProvince
) -> None:
    """Answers name their officer: where somebody sat is not asked of them."""
    with open_session(engine, TEST) as session:
        _open(session)
        before = {one.officer_id: one.evidence for one in session.scalars(select(Appraisal))}
        for row in session.scalars(select(Roster)):
            session.delete(row)
        session.commit()
    jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    with open_session(engine, TEST) as session:
        done = draft_again(session, year=2026, by=CHI, at=NOW)
        assert (done.new, done.changed, done.passed_over) == (0, 0, ())
        assert {one.officer_id: one.evidence for one in session.scalars(select(Appraisal))} == before
        moved = update(Posting).where(Posting.officer_id == made.officers["19330"][1])
        session.execute(moved.values(unit_id=made.units["461"], office_id=made.offices["461"]))
        session.commit()
        assert draft_again(session, year=2026, by=CHI, at=NOW).changed == 1
        assert _file(session, "cc-19330-2").unit_id == made.units["461"]


def test_what_is_proposed_already_is_passed_over_and_named(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, TEST) as session:
        _open(session)
        file = _file(session, "cc-19330-1")
        file.state = "proposed"
        moved = update(Posting).where(Posting.officer_id == file.officer_id)
        session.execute(moved.values(unit_id=made.units["461"], office_id=made.offices["461"]))
        session.commit()
        done = draft_again(session, year=2026, by=CHI, at=NOW)
        assert (done.changed, done.passed_over) == (0, ("cc-19330-1",))
        assert _file(session, "cc-19330-1").unit_id == made.units["19330"]


def test_a_file_is_handed_over_for_a_reason_and_stays_there(engine: Engine, made: SmallProvince) -> None:
    about = {"year": 2026, "officer_key": "cc-19330-1", "unit_key": "461", "by": CHI, "at": NOW}
    with open_session(engine, TEST) as session:
        _open(session)
        with pytest.raises(InvalidFailure):
            hand_over(session, reason=" ", **about)  # type: ignore[arg-type]
        hand_over(session, reason="Biệt phái từ tháng 3", **about)  # type: ignore[arg-type]
        assert _file(session, "cc-19330-1").unit_id == made.units["461"]
        draft_again(session, year=2026, by=CHI, at=NOW)
        assert _file(session, "cc-19330-1").unit_id == made.units["461"]
        events = select(func.count()).select_from(Event).where(Event.act == "appraisals:hand_over")
        assert session.scalar(events) == 1


def test_held_answers_are_told_beside_what_counts(engine: Engine) -> None:
    province = small_province(engine)
    said = {province.officers["461"][1]: (40, 0, 0, 0, 0)}
    write_answers(engine, list(rows(province, said, state="held", held_reason="repeated")))
    a_league(engine, province)
    with open_session(engine, TEST) as session:
        _open(session)
        held = _file(session, "cc-461-2").evidence
        assert float(held["with_held"]["mean"]) < float(held["mean"])
        assert "with_held" not in _file(session, "cc-19330-2").evidence  # nothing is held about them


def test_two_postings_at_once_make_one_file_at_the_full_time_one(engine: Engine, made: SmallProvince) -> None:
    officer = made.officers["19330"][0]
    with open_session(engine, TEST) as session:
        session.add(
            Posting(officer_id=officer, office_id=made.offices["461"], unit_id=made.units["461"],
                    kind="part_time", duty_group="tiep-nhan", valid_from=date(2026, 2, 1))
        )  # fmt: skip  # one posting
        session.commit()
        assert _open(session) == sum(map(len, made.officers.values()))
        file = _file(session, "cc-19330-1")
        assert (file.unit_id, file.standing["because"]) == (made.units["19330"], "full_time")
        assert [one["unit_id"] for one in file.standing["opinions"]] == [made.units["461"]]
        assert file.standing["days"] == 365


@pytest.mark.usefixtures("made")
def test_a_year_opened_after_the_rule_changed_is_still_appraised_under_its_own(engine: Engine) -> None:
    """On 10 January 2026 NĐ 335/2025 is in force, and 2025 is NĐ 90/2020's."""
    january = datetime(2026, 1, 10, 9, tzinfo=ZONE)
    jobs.compute(engine, first=date(2025, 1, 1), last=date(2025, 12, 31), at=january)
    with open_session(engine, TEST) as session:
        with pytest.raises(InvalidFailure) as failure:
            open_year(session, year=2025, **RULES, by=CHI, at=january)
        assert failure.value.details["reason"] == "not_in_force"
        assert open_year(session, year=2025, key="nd-90-2020", version="1", by=CHI, at=january)
        assert session.get_one(AppraisalYear, 2025).last_day == date(2025, 12, 31)

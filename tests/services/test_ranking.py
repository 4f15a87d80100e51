"""The league's service: who is compared, what counts, and that what is kept is what is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.jobs import league as jobs
from khaosat.models.event import Event
from khaosat.models.league import League, LeagueLine
from khaosat.models.office import OfficeSlips
from khaosat.models.officer import Posting
from khaosat.models.response import Response
from khaosat.queries.kept_leagues import newest_leagues
from khaosat.services import league_rows, ranking
from khaosat.services.league_effects import effects_of
from khaosat.services.officer_evidence import islands
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FEW, FIRST, GOOD, LAST, POOR, a_league, plan, rows
from tests.factories.province import WITHOUT_SLIPS, SmallProvince, small_province

NY = 2  # of the sums over days: that of n·y
SEES = Scope.system("a test looks").reading()


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def outcome(engine: Engine, *, last: date = LAST, rules: ranking.Rules | None = None) -> ranking.Outcome:
    with open_session(engine, SEES) as session:
        found = ranking.gather(session, first=FIRST, last=last, now=AFTER)
    (only,) = ranking.work_out(found, rules or ranking.rules_of(last))
    return only


def place(found: ranking.Outcome, officer: int) -> int:
    return [peer.officer_id for peer in found.group.peers].index(officer)


def change_slips(engine: Engine, made: SmallProvince, key: str, day: date, *, handed_out: bool) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        where = {"office_id": made.offices[key], "unit_id": made.units[key]}
        session.add(OfficeSlips(valid_from=day, handed_out=handed_out, **where))
        session.commit()


def test_what_is_kept_is_what_a_fresh_computation_gives_to_the_last_bit(engine: Engine, made: SmallProvince) -> None:
    kept = a_league(engine, made)
    again = outcome(engine)
    with open_session(engine, SEES) as session:
        league = session.get_one(League, kept)
        assert league.results == league_rows.results_of(again)
        assert league.rules == league_rows.rules_of(again)
        for line in league_rows.lines_of(again):
            stored = session.get_one(LeagueLine, (kept, line["adjusted"], line["officer_id"]))
            assert {name: getattr(stored, name) for name in line} == line


def test_lines_written_in_several_batches_are_all_there(
    engine: Engine, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "A_BATCH", 4)
    kept = a_league(engine, made)
    wanted = [(line["adjusted"], line["officer_id"]) for line in league_rows.lines_of(outcome(engine))]
    with open_session(engine, SEES) as session:
        rows = select(LeagueLine.adjusted, LeagueLine.officer_id).where(LeagueLine.league_id == kept)
        assert sorted(map(tuple, session.execute(rows))) == sorted(wanted)
    assert len(wanted) > 2 * ranking.A_BATCH
    assert len(wanted) % ranking.A_BATCH


def test_where_slips_are_handed_out_only_answers_with_one_count(engine: Engine, made: SmallProvince) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, [*rows(made, {officer: GOOD}), *rows(made, {officer: POOR}, verified=False)])
    found = outcome(engine)
    at = place(found, officer)
    assert found.heard.counts[at] == list(GOOD)
    assert found.heard.set_aside[at] == sum(POOR)
    assert found.heard.evidence[at] == "verified"
    assert found.heard.days[at][NY] >= sum(level * count for level, count in enumerate(GOOD, start=1))


def test_where_no_slips_are_handed_out_everything_counts_and_nobody_is_proposed(
    engine: Engine, made: SmallProvince
) -> None:
    write_answers(engine, list(rows(made, plan(made))))
    found = outcome(engine)
    places = [place(found, officer) for officer in made.officers[WITHOUT_SLIPS]]
    assert {found.heard.evidence[at] for at in places} == {"unverified"}
    assert not found.adjusted.eligible[places].any()
    assert not found.adjusted.proposed[places].any()
    assert found.adjusted.proposed.any(), "elsewhere somebody is, or this proves nothing"
    assert found.adjusted.p_top[places[0]] > 0.3, "the number itself is given"
    others = replace(found.rules, cap=replace(found.rules.cap, share=found.rules.cap.share * 5))
    assert not outcome(engine, rules=others).adjusted.proposed[places].any(), "not under a wider ceiling either"


def test_an_office_that_starts_with_slips_in_the_year_is_judged_on_those_once_they_are_enough(
    engine: Engine, made: SmallProvince
) -> None:
    change_slips(engine, made, WITHOUT_SLIPS, date(2026, 5, 1), handed_out=True)
    first, second, _ = made.officers[WITHOUT_SLIPS]
    rest = dict.fromkeys((first, second), GOOD)
    before = [row for row in rows(made, rest) if row["day"] < date(2026, 5, 1)]
    after = [row for row in rows(made, {first: POOR, second: FEW}, verified=True) if row["day"] >= date(2026, 5, 1)]
    write_answers(engine, [*before, *after])
    found = outcome(engine)
    enough, few = place(found, first), place(found, second)
    carried = [row for row in after if row["officer_id"] == first]
    assert found.heard.evidence[enough] == "verified"
    assert sum(found.heard.counts[enough]) == len(carried) >= found.rules.minimum
    assert found.heard.set_aside[enough] == sum(row["officer_id"] == first for row in before)
    assert found.heard.evidence[few] == "unverified"
    assert found.heard.set_aside[few] == 0


def test_answers_that_are_held_or_about_nobody_or_outside_the_days_do_not_count(
    engine: Engine, made: SmallProvince
) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, list(rows(made, {officer: FEW})))
    write_answers(engine, list(rows(made, {officer: POOR}, state="held", held_reason="repeated")))
    write_answers(engine, list(rows(made, {officer: POOR}, officer_id=None)))
    write_answers(engine, list(rows(made, {officer: POOR}, day=LAST + timedelta(days=1))))
    write_answers(engine, list(rows(made, {officer: POOR}, OF=None)))
    found = outcome(engine)
    assert found.heard.counts[place(found, officer)] == list(FEW)


def test_only_officers_of_one_duty_group_who_served_six_months_are_compared(
    engine: Engine, made: SmallProvince
) -> None:
    short, long, other = made.officers["19330"]
    with open_session(engine, Scope.system("a test")) as session:
        session.get_one(Posting, _posting(session, short)).valid_to = FIRST + timedelta(days=180)
        session.get_one(Posting, _posting(session, long)).valid_to = FIRST + timedelta(days=181)
        session.get_one(Posting, _posting(session, other)).duty_group = "ke-toan"
        session.commit()
    with open_session(engine, SEES) as session:
        found = ranking.gather(session, first=FIRST, last=LAST, now=AFTER)
    groups = {one.group.duty_group: one.group for one in ranking.work_out(found, ranking.rules_of(LAST))}
    assert [peer.officer_id for peer in groups["ke-toan"].peers] == [other]
    compared = {peer.officer_id for peer in groups["tiep-nhan"].peers}
    assert short not in compared
    assert groups["tiep-nhan"].too_short == (short,)
    assert long in compared


def _posting(session: ScopedSession, officer: int) -> int:
    return session.scalars(select(Posting.id).where(Posting.officer_id == officer)).one()


def test_fields_that_no_officer_links_are_told_apart_from_those_that_can_be_adjusted(
    engine: Engine, made: SmallProvince
) -> None:
    land, registrar, both = made.officers["461"]
    fields = {name: made.fields[name] for name in ("dat-dai", "ho-tich", "kinh-doanh")}
    write_answers(engine, list(rows(made, {land: POOR}, field_id=fields["dat-dai"])))
    write_answers(engine, list(rows(made, {registrar: GOOD}, field_id=fields["ho-tich"])))
    write_answers(engine, list(rows(made, {registrar: GOOD, land: POOR}, field_id=None)))
    found = islands(outcome(engine).heard)
    assert found == [[str(fields["dat-dai"])], [str(fields["ho-tich"])]], "the unknown links nothing"
    for name in ("dat-dai", "ho-tich"):
        write_answers(engine, list(rows(made, {both: FEW}, field_id=fields[name])))
    write_answers(engine, list(rows(made, {made.officers["19330"][0]: FEW}, field_id=fields["kinh-doanh"])))
    found = islands(outcome(engine).heard)
    assert found == [[str(fields["dat-dai"]), str(fields["ho-tich"])], [str(fields["kinh-doanh"])]]


def test_the_ceiling_is_a_share_of_everybody_compared_and_says_where_it_comes_from(
    engine: Engine, made: SmallProvince
) -> None:
    a_league(engine, made)
    found = outcome(engine)
    eligible = int(found.adjusted.eligible.sum())
    assert (eligible, len(found.group.peers)) == (14, 17)
    assert found.places == 3  # a fifth of 17, rounded down
    assert league_rows.rules_of(found)["cap"]["citation"] == "Nghị định 335/2025/NĐ-CP"
    assert league_rows.rules_of(found)["cap"]["certainty"] == "B"
    assert found.adjusted.proposed.sum() <= found.places


def test_a_league_without_any_answers_is_a_league_in_which_nobody_is_told_apart(
    engine: Engine, made: SmallProvince
) -> None:
    assert len(made.officers) == 6
    found = outcome(engine)
    assert set(found.adjusted.state) == {"too_few"}
    assert len(list(league_rows.lines_of(found))) == 34
    assert len(jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)) == 1


def test_days_that_have_not_closed_and_turned_periods_are_refused(engine: Engine, made: SmallProvince) -> None:
    assert made.round
    with pytest.raises(ConflictFailure) as refused:
        jobs.compute(engine, first=FIRST, last=LAST, at=AFTER - timedelta(minutes=11))
    assert refused.value.details["reason"] == "day_open"
    with pytest.raises(InvalidFailure):
        jobs.compute(engine, first=LAST, last=FIRST, at=AFTER)
    with pytest.raises(ConflictFailure) as unknown:
        jobs.compute(engine, first=date(2014, 1, 1), last=date(2014, 12, 31), at=AFTER)
    assert unknown.value.details["reason"] == "no_cap"


def test_the_job_runs_once_a_closed_month_and_leaves_an_event(engine: Engine, made: SmallProvince) -> None:
    assert jobs.due(engine, now=AFTER) == (), "no answers yet"
    write_answers(engine, list(rows(made, plan(made))))
    assert jobs.due(engine, now=AFTER - timedelta(minutes=11)) != (), "September's year was due before"
    (kept,) = jobs.due(engine, now=AFTER)
    assert jobs.due(engine, now=datetime(2026, 11, 30, 12, tzinfo=ZONE)) == ()
    with open_session(engine, SEES) as session:
        league = session.get_one(League, kept)
        assert (league.first_day, league.last_day, league.officers) == (FIRST, LAST, 17)
        events = [event for event in _events(session) if event.subject == f"league:{kept}"]
    assert [event.act for event in events] == ["leagues:compute"]
    assert events[0].actor == "worker"


def _events(session: ScopedSession) -> Sequence[Event]:
    return session.scalars(select(Event)).all()


def test_the_database_refuses_a_proposal_on_unverified_evidence(engine: Engine, made: SmallProvince) -> None:
    kept = a_league(engine, made)
    with open_session(engine, Scope.system("a test")) as session:
        line = session.get_one(LeagueLine, (kept, True, made.officers[WITHOUT_SLIPS][0]))
        line.state = "proposed"
        with pytest.raises(IntegrityError, match="proposed_on_verified_evidence_alone"):
            session.commit()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"state": "bad"}, "ck_league_lines_state"),
        ({"evidence": "hearsay"}, "ck_league_lines_evidence"),
        ({"rank_low": 5, "rank_high": 4}, "ck_league_lines_ranks"),
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(
    sqlite_engine: Engine, wrong: dict[str, object], constraint: str
) -> None:
    province = small_province(sqlite_engine)
    kept = a_league(sqlite_engine, province)
    line = next(iter(league_rows.lines_of(outcome(sqlite_engine))))
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        league = session.get_one(League, kept)
        copy = League(
            made_at=league.made_at, first_day=league.first_day, last_day=league.last_day, duty_group="khác",
            officers=1, rules={}, results={},
        )  # fmt: skip  # one league, one line of thought
        session.add(copy)
        session.flush()
        with pytest.raises(IntegrityError, match=constraint):
            store(session, LeagueLine, [line | {"league_id": copy.id} | wrong])


def test_a_league_with_held_answers_stands_beside_and_never_in_place_of_the_one_that_counts(
    engine: Engine, made: SmallProvince
) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, list(rows(made, plan(made))))
    write_answers(engine, list(rows(made, {officer: POOR}, state="held", held_reason="repeated")))
    (kept,) = jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    with open_session(engine, SEES) as session:
        league = session.get_one(League, kept)
        (beside,) = session.scalars(select(League).where(League.beside_id == kept))
        assert (league.beside_id, league.results["held"]) == (None, sum(POOR))
        assert beside.results["answers"] == league.results["answers"] + sum(POOR)
        n, more = (session.get_one(LeagueLine, (one.id, True, officer)).n for one in (league, beside))
        assert (n, more) == (sum(GOOD), sum(GOOD) + sum(POOR))
        assert [one.id for one in newest_leagues(session)] == [kept]


def test_without_held_answers_about_officers_there_is_one_league_alone(engine: Engine, made: SmallProvince) -> None:
    kept = a_league(engine, made)
    with open_session(engine, SEES) as session:
        assert [one.id for one in session.scalars(select(League))] == [kept]


def test_the_effect_of_a_decision_names_whom_it_touches_and_nobody_it_does_not(
    engine: Engine, made: SmallProvince
) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, list(rows(made, plan(made))))
    held: list[Mapping[str, Any]] = list(rows(made, {officer: POOR}, state="held", held_reason="repeated"))
    write_answers(engine, held)
    effects = partial(effects_of, first=FIRST, last=LAST, now=AFTER)
    with open_session(engine, SEES) as session:
        assert effects(session) == []
        found = {one.officer_id: one for one in effects(session, keep=[row["id"] for row in held])}
        counted = session.scalars(
            select(Response.id).where(Response.officer_id == officer, Response.state == "counted")
        )
        without = {one.officer_id: one for one in effects(session, exclude=list(counted))}
    assert (found[officer].n_before, found[officer].n_after) == (sum(GOOD), sum(GOOD) + sum(POOR))
    assert found[officer].moves
    assert found[officer].mean_after < found[officer].mean_before
    assert all(one.n_before == one.n_after for key, one in found.items() if key != officer)
    assert (without[officer].n_after, without[officer].state_after) == (0, "too_few")

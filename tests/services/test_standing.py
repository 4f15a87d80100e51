"""A year's league under a ruleset: which league, whose ceiling, what the rule makes of evidence, who moved."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import NotFoundFailure
from khaosat.jobs import league as jobs
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.models.league import League, LeagueLine
from khaosat.models.officer import Posting
from khaosat.rules.reading import read, shipped
from khaosat.services import rulesets
from khaosat.services.acts import Actor
from khaosat.services.appraisal_evidence import said_of
from khaosat.services.standing import Basis, Chosen, Level, YearView, year_view
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FIRST, GOOD, LAST, MIDDLING, POOR, a_league, plan, rows
from tests.factories.province import WITHOUT_SLIPS, SmallProvince, small_province

SEES = Scope.system("a test looks").reading()
ND_335 = next(one for one in shipped() if one.key == "nd-335-2025")


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def view(engine: Engine, chosen: Chosen | None = None, year: int = 2026) -> YearView:
    with open_session(engine, SEES) as session:
        return year_view(session, year, chosen or Chosen())


def with_five_points(session: ScopedSession) -> str:
    """Load ND 335 with five points of the survey; returns what the address calls it."""
    text = ND_335.text.replace('version = "1"', 'version = "1a"', 1).replace("value = 0\n", "value = 5\n", 1)
    key, version = rulesets.load(session, text=text, reason="a test", by=Actor(None, "test"), at=AFTER)
    session.commit()
    return f"{key}:{version}"


def an_opened_year(session: ScopedSession, league: int, components: dict[int, dict[str, object]]) -> None:
    rules = {"ruleset_key": ND_335.key, "ruleset_version": "1", "ruleset_digest": b"x" * 32}
    days = {"first_day": FIRST, "last_day": LAST, "opened_at": AFTER}
    session.add(AppraisalYear(year=2026, leagues={"tiep-nhan": league}, **rules, **days))
    session.flush()
    for line in session.scalars(select(LeagueLine).where(LeagueLine.adjusted, LeagueLine.league_id == league)):
        plain = session.get_one(LeagueLine, (league, False, line.officer_id))
        place = {"officer_id": line.officer_id, "unit_id": line.unit_id, "duty_group": "tiep-nhan"}
        given = components.get(line.officer_id, {})
        session.add(Appraisal(year=2026, standing={}, evidence=said_of(plain, line), components=given, **place))
    session.commit()


def test_a_year_has_the_newest_league_that_ends_in_it_and_another_year_has_none(
    engine: Engine, made: SmallProvince
) -> None:
    write_answers(engine, list(rows(made, plan(made))))
    jobs.compute(engine, first=date(2025, 10, 1), last=date(2026, 9, 30), at=AFTER)
    (newest,) = jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    found = view(engine)
    assert found.league is not None
    assert found.league.id == newest
    assert found.rules == ND_335, "the one in force at its end"
    nothing = view(engine, year=2025)
    assert (nothing.league, nothing.years, nothing.stands) == (None, (2026,), ())


@pytest.mark.parametrize(
    ("year", "chosen"),
    [(1999, Chosen()), (2101, Chosen()), (2026, Chosen(ruleset="nothing:1")), (2026, Chosen(state="first")),
     (2026, Chosen(duty_group="ke-toan")), (2026, Chosen(unit_key="atlantis")),
     (2026, Chosen(ruleset="tt-01-2018-unit:1"))],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(engine: Engine, made: SmallProvince, year: int, chosen: Chosen) -> None:
    a_league(engine, made)
    with pytest.raises(NotFoundFailure):
        view(engine, chosen, year)


def test_an_opened_year_rests_on_its_own_league_and_ruleset_whatever_was_computed_since(
    engine: Engine, made: SmallProvince
) -> None:
    first = a_league(engine, made)
    with open_session(engine, Scope.system("a test")) as session:
        an_opened_year(session, first, {})
    (again,) = jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    found = view(engine)
    assert found.league is not None
    assert again > first == found.league.id
    assert found.opened is not None
    assert found.basis is Basis.SURVEY, "without components nobody is classed"
    assert found.unclassed == 17


def test_places_are_the_share_of_each_level_s_base_rounded_down_and_the_proposed_stand_beside_them(
    engine: Engine, made: SmallProvince
) -> None:
    a_league(engine, made)
    (province,) = view(engine, Chosen(level=Level.PROVINCE)).ceilings
    (whole,) = [pool for pool, _ in province.pools]
    assert (whole.base, whole.places) == (17, 3)
    proposed = {key for key, one in province.people.items() if one.line.state == "proposed"}
    assert set(whole.seated.inside) == proposed != set()
    (units,) = view(engine, Chosen(level=Level.UNIT)).ceilings
    assert sum(pool.base for pool, _ in units.pools) == 17
    for pool, unit in units.pools:
        assert unit is not None
        assert pool.places == int(Decimal("0.2") * pool.base) == 0, "units of three: no place, none made up"
        assert pool.seated.inside == ()
    assert {one for pool, _ in units.pools for one in pool.seated.beyond} == proposed


def test_evidence_nobody_verified_gives_no_points_and_nobody_of_it_is_proposed(
    engine: Engine, made: SmallProvince
) -> None:
    a_league(engine, made)
    with open_session(engine, Scope.system("a test")) as session:
        key = with_five_points(session)
    found = view(engine, Chosen(ruleset=key))
    assert found.rules is not None
    assert found.rules.version == "1a"
    by_officer = {one.line.officer_id: one for one in found.stands}
    unverified = [by_officer[officer] for officer in made.officers[WITHOUT_SLIPS]]
    assert {(one.ruled.points, one.ruled.left_out) for one in unverified} == {(None, "unverified")}
    assert all(one.line.state != "proposed" for one in unverified)
    few = by_officer[made.officers["so-noi-vu"][1]]
    assert (few.ruled.left_out, few.needed) == ("too_few", 10)
    good = by_officer[made.officers["461"][0]].ruled.points
    assert good is not None
    mean = Decimal(by_officer[made.officers["461"][0]].line.posterior_mean)
    assert good[0] == pytest.approx(5 * (mean - 1) / 4, abs=Decimal("0.001"))
    assert good[1] < good[0] < good[2] <= 5


def test_components_of_the_opened_year_give_classes_and_then_the_base_is_who_is_classed(
    engine: Engine, made: SmallProvince
) -> None:
    league = a_league(engine, made)
    given = [officer for key in ("461", "19330") for officer in made.officers[key]]
    points = dict(zip(given, ("63", "63", "55", "62", "45", "20"), strict=False))
    components: dict[int, dict[str, object]] = {
        officer: {"general": "28", "tasks": tasks, "disciplined": False} for officer, tasks in points.items()
    }
    components[given[0]] = {"general": "28"}  # the rest is missing
    with open_session(engine, Scope.system("a test")) as session:
        an_opened_year(session, league, components)
    found = view(engine, Chosen(level=Level.PROVINCE))
    assert found.basis is Basis.SUGGESTED
    assert found.unclassed == 17 - len(components) + 1
    (ceilinged,) = found.ceilings
    ((pool, _),) = ceilinged.pools
    classes = {one.line.officer_id: one.ruled.suggestion.quality_class for one in found.stands if one.ruled.suggestion}
    assert classes[given[1]] == classes[given[3]] == "excellent", "91 and exactly 90"
    assert pool.base == sum(one in {"excellent", "good"} for one in classes.values())
    assert pool.places == int(Decimal("0.2") * pool.base) == 0
    assert set(pool.seated.beyond) == {given[1], given[3]}, "wanted, without a place: told, not cut"
    missing = next(one for one in found.stands if one.line.officer_id == given[0])
    assert (missing.ruled.suggestion, missing.ruled.missing) == (None, "tasks")
    other = view(engine, Chosen(ruleset="nd-90-2020:1"))
    assert other.basis is Basis.SURVEY, "components of another ruleset class nobody under this one"


def test_who_moved_in_july_is_compared_whole_told_and_counted_where_they_are_proposed(
    engine: Engine, made: SmallProvince
) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, list(rows(made, plan(made))))
    with open_session(engine, Scope.system("a test")) as session:
        old = session.scalars(select(Posting).where(Posting.officer_id == officer)).one()
        old.valid_to = date(2026, 7, 1)
        place = {"office_id": made.offices["19330"], "unit_id": made.units["19330"], "officer_id": officer}
        session.add(Posting(kind="full_time", duty_group="tiep-nhan", valid_from=date(2026, 7, 1), **place))
        session.commit()
    (league,) = jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    one = next(one for one in view(engine).stands if one.line.officer_id == officer)
    assert one.line.n == sum(GOOD), "every answer that names them, at both places"
    assert [(spell.unit.key, spell.until) for spell in one.spells] == [("461", date(2026, 7, 1)), ("19330", None)]
    assert one.counted_in == made.units["19330"]
    with open_session(engine, Scope.system("a test")) as session:
        an_opened_year(session, league, {})
        file = session.scalars(select(Appraisal).where(Appraisal.officer_id == officer)).one()
        file.unit_id = made.units["461"]  # as the year settles who proposes
        session.commit()
    one = next(one for one in view(engine).stands if one.line.officer_id == officer)
    assert one.counted_in == made.units["461"]


def test_both_leagues_stand_side_by_side_and_name_whom_held_answers_would_move(
    engine: Engine, made: SmallProvince
) -> None:
    officer = made.officers["461"][0]
    write_answers(engine, list(rows(made, plan(made))))
    assert view_of(engine).held is None
    write_answers(engine, list(rows(made, {officer: POOR}, state="held", held_reason="repeated")))
    found = view_of(engine)
    assert found.held is not None
    assert found.held.answers == sum(POOR)
    assert sum(found.held.states.values()) == sum(found.states.values()) == 17
    assert officer in {one.line.officer_id for one in found.held.movers}
    mover = next(one for one in found.held.movers if one.line.officer_id == officer)
    assert (mover.line.state, mover.line.n) == ("proposed", sum(GOOD))
    assert mover.with_held is not None
    assert (mover.with_held.n, mover.with_held.state) != (sum(GOOD), "proposed")


def view_of(engine: Engine) -> YearView:
    jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    return view(engine)


def test_equals_at_the_border_of_a_ceiling_stand_there_together(engine: Engine, made: SmallProvince) -> None:
    league = a_league(engine, made)
    with open_session(engine, Scope.system("a test")) as session:
        for officer in [*made.officers["461"], *made.officers["19330"]]:
            line = session.get_one(LeagueLine, (league, True, officer))
            line.state, line.p_top, line.evidence = "proposed", 0.9, "verified"
        session.commit()
    (ceilinged,) = view(engine, Chosen(level=Level.PROVINCE)).ceilings
    ((pool, _),) = ceilinged.pools
    assert (pool.places, pool.seated.inside, pool.seated.beyond) == (3, (), ())
    assert set(pool.seated.border) == {*made.officers["461"], *made.officers["19330"]}


def test_without_case_mix_the_other_lines_are_shown_and_pages_are_cut_at_the_end(
    engine: Engine, made: SmallProvince
) -> None:
    assert sum(MIDDLING) == 60
    league = a_league(engine, made)
    with open_session(engine, SEES) as session:
        plain = {line.officer_id: line.p_top for line in session.scalars(
            select(LeagueLine).where(LeagueLine.league_id == league, LeagueLine.adjusted.is_(False)))}  # fmt: skip
        assert session.get_one(League, league).officers == 17
    found = view(engine, Chosen(adjusted=False, page=99))
    assert {one.line.officer_id: one.line.p_top for one in found.stands} == plain
    assert (found.pages, found.chosen.page, found.total) == (1, 1, 17)


def test_an_amended_ruleset_is_read_from_its_own_text(engine: Engine, made: SmallProvince) -> None:
    assert made.units
    with open_session(engine, Scope.system("a test")) as session:
        with_five_points(session)
        loaded = rulesets.ruleset(session, key="nd-335-2025", version="1a").rules
    assert read(loaded.text) == loaded
    assert loaded.parameter("survey_points") == 5

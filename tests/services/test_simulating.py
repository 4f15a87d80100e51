"""A ruleset tried on a year: who moves, how often a class is undeserved, and what is not known."""

from decimal import Decimal

import pytest
from scipy.special import ndtr
from sqlalchemy import Engine, select

from khaosat.access import Scope, open_session
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.league import League, LeagueLine
from khaosat.rules.reading import read
from khaosat.services import rulesets
from khaosat.services.simulating import Simulation, simulate
from tests.factories.league import a_league
from tests.factories.province import SmallProvince, small_province
from tests.services.test_standing import ND_335, SEES, an_opened_year

WITH_FIVE = ND_335.text.replace('version = "1"', 'version = "1a"', 1).replace("value = 0\n", "value = 5\n", 1)
AMENDED = read(WITH_FIVE)
PLAN = "plan-2016:1"


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def run(engine: Engine, year: int = 2026, *, text: str = WITH_FIVE, against: str = "",
        assumed: str | None = None) -> Simulation | None:  # fmt: skip
    with open_session(engine, SEES) as session:
        after = rulesets.tried(text)
        return simulate(session, year, after=after, against=against, assumed=Decimal(assumed) if assumed else None)


def files(engine: Engine, made: SmallProvince, league: int, tasks: dict[int, str]) -> None:
    given: dict[int, dict[str, object]] = {
        officer: {"general": "24", "tasks": points, "disciplined": False} for officer, points in tasks.items()
    }
    with open_session(engine, Scope.system("a test")) as session:
        an_opened_year(session, league, given)
    assert made.units


def test_classes_before_and_after_are_the_evaluator_s_and_who_moves_is_counted(
    engine: Engine, made: SmallProvince
) -> None:
    league = a_league(engine, made)
    good, middling, poor = made.officers["461"]
    files(engine, made, league, {good: "62", middling: "62", poor: "62"})
    found = run(engine)
    assert found is not None
    # without survey points 24 + 62 = 86; with five of them 24 of 25, and means of 4.8, 4.1, 2.9 give 4.75, 3.875, 2.375
    assert found.before.classes["good"] == 3
    assert (found.after.classes["excellent"], found.after.classes["good"]) == (1, 2)
    assert found.moves == {("good", "excellent"): 1, ("good", "good"): 2}
    assert (found.up, found.down, found.same) == (1, 0, 2)
    assert found.after.missing == {"general": 14}
    assert found.before.steady == 3, "0 points of the survey move nobody"
    assert all(one.award.wrong == one.penalty.wrong == 0 for one in found.before.borders)


def test_the_rates_are_the_posterior_s_tails_at_the_border(engine: Engine, made: SmallProvince) -> None:
    league = a_league(engine, made)
    good, middling, _ = made.officers["461"]
    files(engine, made, league, {good: "62", middling: "62"})
    found = run(engine)
    assert found is not None
    with open_session(engine, SEES) as session:
        one, other = (session.get_one(LeagueLine, (league, True, officer)) for officer in (good, middling))
        border = 1 + 4 * (90 - 86) / 5  # 4.2
        up = float(ndtr((one.posterior_mean - border) / one.posterior_sd))
        over = float(ndtr((other.posterior_mean - border) / other.posterior_sd))
    excellent = found.after.borders[0]
    assert excellent.given == 1
    assert excellent.award.value == pytest.approx(1 - up, abs=4 * excellent.award.error + 1e-9)
    assert excellent.penalty.value == pytest.approx(over / (up + over), abs=4 * excellent.penalty.error)
    assert 0 < excellent.penalty.wrong < 1
    assert 0 < excellent.penalty.error < 0.02


def test_the_same_year_and_rules_give_the_same_simulation_to_the_bit(engine: Engine, made: SmallProvince) -> None:
    league = a_league(engine, made)
    files(engine, made, league, dict.fromkeys(made.officers["461"], "62"))
    first, second = run(engine), run(engine)
    assert first is not None
    assert second is not None
    assert repr(first.after.borders) == repr(second.after.borders)
    assert repr(first.moves) == repr(second.moves)


def test_without_components_nobody_is_classed_unless_one_assumes_something_and_says_so(
    engine: Engine, made: SmallProvince
) -> None:
    a_league(engine, made)
    nothing = run(engine)
    assert nothing is not None
    assert sum(nothing.after.classes.values()) == 0
    assert nothing.after.missing == {"general": 17}
    assert (nothing.after.borders, dict(nothing.moves)) == ((), {})
    found = run(engine, assumed="90")  # 22.5 + 63 = 85.5; 4.5 points from a mean of 4.6 on
    assert found is not None
    assert found.assumed == 90
    assert sum(found.after.classes.values()) == 17
    assert found.after.classes["excellent"] >= 1
    assert found.after.classes["not_completed"] == 0, "nobody is assumed to be disciplined"
    assert (found.before.classes["excellent"], found.before.steady) == (17, 17)  # 90 % of 100 is exactly 90


def test_what_the_plan_s_states_say_wrongly_is_told_beside_points(engine: Engine, made: SmallProvince) -> None:
    league = a_league(engine, made)
    with open_session(engine, SEES) as session:
        plan = rulesets.ruleset(session, key="plan-2016", version="1").rules.text
        lines = list(
            session.scalars(select(LeagueLine).where(LeagueLine.league_id == league, LeagueLine.adjusted.is_(True)))
        )
        mu = session.get_one(League, league).results["adjusted"]["mu"]
    found = run(engine, text=plan, assumed="100")
    assert found is not None
    assert found.after.supported is not None
    assert found.after.asked is not None
    proposed = [1 - one.p_top for one in lines if one.state == "proposed"]
    below = [float(ndtr((one.posterior_mean - mu) / one.posterior_sd)) for one in lines
             if one.state == "below" and one.evidence == "verified"]  # fmt: skip
    assert (found.after.supported.number, found.after.asked.number) == (len(proposed), len(below))
    assert found.after.supported.wrong == pytest.approx(sum(proposed) / len(proposed))
    assert found.after.asked.wrong == pytest.approx(sum(below) / len(below))
    assert found.up is None, "the plan has other classes"


def test_a_year_without_a_league_has_nothing_to_try_and_wrong_questions_are_named(
    engine: Engine, made: SmallProvince
) -> None:
    a_league(engine, made)
    assert run(engine, 2025) is None
    with open_session(engine, SEES) as session:
        units = rulesets.ruleset(session, key="tt-01-2018-unit", version="1").rules.text
    for wrong in ({"assumed": "101"}, {"assumed": "-1"}, {"assumed": "NaN"}, {"text": units}, {"text": "key = 1"}):
        with pytest.raises(InvalidFailure):
            run(engine, **wrong)  # type: ignore[arg-type]  # one of them each time
    with pytest.raises(NotFoundFailure):
        run(engine, against="nothing:1")

"""From which mean on each class is given: the same as asking the evaluator at that mean, for every shipped ruleset."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.rules.evaluation import SurveyEvidence, Value, most_without_survey, suggest
from khaosat.rules.reaching import ALWAYS, NEVER, reach
from khaosat.rules.reading import shipped
from khaosat.rules.ruleset import Ruleset

SETS = {one.key: one for one in shipped()}
GIVES_POINTS = [key for key, one in SETS.items() if any(component.adds for component in one.components)]


def at(mean: Decimal, *, verified: bool = True, state: str = "undecided") -> SurveyEvidence:
    return SurveyEvidence(mean, mean, mean, 60, state, verified=verified)


def with_points(points: int) -> Ruleset:
    rules = SETS["nd-335-2025"]
    return replace(rules, parameters=tuple(replace(one, value=Decimal(points)) for one in rules.parameters))


def nd_335(general: str, tasks: str, *, disciplined: bool = False) -> dict[str, Value]:
    return {"general": Decimal(general), "tasks": Decimal(tasks), "disciplined": disciplined}


def test_by_hand() -> None:
    """25 + 61 without the survey, five points of it: 90 is reached with 4 of them, a mean of 4.2."""
    found = reach(with_points(5), nd_335("25", "61"), at(Decimal(3)))
    assert found == (Decimal("4.2"), ALWAYS, ALWAYS, ALWAYS)
    assert reach(with_points(5), nd_335("20", "20"), at(Decimal(3)))[:3] == (NEVER,) * 3


def test_where_the_survey_does_not_enter_nothing_depends_on_it() -> None:
    alone = reach(with_points(5), nd_335("25", "61"), at(Decimal(3), verified=False))
    assert set(alone) == {ALWAYS, NEVER} or set(alone) == {ALWAYS}
    assert reach(with_points(0), nd_335("28", "62"), at(Decimal(3)))[0] == ALWAYS
    assert reach(with_points(5), nd_335("25", "61", disciplined=True), at(Decimal(5))) == (NEVER,) * 3 + (ALWAYS,)


@given(st.decimals(0, 25, places=2), st.decimals(0, 70, places=2), st.booleans(), st.decimals(1, 5, places=3),
       st.integers(0, 5))  # fmt: skip  # one line of thought
@settings(max_examples=200, deadline=None)
def test_the_class_at_a_mean_is_the_best_one_it_reaches(
    general: Decimal,
    tasks: Decimal,
    disciplined: bool,  # noqa: FBT001  drawn by place
    mean: Decimal,
    points: int,
) -> None:
    rules = with_points(points)
    values: dict[str, Value] = {"general": general, "tasks": tasks, "disciplined": disciplined}
    found = reach(rules, values, at(Decimal(3)))
    given = suggest(rules, values, at(mean)).quality_class
    assert next(one.key for one, lowest in zip(rules.classes, found, strict=True) if lowest <= mean) == given
    assert list(found) == sorted(found, reverse=True)


@given(st.data(), st.sampled_from(GIVES_POINTS))
@settings(max_examples=300, deadline=None)
def test_more_points_never_lower_a_class_in_any_shipped_ruleset(data: st.DataObject, key: str) -> None:
    rules = SETS[key]
    less: dict[str, Value] = {}
    more: dict[str, Value] = {}
    for one in rules.components:
        most = most_without_survey(rules, one.key)
        if most is None:
            less[one.key] = more[one.key] = data.draw(st.booleans())
        else:
            drawn = sorted((data.draw(st.decimals(0, most, places=2)), data.draw(st.decimals(0, most, places=2))))
            less[one.key], more[one.key] = (drawn[0], drawn[1]) if one.adds else (drawn[0], drawn[0])
    rank = {one.key: one.rank for one in rules.classes}
    before, after = suggest(rules, less), suggest(rules, more)
    assert (after.points or 0) >= (before.points or 0)
    if before.quality_class is not None and after.quality_class is not None:
        assert rank[after.quality_class] <= rank[before.quality_class]
    assert (suggest(rules, more), repr(suggest(rules, more))) == (after, repr(after)), "and the same again"


def test_every_border_of_points_is_in_its_class_and_a_hundredth_below_is_not() -> None:
    """Exactly 90 of ND 335 and exactly 15.0 of TT 01 among them: components filled up to the border, one by one."""
    seen = set()
    for key in GIVES_POINTS:
        rules = SETS[key]
        for better, worse in pairwise(rules.classes):
            for need in better.needs:
                if need.value == "points" and not isinstance(need.bound, bool):
                    seen.add((key, need.bound))
                    assert suggest(rules, _filled(rules, need.bound)).quality_class == better.key
                    assert suggest(rules, _filled(rules, need.bound - Decimal("0.01"))).quality_class == worse.key
    assert {("nd-335-2025", Decimal(90)), ("tt-01-2018-unit", Decimal(15))} <= seen


def _filled(rules: Ruleset, points: Decimal) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for one in rules.components:
        most = most_without_survey(rules, one.key)
        values[one.key] = False if most is None else min(most, points) if one.adds else most
        points -= Decimal(values[one.key]) if one.adds else 0
    return values

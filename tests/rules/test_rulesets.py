"""Rulesets as data: every worked example, borders, and what must never happen whatever the figures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.rules.evaluation import EvidenceError, SurveyEvidence, Value, most_without_survey, suggest
from khaosat.rules.reading import read, shipped
from khaosat.rules.ruleset import CERTAINTIES, Ruleset, RulesetError

RULESETS = {one.key: one for one in shipped()}
EXAMPLES = [(key, number) for key, one in RULESETS.items() for number in range(len(one.examples))]
ND_335 = RULESETS["nd-335-2025"]
FIVE = Decimal(5)


def with_parameters(rules: Ruleset, given: dict[str, Any]) -> Ruleset:
    """Return the ruleset with some parameters set."""
    return replace(
        rules,
        parameters=tuple(replace(one, value=Decimal(given.get(one.key, one.value))) for one in rules.parameters),
    )


def evidence(given: dict[str, Any]) -> SurveyEvidence:
    """Return an example's survey evidence."""
    mean, low, high = (Decimal(given[name]) for name in ("mean", "low", "high"))
    return SurveyEvidence(mean, low, high, given["answers"], given["state"], given["verified"])


def values(given: dict[str, Any]) -> dict[str, Value]:
    """Return an example's components."""
    return {key: value if isinstance(value, bool) else Decimal(value) for key, value in given.items()}


@pytest.mark.parametrize(("key", "number"), EXAMPLES)
def test_every_worked_example_comes_out(key: str, number: int) -> None:
    example = RULESETS[key].examples[number]
    rules = with_parameters(RULESETS[key], example.get("set", {}))
    found = suggest(rules, values(example["given"]), evidence(example["survey"]) if "survey" in example else None)
    assert found.quality_class == example["class"]
    assert "points" not in example or found.points == Decimal(example["points"])
    assert found.supports == example.get("supports")
    assert found.reason_asked_from == example.get("asks_reason_from")


def test_each_ruleset_has_its_borders_among_its_examples() -> None:
    assert {"nd-56-2015", "nd-90-2020", "nd-335-2025", "tt-01-2018-unit", "tt-01-2018-officer", "plan-2016"} < set(
        RULESETS
    )
    for rules in RULESETS.values():
        given_classes = {example["class"] for example in rules.examples}
        named = {one.key for one in rules.classes} if rules.key != "plan-2016" else {"excellent", "good"}
        assert given_classes == named, rules.key
        for one in rules.classes:
            borders = [need.bound for need in one.needs if need.value == "points"]
            assert all(any(example.get("points") == border for example in rules.examples) for border in borders)


def test_every_figure_says_how_sure_we_are_and_every_word_is_there_in_english() -> None:
    for rules in RULESETS.values():
        parts = (*rules.parameters, *rules.components, *rules.classes, *rules.ceilings, rules)
        assert {one.certainty for one in parts} <= set(CERTAINTIES)  # type: ignore[attr-defined]  # each kind has one
        words = [rules.title, rules.note, *(one.name for one in rules.parameters)]
        words += [one.name for one in rules.components] + [one.name for one in rules.classes]
        assert all(one["vi"] and one["en"] for one in words)


def test_the_survey_is_worth_nothing_until_somebody_says_how_much() -> None:
    survey = SurveyEvidence(FIVE, FIVE, FIVE, 500, "proposed", verified=True)
    given = values({"general": 20, "tasks": 50, "disciplined": False})
    assert ND_335.parameter("survey_points") == 0
    assert suggest(ND_335, given, survey) == suggest(ND_335, given)


def test_the_survey_s_interval_says_which_classes_it_leaves_open() -> None:
    survey = SurveyEvidence(Decimal("4.2"), Decimal("3.8"), Decimal("4.6"), 40, "not_distinguishable", verified=True)
    found = suggest(
        with_parameters(ND_335, {"survey_points": 5}),
        values({"general": 24, "tasks": 62, "disciplined": False}),
        survey,
    )
    assert found.survey == (Decimal(4), Decimal("3.5"), Decimal("4.5"))
    assert (found.quality_class, found.low_class, found.high_class) == ("excellent", "good", "excellent")


amounts = st.decimals(0, 25, places=2)


@given(amounts, st.decimals(0, 70, places=2), amounts, st.decimals(0, 70, places=2), st.booleans(), st.integers(0, 24))
@settings(max_examples=200, deadline=None)
def test_more_points_never_lower_a_class(
    general: Decimal,
    tasks: Decimal,
    more_general: Decimal,
    more_tasks: Decimal,
    disciplined: bool,  # noqa: FBT001  drawn by place
    survey_points: int,
) -> None:
    rules = with_parameters(ND_335, {"survey_points": survey_points})
    most = most_without_survey(rules, "general") or Decimal(0)
    less: dict[str, Value] = {"general": min(general, most), "tasks": tasks, "disciplined": disciplined}
    more: dict[str, Value] = {
        "general": min(max(general, more_general), most), "tasks": max(tasks, more_tasks), "disciplined": disciplined
    }  # fmt: skip
    rank = {one.key: one.rank for one in rules.classes}
    before, after = suggest(rules, less), suggest(rules, more)
    assert rank[after.quality_class or ""] <= rank[before.quality_class or ""]
    assert after == suggest(rules, more)


@given(st.decimals(1, 5, places=3), st.decimals(1, 5, places=3), st.sampled_from(["too_few", "below", "proposed"]))
@settings(max_examples=100, deadline=None)
def test_too_little_evidence_counts_for_nobody_and_against_nobody(mean: Decimal, other: Decimal, state: str) -> None:
    rules = with_parameters(ND_335, {"survey_points": 5})
    given = values({"general": 20, "tasks": 55, "disciplined": False})
    one, two = (SurveyEvidence(m, m, m, 9, state, verified=state == "too_few") for m in (mean, other))
    found = suggest(rules, given, one)
    assert found.points == suggest(rules, given, two).points == Decimal(79)
    assert found.survey is None
    assert found.left_out in {"too_few", "unverified"}


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_a_ceiling_is_rounded_down_and_never_exceeds_its_share(excellent: int, good: int) -> None:
    (ceiling,) = ND_335.ceilings
    places = ceiling.places({"excellent": excellent, "good": good, "completed": 50})
    assert places <= ceiling.share * (excellent + good) < places + 1


def test_a_base_of_four_gives_no_place() -> None:
    assert ND_335.ceilings[0].places({"excellent": 1, "good": 3}) == 0


@pytest.mark.parametrize(
    ("changed", "key", "reason"),
    [({"tasks": None}, "tasks", "missing"), ({"tasks": Decimal("70.01")}, "tasks", "out_of_range"),
     ({"tasks": Decimal(-1)}, "tasks", "out_of_range"), ({"tasks": True}, "tasks", "kind"),
     ({"disciplined": Decimal(1)}, "disciplined", "kind"), ({"luck": Decimal(1)}, "luck", "unknown")],
)  # fmt: skip
def test_an_impossible_component_is_named(changed: dict[str, Any], key: str, reason: str) -> None:
    with pytest.raises(EvidenceError) as error:
        suggest(ND_335, {**values({"general": 20, "tasks": 50, "disciplined": False}), **changed})
    assert (error.value.key, error.value.reason) == (key, reason)


def test_a_ruleset_is_found_by_the_day() -> None:
    assert not ND_335.is_in_force(date(2025, 12, 31))
    assert ND_335.is_in_force(date(2026, 1, 1))
    assert RULESETS["nd-90-2020"].is_in_force(date(2025, 12, 31))
    assert not RULESETS["nd-90-2020"].is_in_force(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [('key = "nd-335-2025"', "", "key"), ("since = 2026-01-01", 'since = "soon"', "since"),
     ("most = 30", 'most = "thirty"', "component 1, most"), ("share = 0.20", "share = 1.2", "ceiling 1, share"),
     ('value = "points", at_least = 90', 'value = "luck", at_least = 90', "class excellent"),
     ('value = "points", at_least = 90', 'value = "points", at_most = 90', "class excellent"),
     ('value = "points", at_least = 90', 'value = "points", is = true, at_least = 9', "class 1, needs 1, test"),
     ('class = "excellent"\nshare', 'class = "best"\nshare', "best"), ("value = 0\n", "value = 30\n", "survey"),
     ('certainty = "press"', 'certainty = "sure"', "certainty"), ('key = "tasks"', 'key = "general"', "general"),
     ("[survey]", "[survey", "text"), ("[survey]", "[weather]", "weather"),
     ('[title]\nvi = "', '[title]\nvn = "', "title")],
)  # fmt: skip
def test_a_text_that_is_no_ruleset_is_refused_with_the_place(old: str, new: str, place: str) -> None:
    assert old in ND_335.text
    with pytest.raises(RulesetError) as error:
        read(ND_335.text.replace(old, new, 1))
    assert error.value.place == place


def test_a_ruleset_without_a_class_for_the_rest_is_refused() -> None:
    last = 'name = { vi = "Không hoàn thành nhiệm vụ", en = "Tasks not completed" }'
    assert last in ND_335.text
    with pytest.raises(RulesetError, match="everybody who is left"):
        read(ND_335.text.replace(last, f'{last}\nneeds = [{{ value = "points", at_least = 1 }}]'))

"""A unit under a ruleset: exact borders, no points for what is not known, in force on its own last day."""

from datetime import date
from decimal import Decimal

import pytest

from khaosat.rules.reading import shipped
from khaosat.rules.ruleset import Ruleset
from khaosat.services.unit_rules import unit_ruled

KEYS = ("time", "unit_times", "contacts", "bodies", "at_the_desk", "public", "attitude", "feedback", "online")
IN_FORCE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def rules() -> Ruleset:
    return next(one for one in shipped() if one.key == "tt-01-2018-unit")


def given(*values: str) -> dict[str, str]:
    return dict(zip(KEYS, values, strict=False))


@pytest.mark.parametrize(
    ("last", "points", "quality_class"),
    [
        ("1.0", "15.0", "excellent"),
        ("1", "15", "excellent"),
        ("0.999999", "14.999999", "good"),
        ("0.9", "14.9", "good"),
    ],
)
def test_exactly_15_is_excellent_and_nothing_below_it(
    rules: Ruleset, last: str, points: str, quality_class: str
) -> None:
    found = unit_ruled(rules, given(*["2"] * 7, last, "0"), IN_FORCE)
    assert found.suggestion is not None
    assert (found.suggestion.points, found.suggestion.quality_class) == (Decimal(points), quality_class)
    assert (found.missing, found.unfit) == ((), None)


def test_tenths_add_up_to_the_border_exactly(rules: Ruleset) -> None:
    """1.7 eight times and 1.4: 15.000000000000002 as floating point, or a little less."""
    found = unit_ruled(rules, given(*["1.7"] * 8, "1.4"), IN_FORCE)
    assert found.suggestion is not None
    assert (found.suggestion.points, found.suggestion.quality_class) == (Decimal("15.0"), "excellent")


@pytest.mark.parametrize(
    ("values", "quality_class", "just_below"),
    [
        (["1.666667"] * 6 + ["1.666666"] * 3, "excellent", None),
        (["1.666666"] * 9, "good", "excellent"),  # a mean of 5/3, cut
        (["1.666665"] * 9, "good", None),
        (["1.333333"] * 3 + ["2"] * 5 + ["1"], "good", "excellent"),  # 14.999999 of a mean of 4/3 thrice
        (["1.333333"] * 3 + ["2"] * 4 + ["0", "0"], "fair", "good"),
        (["2"] * 7 + ["0.99", "0"], "good", None),
    ],
)
def test_a_border_missed_by_rounding_alone_is_said_and_not_given(
    rules: Ruleset, values: list[str], quality_class: str, just_below: str | None
) -> None:
    found = unit_ruled(rules, given(*values), IN_FORCE)
    assert found.suggestion is not None
    assert (found.suggestion.quality_class, found.just_below) == (quality_class, just_below)


@pytest.mark.parametrize("place", range(9))
def test_one_component_missing_is_named_and_gives_neither_points_nor_class(rules: Ruleset, place: int) -> None:
    values = given(*["2"] * 9)
    del values[KEYS[place]]
    found = unit_ruled(rules, values, IN_FORCE)
    assert (found.suggestion, found.missing) == (None, (KEYS[place],))
    assert unit_ruled(rules, {**values, KEYS[place]: None}, IN_FORCE) == found
    at_zero = unit_ruled(rules, {**values, KEYS[place]: "0"}, IN_FORCE)
    assert at_zero.suggestion is not None, "a zero is known"


def test_nothing_known_names_everything_in_the_ruleset_s_order(rules: Ruleset) -> None:
    assert unit_ruled(rules, {}, IN_FORCE).missing == KEYS


@pytest.mark.parametrize(
    ("values", "key"), [({"time": "2.5"}, "time"), ({"public": True}, "public"), ({"x": "1"}, "x")]
)
def test_what_a_ruleset_does_not_take_is_said_and_gives_no_class(
    rules: Ruleset, values: dict[str, object], key: str
) -> None:
    found = unit_ruled(rules, {**given(*["1"] * 9), **values}, IN_FORCE)
    assert (found.suggestion, found.unfit) == (None, key)


def test_it_is_in_force_on_the_unit_s_last_day_or_not(rules: Ruleset) -> None:
    values = given(*["2"] * 9)
    assert unit_ruled(rules, values, IN_FORCE).in_force
    assert not unit_ruled(rules, values, AFTER).in_force
    assert unit_ruled(rules, values, AFTER).suggestion == unit_ruled(rules, values, IN_FORCE).suggestion

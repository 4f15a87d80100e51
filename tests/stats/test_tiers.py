"""Layers of units: by hand, and that nobody in a layer is told apart from another of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats import tiers
from khaosat.stats.critical import tukey
from khaosat.stats.errors import StatsError

people = st.lists(st.tuples(st.floats(0, 3), st.floats(0.01, 0.5)), min_size=1, max_size=25)


def test_two_clear_groups_and_one_nobody_can_place() -> None:
    found = tiers.tiers([1.0, 1.01, 0.5, 0.51, 0.7], [0.01, 0.01, 0.01, 0.01, 2.0])
    assert found.first.tolist() == [1, 1, 2, 2, 1]
    assert found.last.tolist() == [1, 1, 2, 2, 2]
    assert found.number == 2
    assert found.critical == pytest.approx(tukey(5, 0.95))


def test_a_difference_of_exactly_c_is_not_sure() -> None:
    c = tukey(2, 0.95)
    assert tiers.tiers([c * np.sqrt(2), 0.0], [1.0, 1.0]).number == 1
    assert tiers.tiers([c * np.sqrt(2) + 1e-9, 0.0], [1.0, 1.0]).number == 2
    assert c == pytest.approx(1.959964, abs=1e-3), "of two it is the normal quantile"


def test_three_steps_are_three_layers_and_equals_are_one() -> None:
    assert tiers.tiers([3.0, 2.0, 1.0], [0.1] * 3).first.tolist() == [1, 2, 3]
    assert tiers.tiers([2.0] * 4, [0.1] * 4).number == 1
    assert tiers.tiers([], []).number == 0
    assert tiers.tiers([1.0], [0.2]).last.tolist() == [1]


@given(people)
@settings(max_examples=60, deadline=None)
def test_nobody_in_a_layer_lies_surely_above_another_of_it(units: list[tuple[float, float]]) -> None:
    x, se = (np.array(column) for column in zip(*units, strict=True))
    found = tiers.tiers(x, se)
    sure = x[:, None] - x > found.critical * np.hypot(se[:, None], se)
    assert not (sure & (found.first[:, None] >= found.first)).any(), "who is surely above stands in an earlier layer"
    assert not (sure & (found.last[:, None] >= found.last)).any()
    assert (found.first <= found.last).all()
    assert {1, found.number} <= set(found.first.tolist()) | set(found.last.tolist())
    turned = np.arange(x.size)[::-1]
    assert tiers.tiers(x[turned], se[turned]).first.tolist() == found.first[turned].tolist()


@given(people, st.floats(1.5, 20))
@settings(max_examples=40, deadline=None)
def test_less_certainty_never_moves_anybody_to_a_lower_layer(units: list[tuple[float, float]], wider: float) -> None:
    x, se = (np.array(column) for column in zip(*units, strict=True))
    assert (tiers.tiers(x, se * wider).first <= tiers.tiers(x, se).first).all()


def test_what_is_no_row_of_numbers_is_refused() -> None:
    with pytest.raises(StatsError):
        tiers.tiers([[1.0]], [[1.0]])
    with pytest.raises(StatsError):
        tiers.tiers([1.0], [-1.0])


def test_shares_by_hand() -> None:
    """95 and 70 of 100 are told apart, 8 of 10 from neither: x = 1.3405, .9895, 1.0793; s.e. .0499, .0499, .1543."""
    found = tiers.of_shares([95, 70, 8], [100, 100, 10])
    assert (found.first.tolist(), found.last.tolist(), found.number) == ([1, 2, 1], [1, 2, 2], 2)
    assert tiers.of_shares([99, 95], [100, 100]).number == 1
    assert tiers.of_shares([], []).number == 0


@pytest.mark.parametrize(("successes", "n"), [([2], [1]), ([0], [0]), ([0.5], [1])])
def test_shares_that_are_none_are_refused(successes: list[float], n: list[int]) -> None:
    with pytest.raises(StatsError):
        tiers.of_shares(successes, n)

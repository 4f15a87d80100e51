import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats import indices
from khaosat.stats.errors import UnknownNameError, WrongShapeError

SINGLE = [d for d in indices.DEFINITIONS.values() if not d.items]
one_distribution = st.lists(st.integers(0, 10**7), min_size=5, max_size=5)


def test_the_figures_of_a_distribution_worked_by_hand() -> None:
    counts = [1, 2, 3, 4, 10]  # n = 20, sum of scores 1 + 4 + 9 + 16 + 50 = 80
    assert indices.percent_satisfied(counts) == pytest.approx(14 / 20)
    assert indices.mean_score(counts) == pytest.approx(4.0)
    assert indices.score100(counts) == pytest.approx(75.0)
    assert indices.top_box(counts) == pytest.approx(0.5)
    assert indices.net(counts) == pytest.approx((14 - 3) / 20)


def test_pooling_items_differs_from_averaging_them_when_their_numbers_differ() -> None:
    items = [[0, 0, 0, 0, 90], [0, 0, 0, 10, 0], [10, 0, 0, 0, 0]]
    assert indices.pooled_percent_satisfied(items) == pytest.approx(100 / 110)
    assert indices.mean_of_item_percentages(items) == pytest.approx(2 / 3)


def test_an_item_nobody_answered_does_not_count_in_the_mean_of_items() -> None:
    assert indices.mean_of_item_percentages([[0, 0, 0, 0, 3], [0] * 5]) == 1.0
    assert indices.mean_of_item_percentages([[0] * 5, [0] * 5]) == 0.5


def test_figures_keep_the_shape_of_the_table() -> None:
    table = np.arange(2 * 3 * 5).reshape(2, 3, 5)
    assert indices.mean_score(table).shape == (2, 3)
    assert indices.pooled_percent_satisfied(table).shape == (2,)


@pytest.mark.parametrize("definition", SINGLE, ids=lambda d: d.name)
def test_without_answers_a_figure_is_the_middle_of_its_range(definition: indices.Definition) -> None:
    assert definition.compute([0] * 5) == (definition.low + definition.high) / 2
    assert not indices.answered([0] * 5)


@settings(max_examples=40, deadline=None)
@given(one_distribution)
def test_every_figure_lies_in_its_range(counts: list[int]) -> None:
    for d in SINGLE:
        assert d.low <= d.compute(counts) <= d.high


@settings(max_examples=40, deadline=None)
@given(one_distribution, st.integers(0, 3))
def test_a_better_answer_never_lowers_a_figure(counts: list[int], worse: int) -> None:
    counts[worse] += 1
    better = counts.copy()
    better[worse] -= 1
    better[worse + 1] += 1
    for d in SINGLE:
        assert d.compute(better) >= d.compute(counts) - 1e-12


@settings(max_examples=40, deadline=None)
@given(one_distribution)
def test_turning_the_scale_round_turns_the_mean_and_the_net_round(counts: list[int]) -> None:
    assert indices.net(counts[::-1]) == pytest.approx(-indices.net(counts))
    assert indices.mean_score(counts[::-1]) == pytest.approx(6 - indices.mean_score(counts))


def test_a_definition_is_found_by_name_and_its_newest_version_is_the_default() -> None:
    assert indices.definition("net") is indices.definition("net", 1)
    assert indices.definition("percent_satisfied").compute([0, 0, 0, 1, 1]) == 1.0


def test_an_unknown_definition_says_what_is_known() -> None:
    with pytest.raises(UnknownNameError, match="score100"):
        indices.definition("happiness")
    with pytest.raises(UnknownNameError, match="version 9"):
        indices.definition("net", 9)


def test_a_pooled_figure_wants_items() -> None:
    with pytest.raises(WrongShapeError, match="items"):
        indices.pooled_percent_satisfied([1, 2, 3, 4, 5])

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from khaosat.stats import counting, critical, ranksets
from khaosat.stats.errors import NegativeError, NotWholeError, WrongShapeError

Floats = NDArray[np.float64]
values = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 1)), min_size=1, max_size=9)


def province(officers: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """True scores, standard errors and one draw of estimates."""
    rng = np.random.default_rng(seed)
    theta, se = rng.normal(4.3, 0.2, officers), np.exp(rng.uniform(-4, -1, officers))
    return theta, se, theta + se * rng.standard_normal(officers)


def test_the_sets_of_countries_are_those_of_the_reference(reference: Callable[[str], Any]) -> None:
    data = reference("csranks_pisa2018")["data"]
    for subject in data.values():
        for case in subject["results"]:
            if case["stepdown"]:
                continue  # a sharper method we decided against
            method = ranksets.simultaneous if case["simul"] else ranksets.marginal
            found = method(subject["x"], subject["se"])
            for ours, name in ((found.low, "L"), (found.high, "U")):
                least, most = np.array(case[f"{name}_min"]), np.array(case[f"{name}_max"])
                assert ((least - 1 <= ours) & (ours <= most + 1)).all()
                assert np.mean((least <= ours) & (ours <= most)) >= 0.97


@pytest.mark.parametrize("method", [ranksets.marginal, ranksets.simultaneous])
def test_counting_in_groups_is_counting_all_pairs(method: Callable[..., ranksets.RankSets]) -> None:
    _, se, x = province(300)
    found = method(x, se)
    apart = found.critical[:, None] * np.hypot(se[:, None], se[None, :])
    difference = x[None, :] - x[:, None]
    assert found.low.tolist() == (1 + (difference > apart).sum(axis=1)).tolist()
    assert found.high.tolist() == (300 - (-difference > apart).sum(axis=1)).tolist()


def test_for_a_pair_both_kinds_are_the_test_of_one_difference() -> None:
    one = ndtri(0.975)
    assert ranksets.marginal([0.0, 1.0], [0.1, 0.4]).critical == pytest.approx([one, one], abs=2e-4)
    assert ranksets.simultaneous([0.0, 1.0], [0.1, 0.4]).critical == pytest.approx([one, one], abs=0.03)
    assert ranksets.marginal([0.0, 1.0], [0.1, 0.1]).low.tolist() == [2, 1]


@pytest.mark.parametrize(("p", "expected"), [(2, 2.77181), (3, 3.31449), (10, 4.47412), (20, 5.01160)])
def test_the_studentised_range_is_that_of_the_tables(p: int, expected: float) -> None:
    # Upper 5 % points with infinitely many degrees of freedom: Harter (1960), to the printed digits.
    assert critical.tukey(p, 0.95) * np.sqrt(2) == pytest.approx(expected, abs=2e-3)


def test_drawn_and_exact_critical_values_agree_where_all_errors_are_equal() -> None:
    for p in (5, 60, 400):
        assert critical.simultaneous(np.ones(p), 0.95) == pytest.approx(critical.tukey(p, 0.95), abs=0.04)


def test_grouping_the_errors_changes_the_critical_value_by_nothing_that_matters() -> None:
    _, se, _ = province(140)
    ordered = np.sort(se)
    draws = np.random.default_rng(7).standard_normal((4000, 140)) * ordered
    largest = [np.max(np.abs(z[:, None] - z) / np.hypot(ordered[:, None], ordered)) for z in draws]
    assert critical.simultaneous(se, 0.95) == pytest.approx(np.quantile(largest, 0.95), abs=0.05)


def test_sets_hold_the_true_ranks_as_often_as_promised() -> None:
    theta, se, _ = province(60)
    truth = np.argsort(np.argsort(-theta)) + 1
    rng = np.random.default_rng(3)
    one, all_at_once = critical.marginal(se, 0.95), np.full(60, critical.simultaneous(se, 0.95))
    alone, together = [], []
    for _ in range(300):
        x = theta + se * rng.standard_normal(60)
        low, high = counting.bounds(x, se, one)
        alone.append(np.mean((low <= truth) & (truth <= high)))
        low, high = counting.bounds(x, se, all_at_once)
        together.append(((low <= truth) & (truth <= high)).all())
    assert np.mean(alone) >= 0.95
    assert np.mean(together) >= 0.93


@settings(max_examples=25, deadline=None)
@given(values, st.floats(-10, 10), st.floats(0.5, 25))
def test_marginal_sets_hold_the_estimated_rank_and_follow_another_scale(
    data: list[tuple[float, float]], shift: float, factor: float
) -> None:
    x, se = (np.round(column, 3) for column in np.array(data).T)
    found = ranksets.marginal(x, se)
    assert ((found.low >= 1) & (found.low <= found.high) & (found.high <= x.size)).all()
    assert (found.low <= 1 + (x[None, :] > x[:, None]).sum(axis=1)).all()
    again = ranksets.marginal(x * factor + shift, se * factor)
    assert again.critical == pytest.approx(found.critical, abs=1e-7)
    wider = ranksets.marginal(x, se, level=0.99)
    assert (wider.low <= found.low).all()
    assert (wider.high >= found.high).all()


def test_the_order_of_rows_plays_no_part() -> None:
    _, se, x = province(90)
    order = np.random.default_rng(5).permutation(90)
    for method in (ranksets.marginal, ranksets.simultaneous):
        one, other = method(x, se), method(x[order], se[order])
        assert other.low.tolist() == one.low[order].tolist()
        assert other.high.tolist() == one.high[order].tolist()


def test_the_best_are_among_those_who_may_be() -> None:
    theta, se, x = province(80)
    found = ranksets.tau_best(x, se, tau=8)
    assert found[np.argsort(-theta)[:8]].all()
    assert 8 <= found.sum() < 80
    assert not ranksets.tau_best(x, se, tau=0).any()
    assert ranksets.tau_best(x, se, tau=80).all()


def test_above_two_thousand_the_range_is_used_and_is_wider() -> None:
    se = np.exp(np.random.default_rng(1).uniform(-4, -1, 2001))
    assert critical.simultaneous(se, 0.95) == critical.tukey(2001, 0.95)
    assert critical.tukey(1990, 0.95) > critical.simultaneous(se[:1990], 0.95)


def test_extremes_are_ordinary() -> None:
    for method in (ranksets.marginal, ranksets.simultaneous):
        assert method([], []).low.shape == (0,)
        assert (method([4.0], [0.1]).low.tolist(), method([4.0], [0.1]).high.tolist()) == ([1], [1])
        certain = method([1.0, 2.0, 2.0], [0.0, 0.0, 0.0])
        assert (certain.low.tolist(), certain.high.tolist()) == ([3, 1, 1], [3, 2, 2])
        assert method([0.0, 0.0], [0.0, 0.0]).high.tolist() == [2, 2]


def test_wrong_input_is_named() -> None:
    with pytest.raises(WrongShapeError, match="se"):
        ranksets.marginal([1.0, 2.0], [1.0])
    with pytest.raises(WrongShapeError, match="one dimension"):
        ranksets.marginal([[1.0]], [[1.0]])
    with pytest.raises(NegativeError, match="se"):
        ranksets.simultaneous([1.0], [-1.0])
    with pytest.raises(NotWholeError, match="tau"):
        ranksets.tau_best([1.0], [1.0], tau=0.2)  # type: ignore[arg-type]  # what is tested

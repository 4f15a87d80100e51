import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from khaosat.stats import interval, ranking
from khaosat.stats.errors import InconsistentError, NegativeError, OutOfRangeError, WrongShapeError

A_FEW = st.integers(0, 6)
SHARES = [0.02, 0.03, 0.05, 0.3, 0.6]


@pytest.mark.parametrize(("reliability", "ratings"), [(0.7, 53), (0.8, 91), (0.9, 204)])
def test_ratings_for_a_reliability_as_in_the_design(reliability: float, ratings: int) -> None:
    # tau .206, within sd .98: kappa (5 - m)(m - 1) = .98² at the middle of the scale.
    found = ranking.ratings_needed(kappa=0.98**2 / 4, tau2=0.206**2, mean=3.0, reliability=reliability)
    assert found == ratings


def test_ratings_to_tell_two_officers_apart_worked_by_hand() -> None:
    # variance .25 · 4 = 1; (1.96 + .8416)² · 2 / .5² = 62.8.
    assert ranking.ratings_needed(kappa=0.25, tau2=0.04, mean=3.0, difference=0.5) == 63


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 1), st.floats(0.001, 1), st.floats(1.1, 4.9), st.floats(0.1, 0.95))
def test_the_ratings_reach_the_reliability_and_one_fewer_does_not(
    kappa: float, tau2: float, mean: float, reliability: float
) -> None:
    n = ranking.ratings_needed(kappa=kappa, tau2=tau2, mean=mean, reliability=reliability)
    assert n is not None
    variance = kappa * (5 - mean) * (mean - 1)
    assert tau2 / (tau2 + variance / n) >= reliability - 1e-9
    assert n == 1 or tau2 / (tau2 + variance / (n - 1)) < reliability + 1e-9


def test_no_number_of_ratings_is_enough_where_officers_do_not_differ() -> None:
    assert ranking.ratings_needed(kappa=0.4, tau2=0.0, mean=4.3, reliability=0.8) is None
    assert ranking.ratings_needed(kappa=0.0, tau2=0.1, mean=4.3, reliability=0.8) == 1


def test_wrong_questions_are_named() -> None:
    with pytest.raises(InconsistentError, match="exactly one"):
        ranking.ratings_needed(kappa=0.4, tau2=0.1, mean=4.0)
    with pytest.raises(InconsistentError, match="exactly one"):
        ranking.ratings_needed(kappa=0.4, tau2=0.1, mean=4.0, reliability=0.8, difference=0.1)
    with pytest.raises(OutOfRangeError, match="mean"):
        ranking.ratings_needed(kappa=0.4, tau2=0.1, mean=5.5, reliability=0.8)
    with pytest.raises(OutOfRangeError, match="difference"):
        ranking.ratings_needed(kappa=0.4, tau2=0.1, mean=4.0, difference=0.0)


def test_days_that_are_only_groups_of_people_have_no_design_effect() -> None:
    rng = np.random.default_rng(1)
    days = rng.multinomial(3, SHARES, (200, 60))
    assert ranking.day_deff(days) == pytest.approx(1.0, abs=0.06)


def test_good_and_bad_days_have_the_design_effect_of_clusters() -> None:
    rng = np.random.default_rng(2)
    good, bad = np.array([0, 0, 0.05, 0.25, 0.7]), np.array([0.2, 0.2, 0.2, 0.2, 0.2])
    shares = np.where(rng.random((200, 60, 1)) < 0.8, good, bad)
    n, scores = 6, np.arange(1, 6)
    pooled = 0.8 * good + 0.2 * bad
    between = 0.16 * float((good - bad) @ scores) ** 2
    total = float(pooled @ scores**2 - (pooled @ scores) ** 2)
    assert ranking.day_deff(rng.multinomial(n, shares)) == pytest.approx(1 + (n - 1) * between / total, rel=0.08)


def test_a_design_effect_worked_by_hand() -> None:
    # Five days with two answers each: 5 5, 5 5, 5 5, 5 5, 1 1. m = 4.2; all at the two ends: kappa = 10/9.
    days = [[0, 0, 0, 0, 2]] * 4 + [[2, 0, 0, 0, 0]]
    clustered = (4 * (10 - 8.4) ** 2 + (2 - 8.4) ** 2) * 5 / 4 / 100
    kappa = (8 * 0.64 + 2 * 10.24) / (9 * 0.8 * 3.2)
    assert ranking.day_deff([days]) == pytest.approx(clustered / (kappa * 0.8 * 3.2 / 10))


def test_empty_days_do_not_count_and_few_days_say_nothing() -> None:
    days = np.array([[0, 0, 0, 0, 2]] * 4 + [[2, 0, 0, 0, 0]])
    padded = np.vstack([days, np.zeros((3, 5), np.int64)])
    assert ranking.day_deff([padded]) == pytest.approx(ranking.day_deff([days]))
    assert ranking.day_deff([days[1:]]) == 1.0
    assert ranking.day_deff([]) == 1.0
    assert ranking.day_deff(np.zeros((3, 9, 5), np.int64)) == 1.0
    assert ranking.day_deff([[[0, 0, 0, 0, 2]] * 9]) == 1.0


def test_officers_may_come_as_one_table_or_one_by_one_in_any_order() -> None:
    days = np.random.default_rng(3).multinomial(2, SHARES, (20, 30))
    assert ranking.day_deff(list(days[::-1])) == pytest.approx(ranking.day_deff(days), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, array_shapes(min_dims=2, max_dims=2, max_side=12).map(lambda a: (*a, 5)), elements=A_FEW))
def test_the_sums_over_days_say_what_the_days_say(days: NDArray[np.int64]) -> None:
    n, y = days.sum(axis=2), days @ np.arange(1, 6)
    sums = np.column_stack([(n > 0).sum(axis=1), (n * n).sum(axis=1), (n * y).sum(axis=1), (y * y).sum(axis=1)])
    assert ranking.day_deff_of_sums(days.sum(axis=1), sums) == ranking.day_deff(days) == by_days(days)


def by_days(days: NDArray[np.int64]) -> object:
    """The definition, officer by officer and day by day."""
    kappa = interval.pooled_kappa(days.sum(axis=1))
    weights, ratios = [], []
    for officer in days:
        n, y = officer.sum(axis=1), officer @ np.arange(1.0, 6)
        number, mean = int((n > 0).sum()), y.sum() / max(n.sum(), 1)
        plain = kappa * (5 - mean) * (mean - 1) / max(n.sum(), 1)
        if number >= 5 and plain > 0:
            weights.append(number)
            ratios.append(((y - mean * n) ** 2).sum() * number / (number - 1) / n.sum() ** 2 / plain)
    return pytest.approx(max(1.0, float(np.average(ratios, weights=weights))) if weights else 1.0, rel=1e-9)


def test_wrong_sums_are_named() -> None:
    with pytest.raises(WrongShapeError, match="day_sums"):
        ranking.day_deff_of_sums([[0, 0, 0, 0, 9]], [[5, 17, 85]])
    with pytest.raises(WrongShapeError, match="day_sums"):
        ranking.day_deff_of_sums([[0, 0, 0, 0, 9]] * 2, [[5, 17, 85, 425]])
    with pytest.raises(NegativeError, match="day_sums"):
        ranking.day_deff_of_sums([[0, 0, 0, 0, 9]], [[5, 17, -85, 425]])


def test_wrong_days_are_named() -> None:
    with pytest.raises(WrongShapeError, match="day_counts"):
        ranking.day_deff(np.zeros((3, 5), np.int64))
    with pytest.raises(NegativeError, match="day_counts"):
        ranking.day_deff([[[0, 0, 0, 0, -1]]])

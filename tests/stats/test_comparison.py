from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from khaosat.stats.comparison import (
    difference_in_differences,
    kruskal_wallis,
    mann_whitney,
    proportional_odds,
)
from khaosat.stats.errors import NegativeError, NotEstimableError, NotNumericError, TooFewError, WrongShapeError

COUNTS = st.lists(st.integers(0, 12), min_size=5, max_size=5)


def answers(counts: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.repeat(np.arange(1, 6), counts)


def test_two_waves_agree_with_wilcox_and_polr(reference: Callable[[str], Any]) -> None:
    case = reference("ordinal_two_waves")
    expected, polr = case["mann_whitney"], case["polr"]

    ranks = mann_whitney(case["wave1"], case["wave2"])
    odds = proportional_odds([case["wave1"], case["wave2"]])

    assert ranks.u == expected["U"]
    assert ranks.p == pytest.approx(expected["p_nocc"], rel=1e-9)
    assert ranks.superiority == pytest.approx(expected["prob_superiority"], abs=1e-12)
    assert ranks.cliffs_delta == pytest.approx(expected["cliffs_delta"], abs=1e-12)
    assert odds.beta[0] == pytest.approx(polr["beta"], abs=case["tolerance"])
    assert odds.se[0] == pytest.approx(polr["se"], abs=case["tolerance"])
    assert odds.thresholds == pytest.approx(polr["zeta"], abs=case["tolerance"])
    assert odds.log_likelihood == pytest.approx(polr["loglik"], abs=case["tolerance"])


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_mann_whitney_from_counts_is_that_of_the_raw_answers(a: list[int], b: list[int]) -> None:
    from scipy import stats  # noqa: PLC0415  the independent way

    x, y = answers(a), answers(b)
    assume(x.size > 1 and y.size > 1 and np.unique(np.r_[x, y]).size > 1)
    expected = stats.mannwhitneyu(x, y, use_continuity=False, method="asymptotic")
    result = mann_whitney(a, b)

    assert result.u == pytest.approx(expected.statistic, abs=1e-9)
    assert result.p == pytest.approx(expected.pvalue, abs=1e-10)
    assert result.u == sum(float(i > j) + 0.5 * float(i == j) for i in x for j in y)
    assert 0 <= result.low <= result.superiority <= result.high <= 1


def test_the_interval_of_the_superiority_is_brunner_and_munzels() -> None:
    from scipy import stats  # noqa: PLC0415  the independent way

    a, b = [3, 4, 9, 20, 30], [1, 2, 4, 15, 40]
    result = mann_whitney(a, b)
    test = stats.brunnermunzel(answers(b), answers(a))
    half = abs(result.superiority - 0.5) / abs(test.statistic)

    # the interval at the level 1 − p of that test just touches a superiority of one half
    touching = mann_whitney(a, b, level=1 - float(test.pvalue))
    assert touching.high == pytest.approx(0.5, abs=1e-9)
    assert result.high - result.superiority == pytest.approx(1.97 * half, rel=0.01)


@settings(max_examples=40, deadline=None)
@given(COUNTS, COUNTS)
def test_swapping_the_groups_mirrors_the_result(a: list[int], b: list[int]) -> None:
    there, back = mann_whitney(a, b), mann_whitney(b, a)

    assert there.p == pytest.approx(back.p, abs=1e-12)
    assert there.superiority == pytest.approx(1 - back.superiority, abs=1e-12)
    assert there.low == pytest.approx(1 - back.high, abs=1e-9)
    assert there.cliffs_delta == pytest.approx(-back.cliffs_delta, abs=1e-12)


def test_small_samples_are_never_certain() -> None:
    separated = mann_whitney([0, 0, 0, 0, 3], [3, 0, 0, 0, 0])
    alone = mann_whitney([0, 0, 0, 0, 1], [0, 0, 1, 0, 0])
    equal = mann_whitney([0, 0, 0, 0, 7], [0, 0, 0, 0, 9])

    assert (separated.superiority, separated.high) == (1.0, 1.0)
    assert separated.low < 0.5
    assert alone.low < 0.5
    assert (equal.superiority, equal.p) == (0.5, 1.0)
    assert equal.low < 0.3
    assert mann_whitney([0] * 5, [1] * 5).p == 1.0


def test_ten_million_answers_do_not_lose_digits() -> None:
    small, large = (
        mann_whitney([1, 2, 3, 4, 5], [2, 2, 3, 4, 4]),
        mann_whitney([10**6 * k for k in (1, 2, 3, 4, 5)], [10**6 * k for k in (2, 2, 3, 4, 4)]),
    )

    assert large.superiority == pytest.approx(small.superiority, abs=1e-14)
    assert kruskal_wallis([[10**6 * k for k in (1, 2, 3, 4, 5)]] * 2).statistic == pytest.approx(0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(COUNTS, min_size=2, max_size=4))
def test_kruskal_wallis_from_counts_is_that_of_the_raw_answers(groups: list[list[int]]) -> None:
    from scipy import stats  # noqa: PLC0415  the independent way

    samples = [answers(g) for g in groups if sum(g)]
    assume(len(samples) > 1 and np.unique(np.concatenate(samples)).size > 1)
    expected = stats.kruskal(*samples)
    result = kruskal_wallis(groups)

    assert result.statistic == pytest.approx(float(expected.statistic), abs=1e-8)
    assert result.p == pytest.approx(float(expected.pvalue) if expected.statistic > 0 else 1.0, abs=1e-6)
    assert result.df == len(samples) - 1


def test_nothing_to_compare_is_no_difference() -> None:
    assert kruskal_wallis([[0, 0, 0, 0, 4], [0, 0, 0, 0, 9]]).p == 1.0
    assert kruskal_wallis([[0, 1, 0, 0, 4], [0] * 5]).p == 1.0
    assert kruskal_wallis(np.zeros((0, 5), dtype=int)).df == 0


def test_a_two_answer_model_is_the_log_odds_ratio_of_the_table() -> None:
    result = proportional_odds([[30, 0, 0, 0, 20], [15, 0, 0, 0, 45]])

    assert result.beta[0] == pytest.approx(np.log(45 * 30 / (15 * 20)), abs=1e-9)
    assert result.se[0] == pytest.approx(np.sqrt(1 / 30 + 1 / 20 + 1 / 15 + 1 / 45), abs=1e-9)
    assert result.thresholds == pytest.approx([np.log(30 / 20)] * 4, abs=1e-9)


def test_answers_that_do_not_occur_do_not_disturb() -> None:
    result = proportional_odds([[0, 5, 0, 9, 0], [0, 2, 0, 12, 0]])

    assert result.thresholds[0] == -np.inf
    assert result.thresholds[1] == result.thresholds[2]
    assert result.thresholds[3] == np.inf


GROUPS = st.lists(st.lists(st.integers(1, 40), min_size=5, max_size=5), min_size=2, max_size=4)


@settings(max_examples=30, deadline=None)
@given(GROUPS)
def test_turning_the_scale_round_turns_the_sign_of_beta(groups: list[list[int]]) -> None:
    there = proportional_odds(groups, exact=True)
    back = proportional_odds([g[::-1] for g in groups], exact=True)

    assert there.beta == pytest.approx(-back.beta, abs=1e-7)
    assert there.se == pytest.approx(back.se, abs=1e-7)
    assert there.log_likelihood == pytest.approx(back.log_likelihood, abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(GROUPS)
def test_the_numbers_of_polr_lie_close_below_the_maximum(groups: list[list[int]]) -> None:
    polr, best = proportional_odds(groups), proportional_odds(groups, exact=True)

    assert best.log_likelihood + 1e-9 >= polr.log_likelihood
    assert polr.log_likelihood >= best.log_likelihood - 1e-3
    assert (np.abs(polr.beta - best.beta) <= 0.05 * best.se).all()


def test_at_the_maximum_no_neighbour_is_more_likely() -> None:
    groups = np.array([[12, 9, 31, 140, 208], [4, 7, 22, 118, 260]])
    best = proportional_odds(groups, exact=True)

    def likelihood(beta: float, thresholds: np.ndarray[Any, np.dtype[np.float64]]) -> float:
        shift = thresholds - np.array([[0.0], [beta]])
        cumulative = np.column_stack([[0, 0], 1 / (1 + np.exp(-shift)), [1, 1]])
        return float((groups * np.log(np.diff(cumulative, axis=1))).sum())

    assert likelihood(float(best.beta[0]), best.thresholds) == pytest.approx(best.log_likelihood, abs=1e-9)
    for change in (-1e-3, 1e-3):
        assert likelihood(float(best.beta[0]) + change, best.thresholds) < best.log_likelihood
        assert likelihood(float(best.beta[0]), best.thresholds + change) < best.log_likelihood


def test_models_that_do_not_exist_are_named() -> None:
    with pytest.raises(NotEstimableError):
        proportional_odds([[0, 0, 0, 0, 4], [0, 0, 0, 0, 9]])
    with pytest.raises(NotEstimableError):
        proportional_odds([[9, 0, 0, 0, 0], [0, 0, 0, 0, 9]])
    with pytest.raises(TooFewError):
        proportional_odds([[1, 2, 3, 4, 5], [0] * 5])
    with pytest.raises(NegativeError, match="a"):
        mann_whitney([-1, 0, 0, 0, 0], [1] * 5)
    with pytest.raises(WrongShapeError, match="groups"):
        kruskal_wallis([[1, 2, 3]])


def test_difference_in_differences_is_welchs_t_of_the_changes() -> None:
    from scipy import stats  # noqa: PLC0415  the independent way

    rng = np.random.default_rng(5)
    before = rng.normal(4, 0.2, 40)
    treated = np.arange(40) < 15
    after = before + rng.normal(0.05, 0.1, 40) + 0.1 * treated
    change = after - before
    expected = stats.ttest_ind(change[treated], change[~treated], equal_var=False)
    ends = expected.confidence_interval(0.95)

    result = difference_in_differences(before, after, treated)

    assert result.effect == pytest.approx(change[treated].mean() - change[~treated].mean(), abs=1e-12)
    assert result.p == pytest.approx(float(expected.pvalue), rel=1e-9)
    assert result.df == pytest.approx(float(expected.df), rel=1e-9)
    assert (result.low, result.high) == pytest.approx((float(ends.low), float(ends.high)), abs=1e-9)
    assert result.randomisation_p is None


def test_few_treated_units_get_a_randomisation_p_value() -> None:
    # changes 1, 2 among the treated and 0, 0, 0, 0 among the others: 1 of 15 pairs is as extreme
    few = difference_in_differences([0.0] * 6, [1, 2, 0, 0, 0, 0], [True, True] + [False] * 4)
    drawn = difference_in_differences(np.zeros(60), np.r_[np.full(6, 0.1), np.zeros(54)], np.arange(60) < 6)

    assert few.randomisation_p == pytest.approx(1 / 15)
    assert drawn.randomisation_p == pytest.approx(1 / 20_001)


def test_no_change_anywhere_is_no_effect_and_wrong_input_is_named() -> None:
    still = difference_in_differences([1.0, 2, 3, 4], [1.0, 2, 3, 4], [True, True, False, False])

    assert (still.effect, still.se, still.p, still.df) == (0, 0, 1, 2)
    with pytest.raises(TooFewError):
        difference_in_differences([1.0, 2, 3], [1.0, 2, 3], [True, False, False])
    with pytest.raises(NotNumericError, match="treated"):
        difference_in_differences([1.0, 2], [1.0, 2], [1, 0])
    with pytest.raises(WrongShapeError, match="after"):
        difference_in_differences([1.0, 2], [1.0], [True, False])


def test_where_polr_stops_early_we_stop_at_the_same_point() -> None:
    # R 4.2.2, MASS: polr(y ~ x); its maximum lies .0003 beside this beta (-.18694).
    found = proportional_odds([[8, 39, 86, 277, 276], [6, 3, 22, 52, 48]])
    assert found.beta[0] == pytest.approx(-0.18726779495462, abs=1e-7)
    assert found.se[0] == pytest.approx(0.177124376859, abs=1e-6)
    assert found.thresholds == pytest.approx(
        [-4.0798251047082, -2.6397939123057, -1.4127787268310, 0.3908203488207], abs=1e-7
    )

"""The intervals worked out again from their formulas, and the words of their errors."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from khaosat.stats import interval
from khaosat.stats.errors import StatsError


def score_interval(share: float, n: float, level: float) -> list[float]:
    """Wilson's interval as its equation has it: the two p with (share − p)² = z² p (1 − p) / n."""
    z = float(ndtri((1 + level) / 2))
    return sorted(np.roots([1 + z * z / n, -(2 * share + z * z / n), share**2]).tolist())


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_pooled_by_hand(level: float) -> None:
    persons = [(4, 4), (3, 4), (0, 3), (4, 4), (1, 2), (2, 4), (4, 4)]  # satisfied, answered
    s, t = np.array(persons).T
    n, share = len(persons), s.sum() / t.sum()
    ratio = float(((s - share * t) ** 2).sum()) * n / (n - 1) / t.sum() ** 2
    agreeing = float((t**2).sum()) * share * (1 - share) / t.sum() ** 2
    variance = (n * ratio + agreeing) / (n + 1)
    z, quantile = ndtri((1 + level) / 2), stdtrit(n - 1, (1 + level) / 2)
    worth = share * (1 - share) / variance * float((z / quantile) ** 2)
    least = t.sum() ** 2 / (t**2).sum()
    worth = min(max(worth, min(least, share * (1 - share) * (n - 1) / n / ratio)), t.sum())
    found = interval.pooled(s.sum(), t.sum(), (s * s).sum(), (s * t).sum(), (t * t).sum(), n=n, level=level)
    assert [*found] == pytest.approx(score_interval(share, worth, level), abs=1e-12)


def test_the_worked_example_of_the_docs() -> None:
    assert [*interval.pooled(194, 240, 730, 776, 960, n=60)] == pytest.approx([0.710, 0.879], abs=5e-4)
    assert [*interval.wilson(194, 240)] == pytest.approx([0.754, 0.853], abs=5e-4)


def test_many_persons_are_worth_what_the_ratio_estimator_says() -> None:
    """With a million persons the imagined one and the t quantile do not matter any more."""
    n = 10**6  # half of them satisfied with 3 of 4 items, half with 1 of 4
    found = interval.pooled(2 * n, 4 * n, 5 * n, 8 * n, 16 * n, n=n)
    assert found.high - 0.5 == pytest.approx(1.96 * sqrt(1 / 16 / n), rel=1e-3)


@pytest.mark.parametrize("n", [1, 2, 3, 30, 999])
def test_the_ends_are_exact_for_every_number_of_answers(n: int) -> None:
    for level in (0.5, 0.9, 0.95, 0.99):
        assert interval.wilson(0, n, level=level).low == 0.0
        assert interval.wilson(n, n, level=level).high == 1.0
        assert 0 < interval.wilson(0, n, level=level).high < 1


def test_the_difference_of_single_answers_is_already_known_a_little() -> None:
    """One answer each is not nobody: both intervals are those of n = 1."""
    one, none = interval.wilson(1, 1), interval.wilson(0, 1)
    found = interval.newcombe(1, 1, 0, 1)
    assert [*found] == pytest.approx([1 - np.hypot(1 - one.low, none.high), 1.0])
    assert [*interval.newcombe(1, 1, 0, 0)] == [-1, 1]
    assert [*interval.newcombe(0, 0, 1, 1)] == [-1, 1]


def test_kappa_of_a_hair_s_breadth_of_spread_is_not_the_widest() -> None:
    # One answer of 4 among fives: squares .9, widest 9 x .1 x 3.9 = 3.51; two units of it pool alike.
    assert interval.pooled_kappa([0, 0, 0, 1, 9]) == pytest.approx(0.9 / 3.51)
    assert interval.pooled_kappa([[0, 0, 0, 1, 1], [0, 0, 0, 0, 2]]) == pytest.approx(0.5 / 1.75)
    assert interval.pooled_kappa([0, 0, 0, 1, 2]) == pytest.approx((2 / 3) / (2 * (1 / 3) * (11 / 3)))
    stacked = np.array([[[0, 0, 0, 1, 9], [0, 1, 0, 0, 9]], [[0, 0, 0, 1, 9], [0, 1, 0, 0, 9]]])
    assert interval.pooled_kappa(stacked) == pytest.approx(interval.pooled_kappa(stacked[0]))


NAN = float("nan")
WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: interval.wilson(NAN, 3), "successes: holds NaN or infinity"),
    (lambda: interval.wilson(1, NAN), "n: holds NaN or infinity"),
    (lambda: interval.wilson([1, 2], [3, 4, 5]), "successes, n: shapes do not fit together: (2,), (3,)"),
    (lambda: interval.wilson([1, 6], [5, 5]), "successes: exceeds n at 1 (1 in all)"),
    (lambda: interval.newcombe(NAN, 1, 1, 1), "s1: holds NaN or infinity"),
    (lambda: interval.newcombe(1, NAN, 1, 1), "n1: holds NaN or infinity"),
    (lambda: interval.newcombe(1, 1, NAN, 1), "s2: holds NaN or infinity"),
    (lambda: interval.newcombe(1, 1, 1, NAN), "n2: holds NaN or infinity"),
    (lambda: interval.newcombe([1, 2], 2, [1, 1, 1], 2), "s1, s2: shapes do not fit together: (2,), (3,)"),
    (lambda: interval.kappa_wilson([1] * 5, kappa=-1), "kappa: must be at least 0, got -1"),
    (lambda: interval.kappa_wilson([1] * 5, kappa=1, deff=0), "deff: must be above zero"),
    (lambda: interval.kappa_wilson([[1] * 5] * 2, kappa=1, deff=[1, 2, 3]), "deff: shapes do not fit together"),
    (lambda: interval.pooled(NAN, 1, 1, 1, 1, n=1), "successes: holds NaN or infinity"),
    (lambda: interval.pooled(1, NAN, 1, 1, 1, n=1), "trials: holds NaN or infinity"),
    (lambda: interval.pooled(1, 1, NAN, 1, 1, n=1), "ss: holds NaN or infinity"),
    (lambda: interval.pooled(1, 1, 1, NAN, 1, n=1), "st: holds NaN or infinity"),
    (lambda: interval.pooled(1, 1, 1, 1, NAN, n=1), "tt: holds NaN or infinity"),
    (lambda: interval.pooled(1, 1, 1, 1, 1, n=NAN), "n: holds NaN or infinity"),
    (lambda: interval.pooled([1, 1], 1, 1, 1, 1, n=[1, 1, 1]), "successes, trials, ss, st, tt, n: shapes do not fit"),
]  # fmt: skip


@pytest.mark.parametrize(("work", "says"), WRONG, ids=[says for _, says in WRONG])
def test_what_is_wrong_and_where_is_said_word_for_word(work: Callable[[], object], says: str) -> None:
    with pytest.raises(StatsError) as error:
        work()
    assert str(error.value).startswith(says)
    assert error.value.where == says.partition(":")[0]

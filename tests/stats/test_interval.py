from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from khaosat.stats import interval
from khaosat.stats.errors import InconsistentError, NegativeError, OutOfRangeError, WrongShapeError

distributions = st.lists(st.integers(0, 10**6), min_size=5, max_size=5)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe RG (1998) Stat Med 17:857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_values_newcombe_published(successes: int, n: int, low: float, high: float) -> None:
    found = interval.wilson(successes, n)
    assert [*found] == pytest.approx([low, high], abs=5.1e-5)


def test_wilson_gives_the_reference_values(reference: Callable[[str], Any]) -> None:
    data = reference("wilson")
    for case in data["cases"]:
        found = interval.wilson(case["x"], case["n"], level=case["conf"])
        assert [*found] == pytest.approx(case["wilson"], abs=data["tolerance"])


@pytest.mark.parametrize(
    ("s1", "n1", "s2", "n2", "low", "high"),
    # Newcombe RG (1998) Stat Med 17:873, table II, method 10: contrasts a, c, e and g.
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 10, -0.2775, 0.2775),
    ],
)
def test_newcombe_gives_the_published_differences(s1: int, n1: int, s2: int, n2: int, low: float, high: float) -> None:
    found = interval.newcombe(s1, n1, s2, n2)
    assert [*found] == pytest.approx([low, high], abs=1e-4)


def test_nobody_knows_nothing() -> None:
    assert [*interval.wilson(0, 0)] == [0, 1]
    assert [*interval.newcombe(0, 0, 3, 4)] == [-1, 1]
    assert [*interval.kappa_wilson([0] * 5, kappa=0.4)] == [1, 5]
    assert [*interval.pooled(0, 0, 0, 0, 0, n=0)] == [0, 1]


def test_ends_of_the_scale_are_reached_exactly() -> None:
    assert interval.wilson(0, 7).low == 0.0
    assert interval.wilson(7, 7).high == 1.0
    assert interval.kappa_wilson([0, 0, 0, 0, 3], kappa=0.43).high == 5.0


def test_three_fives_are_no_certainty() -> None:
    assert interval.kappa_wilson([0, 0, 0, 0, 3], kappa=0.43).low < 3.7


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**7), st.integers(0, 10**7), st.floats(0.5, 0.999))
def test_wilson_holds_its_share_mirrors_and_widens_with_the_level(hits: int, misses: int, level: float) -> None:
    n = hits + misses
    found, mirrored = interval.wilson(hits, n, level=level), interval.wilson(misses, n, level=level)
    assert found.low <= (hits / n if n else 0.5) <= found.high
    assert [*mirrored] == pytest.approx([1 - found.high, 1 - found.low], abs=1e-9)
    wider = interval.wilson(hits, n, level=(1 + level) / 2)
    assert wider.low <= found.low
    assert wider.high >= found.high


@settings(max_examples=40, deadline=None)
@given(distributions, distributions, st.floats(0.05, 1.0))
def test_kappa_wilson_holds_the_mean_and_widens_with_the_design_effect(
    first: list[int], second: list[int], kappa: float
) -> None:
    counts = np.array([first, second])
    plain = interval.kappa_wilson(counts, kappa=kappa)
    wider = interval.kappa_wilson(counts, kappa=kappa, deff=[1.0, 2.0])
    assert plain.low[0] == wider.low[0]
    assert wider.low[1] <= plain.low[1] <= plain.high[1] <= wider.high[1]
    for row, low, high in zip(counts, plain.low, plain.high, strict=True):
        mean = row @ [1, 2, 3, 4, 5] / row.sum() if row.sum() else 3.0
        assert 1 <= low <= mean + 1e-9
        assert mean - 1e-9 <= high <= 5


def test_on_answers_at_the_two_ends_kappa_wilson_is_wilson() -> None:
    found, plain = interval.kappa_wilson([3, 0, 0, 0, 9], kappa=1.0), interval.wilson(9, 12)
    assert [*found] == pytest.approx([1 + 4 * plain.low, 1 + 4 * plain.high])


def test_pooled_kappa_by_hand() -> None:
    # 4, 5: squares .5, widest 1 x .5 x 3.5; 1, 3, 5: squares 8, widest 2 x 2 x 2; one answer says nothing.
    table = [[0, 0, 0, 1, 1], [1, 0, 1, 0, 1], [1, 0, 0, 0, 0]]
    assert interval.pooled_kappa(table) == pytest.approx((0.5 + 8) / (1.75 + 8))


@pytest.mark.parametrize("table", [[0] * 5, [[0, 0, 0, 0, 9]], [[1, 0, 0, 0, 0], [0, 0, 0, 0, 1]]])
def test_where_nothing_is_known_of_the_spread_kappa_is_the_widest(table: ArrayLike) -> None:
    assert interval.pooled_kappa(table) == 1.0


def test_kappa_of_one_same_answer_everywhere_is_zero_and_usable() -> None:
    assert interval.pooled_kappa([0, 0, 0, 9, 0]) == 0.0
    assert [*interval.kappa_wilson([0, 0, 0, 9, 0], kappa=0.0)] == pytest.approx([4, 4])


def test_wrong_input_is_named() -> None:
    with pytest.raises(InconsistentError, match="successes: exceeds n"):
        interval.wilson([1, 6], [5, 5])
    with pytest.raises(WrongShapeError):
        interval.wilson([1, 2], [3, 4, 5])
    with pytest.raises(OutOfRangeError, match="level"):
        interval.wilson(1, 2, level=95)
    with pytest.raises(OutOfRangeError, match="kappa"):
        interval.kappa_wilson([1] * 5, kappa=-0.1)
    with pytest.raises(OutOfRangeError, match="deff"):
        interval.kappa_wilson([1] * 5, kappa=0.4, deff=0.0)
    with pytest.raises(NegativeError, match="n1"):
        interval.newcombe(0, -1, 0, 1)

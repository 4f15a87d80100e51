"""One item against the others over the same persons."""

from collections.abc import Sequence

import numpy as np
import pytest

from khaosat import stats
from khaosat.stats.errors import InconsistentError, NegativeError, StatsError
from khaosat.stats.paired import AgainstRest, against_rest

Person = Sequence[float]
"""Satisfied (1) or not (0) with each item, NaN where not answered."""


def of(people: Sequence[Person], *, level: float = 0.95) -> AgainstRest:
    """Compare the first item with the rest, from the persons themselves."""
    table = np.array(people, dtype=float)
    a, x = ~np.isnan(table), np.nan_to_num(table)
    s, t, x1, a1 = x.sum(axis=1), a.sum(axis=1), x[:, 0], a[:, 0]
    return against_rest(
        (x1.sum(), a1.sum()),
        (s.sum(), t.sum(), (s * s).sum(), (s * t).sum(), (t * t).sum()),
        ((s * x1).sum(), (t * x1).sum(), (s * a1).sum(), (t * a1).sum()),
        persons=float((t > a1).sum()),
        level=level,
    )


def test_two_items_that_all_answered_are_newcombes_paired_shares() -> None:
    both, first, second, neither = 20, 3, 12, 15
    found = of([[1, 1]] * both + [[1, 0]] * first + [[0, 1]] * second + [[0, 0]] * neither)
    n, p, q = 50, 23 / 50, 32 / 50
    (l1, u1), (l2, u2) = (map(float, stats.interval.wilson(k, n)) for k in (23, 32))
    phi = (both * neither - first * second) / (23 * 27 * 32 * 18) ** 0.5  # of the fourfold table
    assert found.difference == pytest.approx(-9 / 50)
    # The second share's interval is the pooled one: Wilson's, as each person answered one other item.
    assert found.low == pytest.approx(p - q - ((p - l1) ** 2 + (u2 - q) ** 2 - 2 * phi * (p - l1) * (u2 - q)) ** 0.5)
    assert found.high == pytest.approx(p - q + ((u1 - p) ** 2 + (q - l2) ** 2 - 2 * phi * (u1 - p) * (q - l2)) ** 0.5)


def test_persons_who_answer_alike_tell_more_of_a_difference_than_strangers_would() -> None:
    alike = [[1, 1, 1]] * 60 + [[0, 1, 1]] * 15 + [[0, 0, 0]] * 25
    strangers = stats.interval.newcombe(60, 100, 150, 200)
    found = of(alike)
    assert found.difference == pytest.approx(0.60 - 0.75)
    assert found.high < 0 < float(strangers.high) + 0.05
    assert found.high - found.low < float(strangers.high) - float(strangers.low)


@pytest.mark.parametrize(("n", "items", "sd", "left_out"), [(10, 5, 2.0, 0.2), (30, 5, 0.5, 0.0), (100, 2, 2.0, 0.1)])
def test_it_covers_the_truth_as_often_as_it_says(n: int, items: int, sd: float, left_out: float) -> None:
    draw = np.random.default_rng(5)
    covered = []
    for _ in range(1500):
        leaning = 1.6 + draw.normal(0, sd, (n, 1))
        people = np.where(draw.logistic(size=(n, items)) < leaning, 1.0, 0.0)
        people[draw.random((n, items)) < left_out] = np.nan
        people[np.isnan(people).all(axis=1)] = 1.0
        found = of(people.tolist())
        covered.append(found.low <= 0 <= found.high)  # all items are equally liked
    assert 0.925 <= np.mean(covered) <= 0.98


def test_all_satisfied_is_no_difference_with_an_honest_interval() -> None:
    found = of([[1, 1, 1]] * 12)
    assert (found.difference, found.low < 0 < found.high) == (0.0, True)


@pytest.mark.parametrize(
    ("item", "pooled", "beside", "error"),
    [
        ((0, 0), (4, 5, 8, 9, 11), (0, 0, 0, 0), InconsistentError),  # nobody answered the item
        ((4, 5), (4, 5, 4, 4, 5), (4, 4, 4, 5), InconsistentError),  # nobody answered another
        ((4, 5), (9, 12, 2, 2, 2), (9, 9, 9, 9), StatsError),  # squares below the sums
        ((-1, 5), (9, 12, 20, 22, 30), (9, 9, 9, 9), NegativeError),
    ],
)
def test_what_no_persons_could_have_given_is_refused(
    item: tuple[int, ...], pooled: tuple[int, ...], beside: tuple[int, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        against_rest(item, pooled, beside, persons=3)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from khaosat.stats import exactranks, gridding, top

leagues = st.lists(st.tuples(st.floats(3.5, 4.8), st.floats(0.02, 0.3)), min_size=1, max_size=14)


def posteriors(n: int, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(4.3, 0.2, n), np.exp(rng.uniform(-4, -1.6, n))


@pytest.mark.parametrize("n", [2, 7, 40])
def test_a_small_league_is_counted_as_simulation_counts_it(n: int) -> None:
    mean, sd = posteriors(n)
    found = top.ranks(mean, sd, top=max(1, n // 5))
    theta = mean + sd * np.random.default_rng(1).standard_normal((40_000, n))
    rank = np.argsort(np.argsort(-theta, axis=1), axis=1) + 1
    assert found.p_top == pytest.approx(np.mean(rank <= max(1, n // 5), axis=0), abs=0.012)
    assert found.expected == pytest.approx(rank.mean(axis=0), abs=0.01 * n)
    low, high = np.quantile(rank, [0.025, 0.975], axis=0)
    assert np.abs(found.low - low).max() <= 1
    assert np.abs(found.high - high).max() <= 1


def test_a_large_league_is_close_to_simulation_and_adds_up() -> None:
    mean, sd = posteriors(300)
    found = top.ranks(mean, sd, top=60)
    theta = mean + sd * np.random.default_rng(1).standard_normal((8_000, 300))
    rank = np.argsort(np.argsort(-theta, axis=1), axis=1) + 1
    assert np.abs(found.p_top - np.mean(rank <= 60, axis=0)).mean() < 0.01
    assert found.expected == pytest.approx(rank.mean(axis=0), abs=4.0)
    assert found.p_top.sum() == pytest.approx(60, abs=0.5)
    assert found.expected.mean() == pytest.approx(150.5, abs=0.5)
    assert (found.low.min(), found.high.max()) == (1, 300)


def test_the_grid_gives_what_evaluating_every_pair_gives() -> None:
    mean, sd = posteriors(120)
    found = top.ranks(mean, sd, top=24)
    theta = mean[:, None] + sd[:, None] * top.STEPS
    for i in range(0, 120, 7):
        p = np.delete(ndtr((mean[:, None] - theta[i]) / sd[:, None]), i, axis=0)
        above, variance = p.sum(axis=0), (p * (1 - p)).sum(axis=0)
        exact = ndtr((23.5 - above) / np.sqrt(np.maximum(variance, 1e-12))) @ top.WEIGHTS
        assert found.p_top[i] == pytest.approx(exact, abs=1e-5)
        assert found.expected[i] == pytest.approx(1 + above @ top.WEIGHTS, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(leagues, st.integers(0, 15))
def test_probabilities_add_up_to_the_places_and_ranks_lie_in_their_intervals(
    league: list[tuple[float, float]], places: int
) -> None:
    mean, sd = np.array(league).T
    found = top.ranks(mean, sd, top=places)
    assert found.p_top.sum() == pytest.approx(min(places, mean.size), abs=0.03 * mean.size)
    assert ((found.p_top >= 0) & (found.p_top <= 1)).all()
    assert ((found.low >= 1) & (found.low <= found.high) & (found.high <= mean.size)).all()


@settings(max_examples=30, deadline=None)
@given(leagues, st.integers(1, 5))
def test_a_higher_mean_never_lowers_the_chance(league: list[tuple[float, float]], places: int) -> None:
    mean, sd = np.array(league).T
    before = top.ranks(mean, sd, top=places)
    mean[0] += 0.1
    after = top.ranks(mean, sd, top=places)
    assert after.p_top[0] >= before.p_top[0] - 1e-12
    assert after.expected[0] <= before.expected[0] + 1e-9


@pytest.mark.parametrize("n", [9, 90])
def test_twins_get_equal_numbers_to_the_bit_and_order_does_not_matter(n: int) -> None:
    mean, sd = posteriors(n)
    found = top.ranks(np.tile(mean, 2), np.tile(sd, 2), top=n // 3)
    for numbers in (found.p_top, found.expected, found.low, found.high):
        assert numbers[:n].tolist() == numbers[n:].tolist()
    order = np.random.default_rng(2).permutation(n)
    one, other = top.ranks(mean, sd, top=n // 3), top.ranks(mean[order], sd[order], top=n // 3)
    assert other.p_top == pytest.approx(one.p_top[order], abs=1e-12)
    assert other.low.tolist() == one.low[order].tolist()


@pytest.mark.parametrize("n", [5, 80])
def test_no_place_is_nobodys_and_places_for_all_are_everybodys(n: int) -> None:
    mean, sd = posteriors(n)
    assert top.ranks(mean, sd, top=0).p_top.tolist() == [0.0] * n
    assert top.ranks(mean, sd, top=n).p_top == pytest.approx(np.ones(n))
    assert top.ranks(mean, sd, top=n + 7).p_top == pytest.approx(np.ones(n))


def test_certain_scores_have_certain_ranks() -> None:
    for n in (6, 90):
        found = top.ranks(np.arange(n, dtype=float), np.zeros(n), top=2)
        assert found.p_top == pytest.approx([0.0] * (n - 2) + [1.0, 1.0], abs=1e-9)
        assert found.low.tolist() == found.high.tolist() == list(range(n, 0, -1))


def test_nobody_and_one_are_ordinary() -> None:
    assert top.ranks(np.zeros(0), np.zeros(0), top=3).p_top.shape == (0,)
    alone = top.ranks(np.array([4.0]), np.array([0.1]), top=1)
    assert (alone.p_top[0], alone.expected[0], alone.low[0], alone.high[0]) == (1.0, 1.0, 1, 1)
    assert top.tied(4, top=1).p_top.tolist() == [0.25] * 4
    assert top.tied(0, top=1).p_top.shape == (0,)


def test_the_grid_is_fine_enough_near_everybody() -> None:
    mean, sd = posteriors(50)
    sd[7] = 1e-6
    points = gridding.refined(mean, sd, reach=11.0)
    for m, s in zip(mean, sd, strict=True):
        near = points[(points > m - 5 * s) & (points < m + 5 * s)]
        assert np.diff(near).max() <= s / 3 + 1e-15
    assert points.size < 4000


def test_the_exact_distribution_of_others_above_adds_up_to_one() -> None:
    mean, sd = posteriors(8)
    above = exactranks.others_above(2, mean, sd, np.ones(8, np.int64))
    assert above.shape == (8, exactranks.PIECES)
    assert above.sum(axis=0) == pytest.approx(np.ones(exactranks.PIECES))

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats import shrinkage
from khaosat.stats.errors import NegativeError, TooFewError, UnknownNameError, WrongShapeError

# Rubin (1981) J Educ Stat 6:377: effects of coaching in eight schools and their variances.
SCHOOLS_Y = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]
SCHOOLS_V = [225.0, 100.0, 256.0, 121.0, 81.0, 121.0, 100.0, 324.0]
# Efron & Morris (1975) JASA 70:311: 18 batters after 45 at-bats, and the rest of their season.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SEASON = np.array(
    [
        [0.346, 0.298, 0.276, 0.222, 0.273, 0.27, 0.263, 0.21, 0.269],
        [0.23, 0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.2],
    ]
).ravel()
estimates = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.01, 30)), min_size=2, max_size=12)


@pytest.mark.parametrize("method", shrinkage.METHODS)
def test_the_eight_schools_do_not_differ_and_all_shrink_to_one_mean(method: str) -> None:
    prior = shrinkage.fit(SCHOOLS_Y, SCHOOLS_V, method=method)
    assert [prior.mu, prior.tau2] == pytest.approx([7.68561672495604, 0.0])
    after = shrinkage.posterior(SCHOOLS_Y, SCHOOLS_V, prior)
    assert after.mean == pytest.approx(np.full(8, 7.68561672495604))
    assert after.sd == pytest.approx(np.full(8, 4.0719191584023))


@pytest.mark.parametrize("method", shrinkage.METHODS)
def test_the_reference_values_of_both_studies(reference: Callable[[str], Any], method: str) -> None:
    data = reference("empirical_bayes")
    for study in ("eight_schools", "bcg"):
        y, v, expected = data[study]["y"], data[study]["v"], data[study]["expected"][method]
        prior = shrinkage.fit(y, v, method=method)
        after = shrinkage.posterior(y, v, prior)
        found = [prior.tau2, prior.mu, np.sqrt(prior.var_mu)]
        wanted = [expected["tau2"], expected["mu"], expected["se_mu"]]
        assert found == pytest.approx(wanted, abs=data["tolerance"])
        assert after.mean == pytest.approx(np.array(expected["blup"]), abs=data["tolerance"])
        assert after.sd == pytest.approx(np.array(expected["blup_se"]), abs=data["tolerance"])


def test_shrinking_foretells_the_season_better_than_the_first_weeks() -> None:
    early = HITS / 45
    v = np.full(18, early.mean() * (1 - early.mean()) / 45)
    after = shrinkage.posterior(early, v, shrinkage.fit(early, v))
    assert np.sum((after.mean - SEASON) ** 2) < 0.4 * np.sum((early - SEASON) ** 2)


def test_with_equal_variances_reml_is_the_sample_variance_less_the_noise() -> None:
    y = np.array([1.0, 4.0, 2.0, 9.0, 4.0])
    prior = shrinkage.fit(y, np.full(5, 2.0))
    assert [prior.mu, prior.tau2] == pytest.approx([4.0, float(np.var(y, ddof=1)) - 2.0])
    assert shrinkage.fit(y, np.full(5, 2.0), method="ML").tau2 == pytest.approx(np.var(y) - 2.0)


@pytest.mark.parametrize("method", shrinkage.METHODS)
def test_two_estimates_far_apart_differ_by_more_than_chance(method: str) -> None:
    spread = 4.0 if method == "ML" else 8.0  # divided by 2 or by 1
    assert shrinkage.fit([1.0, 5.0], [0.1, 0.1], method=method).tau2 == pytest.approx(spread - 0.1)


def test_each_method_solves_its_own_equation() -> None:
    rng = np.random.default_rng(1)
    v = rng.uniform(0.1, 2.0, 40)
    y = rng.normal(0, np.sqrt(1.0 + v))

    def cochran(tau2: float) -> float:
        w = 1 / (v + tau2)
        return float(np.sum(w * (y - np.sum(w * y) / np.sum(w)) ** 2))

    assert cochran(shrinkage.fit(y, v, method="PM").tau2) == pytest.approx(39.0)
    w = 1 / v
    moments = (cochran(0.0) - 39) / (w.sum() - (w**2).sum() / w.sum())
    assert shrinkage.fit(y, v, method="DL").tau2 == pytest.approx(moments)


def test_reml_is_where_the_restricted_likelihood_is_highest() -> None:
    rng = np.random.default_rng(2)
    v = rng.uniform(0.1, 2.0, 30)
    y = rng.normal(0, np.sqrt(0.5 + v))

    def likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        mu = np.sum(w * y) / np.sum(w)
        return float(np.sum(np.log(w)) - np.log(np.sum(w)) - np.sum(w * (y - mu) ** 2))

    grid = np.linspace(0, 3, 30001)
    best = grid[np.argmax([likelihood(t) for t in grid])]
    assert shrinkage.fit(y, v).tau2 == pytest.approx(best, abs=2e-4)


@pytest.mark.parametrize(
    ("method", "y", "v", "at_zero"),
    # Each has a peak of the likelihood at 0 and another above it; which is the higher one differs.
    [
        ("REML", [-4.5, 5.6, 0.7, -0.2, -0.2], [80.75, 16.211, 0.17, 0.029, 0.036], False),
        ("REML", [2.6, 0.8, 1.0, -8.2], [4.393, 0.01, 0.398, 9.846], True),
        ("ML", [-5.3, 5.2, -3.8], [0.099, 8.358, 0.002], False),
        ("ML", [0.6, -5.6, -1.0], [0.016, 14.098, 0.545], True),
    ],
)
def test_of_several_peaks_the_highest_wins(method: str, y: list[float], v: list[float], at_zero: bool) -> None:  # noqa: FBT001  a column of the table
    def likelihood(tau2: float) -> float:
        w = 1 / (np.array(v) + tau2)
        mu = np.sum(w * np.array(y)) / np.sum(w)
        rest = float(np.log(np.sum(w))) if method == "REML" else 0.0
        return float(np.sum(np.log(w)) - rest - np.sum(w * (np.array(y) - mu) ** 2))

    places = np.r_[0.0, np.geomspace(1e-6, 1e3, 20_000)]
    values = np.array([likelihood(t) for t in places])
    peaks = np.flatnonzero((values >= np.r_[-np.inf, values[:-1]]) & (values >= np.r_[values[1:], -np.inf]))
    assert len(peaks) == 2
    assert (values.argmax() == 0) == at_zero
    assert shrinkage.fit(y, v, method=method).tau2 == pytest.approx(places[values.argmax()], rel=2e-3)


@settings(max_examples=50, deadline=None)
@given(estimates, st.floats(-20, 20), st.floats(0.5, 25), st.sampled_from(shrinkage.METHODS))
def test_another_scale_gives_the_same_rescaled(
    data: list[tuple[float, float]], shift: float, factor: float, method: str
) -> None:
    y, v = np.array(data).T
    plain, moved = shrinkage.fit(y, v, method=method), shrinkage.fit(y * factor + shift, v * factor**2, method=method)
    size = float(np.abs(y).max()) + 1
    assert moved.mu == pytest.approx(plain.mu * factor + shift, abs=1e-6 * size * factor)
    assert moved.tau2 == pytest.approx(plain.tau2 * factor**2, rel=1e-6, abs=1e-6 * size**2 * factor**2)


@settings(max_examples=50, deadline=None)
@given(estimates, st.randoms())
def test_the_order_of_rows_plays_no_part_and_nobody_leaves_the_way_to_the_mean(
    data: list[tuple[float, float]],
    random: Any,  # noqa: ANN401  hypothesis' own Random
) -> None:
    other = data.copy()
    random.shuffle(other)
    y, v = np.array(data).T
    prior = shrinkage.fit(y, v)
    again = shrinkage.fit(*np.array(other).T)
    assert [again.mu, again.tau2] == pytest.approx([prior.mu, prior.tau2], abs=1e-9)
    after = shrinkage.posterior(y, v, prior)
    assert (np.minimum(y, prior.mu) - 1e-9 <= after.mean).all()
    assert (after.mean <= np.maximum(y, prior.mu) + 1e-9).all()
    assert (after.sd <= np.sqrt(v + prior.var_mu) + 1e-9).all()


@pytest.mark.parametrize(
    ("y", "v", "mu", "tau2"),
    [
        ([4.2], [0.1], 4.2, 0.0),
        ([4.2], [0.0], 4.2, 0.0),
        ([4.0, 4.0, 4.0], [0.1, 0.2, 0.0], 4.0, 0.0),
        ([4.0, 4.0], [0.0, 0.0], 4.0, 0.0),
        ([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], 2.0, 1.0),
    ],
)
def test_one_equal_or_certain_estimates_are_ordinary(y: list[float], v: list[float], mu: float, tau2: float) -> None:
    prior = shrinkage.fit(y, v)
    assert [prior.mu, prior.tau2] == pytest.approx([mu, tau2])
    after = shrinkage.posterior(y, v, prior)
    assert np.isfinite(after.mean).all()
    assert np.isfinite(after.sd).all()


def test_a_line_in_the_prior_mean_is_found_and_judged() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(0, 5, 300)
    v = rng.uniform(0.01, 0.1, 300)
    y = 1 + 0.5 * x + rng.normal(0, np.sqrt(0.2 + v))
    line = shrinkage.fit_line(y, v, x)
    assert line.slope == pytest.approx(0.5, abs=0.05)
    assert line.z > 10
    assert line.tau2 == pytest.approx(0.2, abs=0.05)
    assert abs(shrinkage.fit_line(rng.permutation(y), v, x).z) < 4


def test_with_equal_variances_the_line_is_that_of_least_squares() -> None:
    x, y, noise = np.array([1.0, 2.0, 4.0, 5.0, 8.0]), np.array([1.0, 3.0, 2.0, 6.0, 7.0]), 0.1
    line = shrinkage.fit_line(y, np.full(5, noise), x)
    away = x - x.mean()
    slope = float(away @ y / (away @ away))
    residual = y - y.mean() - slope * away
    spread = float(residual @ residual / 3)  # REML: divided by n − 2
    assert [line.slope, line.tau2] == pytest.approx([slope, spread - noise])
    assert line.mean == pytest.approx(y.mean() + slope * away)
    assert line.z == pytest.approx(slope / np.sqrt(spread / (away @ away)))
    assert line.var_mean == pytest.approx(spread * (1 / 5 + away**2 / (away @ away)))
    after = shrinkage.posterior(y, np.full(5, noise), line)
    kept = line.tau2 / (line.tau2 + noise)
    assert after.mean == pytest.approx(line.mean + kept * residual)
    assert after.sd == pytest.approx(np.sqrt(kept * noise + (1 - kept) ** 2 * line.var_mean))


@pytest.mark.parametrize(
    ("y", "v", "x"),
    [
        (SCHOOLS_Y, SCHOOLS_V, [3.0] * 8),  # nothing varies
        (SCHOOLS_Y, SCHOOLS_V, [1e9, 1e9 + 1e-7, *[1e9] * 6]),  # nothing but rounding
        ([1.0, 4.0], [0.5, 0.5], [1.0, 2.0]),  # a line through two points has no rest
        ([1.0, 4.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]),
        ([4.0, 4.0, 4.0], [0.0, 0.0, 0.0], [1.0, 2.0, 3.0]),  # certain and equal: no weights
    ],
)
def test_a_line_that_cannot_be_drawn_is_the_plain_prior(y: list[float], v: list[float], x: list[float]) -> None:
    flat, plain = shrinkage.fit_line(y, v, x), shrinkage.fit(y, v)
    assert (flat.slope, flat.z, flat.tau2) == (0.0, 0.0, plain.tau2)
    assert flat.mean == pytest.approx(np.full(len(y), plain.mu))
    assert flat.var_mean == pytest.approx(np.full(len(y), plain.var_mu))


def test_three_points_are_enough_for_a_line() -> None:
    assert shrinkage.fit_line([1.0, 2.0, 3.5], [0.1, 0.1, 0.1], [1.0, 2.0, 3.0]).slope == pytest.approx(1.25)


def test_certain_estimates_under_a_certain_prior_are_the_prior() -> None:
    after = shrinkage.posterior([4.0, 2.0], [0.0, 0.0], shrinkage.Prior(3.0, 0.0, 0.25))
    assert after.mean.tolist() == [3.0, 3.0]
    assert after.sd.tolist() == [0.5, 0.5]


def test_wrong_input_is_named() -> None:
    with pytest.raises(TooFewError, match="y"):
        shrinkage.fit([], [])
    with pytest.raises(UnknownNameError, match="REML"):
        shrinkage.fit([1.0], [1.0], method="guess")
    with pytest.raises(WrongShapeError, match="v"):
        shrinkage.fit([1.0, 2.0], [1.0])
    with pytest.raises(WrongShapeError, match="one dimension"):
        shrinkage.fit([[1.0]], [[1.0]])
    with pytest.raises(NegativeError, match="v"):
        shrinkage.fit([1.0], [-1.0])
    with pytest.raises(WrongShapeError, match=r"^y: expected shape \(8,\) as the prior, got \(1,\)"):
        shrinkage.posterior([1.0], [1.0], shrinkage.fit_line(SCHOOLS_Y, SCHOOLS_V, range(8)))
    with pytest.raises(WrongShapeError, match=r"^x: expected shape"):
        shrinkage.fit_line([1.0, 2.0], [1.0, 1.0], [1.0])
    with pytest.raises(WrongShapeError, match=r"^v: expected shape"):
        shrinkage.posterior([1.0, 2.0], [1.0], shrinkage.Prior(0.0, 1.0))

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats import funnel, interval
from khaosat.stats.errors import InconsistentError, OutOfRangeError, WrongShapeError


def test_limits_and_scores_are_the_reference_values(reference: Callable[[str], Any]) -> None:
    data = reference("funnel_binomial")
    limits = funnel.binomial_limits(data["n"], data["target"], data["limit_probs"])
    assert limits == pytest.approx(np.array(data["limits"]), abs=data["tolerance"])
    scores = funnel.z_scores(data["r"], data["n"], data["target"])
    assert scores.naive == pytest.approx(np.array(data["z_naive"]), abs=data["tolerance"])


def test_a_limit_worked_by_hand() -> None:
    # n = 2, target .5: F(0) = .25, F(1) = .75; p = .5 lies half way between counts 0 and 1.
    assert funnel.binomial_limits(2, 0.5, [0.5]) == pytest.approx([(1 - (0.75 - 0.5) / 0.5) / 2])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 10**7), st.floats(0.01, 0.99))
def test_limits_rise_with_the_probability_and_hold_the_target(n: int, target: float) -> None:
    limits = funnel.binomial_limits([n], target, [0.001, 0.025, 0.975, 0.999])[0]
    assert (np.diff(limits) > 0).all()
    assert limits[0] < target < limits[3]


def test_limits_narrow_with_n_and_are_defined_for_nobody_and_certainty() -> None:
    limits = funnel.binomial_limits([0, 10, 1000], 0.9, [0.025, 0.5, 0.975])
    widths = limits[:, 2] - limits[:, 0]
    assert limits[0].tolist() == [0.0, 0.9, 1.0]
    assert widths[1] > widths[2]
    assert np.isfinite(funnel.binomial_limits([1, 50], 1.0, [0.01, 0.99])).all()
    assert np.isfinite(funnel.binomial_limits([1, 50], 0.0, [0.01, 0.99])).all()


def test_limits_of_a_mean_are_the_kappa_wilson_interval_of_the_target() -> None:
    limits = funnel.mean_limits([0, 40], 4.0, 0.43, [0.025, 0.5, 0.975])
    same = interval.kappa_wilson([0, 0, 0, 40, 0], kappa=0.43)
    assert limits[1, [0, 2]] == pytest.approx([float(same.low), float(same.high)])
    assert limits[1, 1] == pytest.approx(4.0)
    assert limits[0].tolist() == [1.0, 4.0, 5.0]


def test_limits_of_a_mean_stay_on_the_scale_at_its_ends() -> None:
    limits = funnel.mean_limits([1, 3, 10**7], 5.0, 0.4, [0.001, 0.999])
    assert (limits <= 5).all()
    assert limits[2] == pytest.approx([5, 5], abs=1e-4)


def test_no_overdispersion_is_seen_where_there_is_none_and_much_where_there_is_much() -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(100, 400, size=400)
    calm = funnel.z_scores(rng.binomial(n, 0.9), n, 0.9)
    restless = funnel.z_scores(rng.binomial(n, rng.beta(45, 5, size=400)), n, 0.9)
    assert calm.tau2 < 0.0005
    assert calm.phi == pytest.approx(0.85, abs=0.15)  # winsorised squares average below 1
    assert restless.phi > 3
    # Winsorising keeps the extremes out of tau2, so they stay visible: a little above 1.
    assert 0.9 < np.std(restless.overdispersed) < 1.45 < np.std(restless.arcsine)


def test_overdispersion_follows_spiegelhalters_formula() -> None:
    hits, n = np.array([90, 60, 99, 80, 70]), np.full(5, 100)
    found = funnel.z_scores(hits, n, 0.8)
    z = 20 * (np.arcsin(np.sqrt(hits / 100)) - np.arcsin(np.sqrt(0.8)))
    assert found.arcsine == pytest.approx(z)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, low, high) ** 2)
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx((5 * phi - 4) / (2000 - 400))
    assert found.overdispersed == pytest.approx(z / np.sqrt(1 + 400 * found.tau2))


def test_units_without_answers_change_nothing() -> None:
    full = funnel.z_scores([9, 50], [10, 60], 0.8)
    more = funnel.z_scores([9, 0, 50], [10, 0, 60], 0.8)
    assert (more.phi, more.tau2) == (full.phi, full.tau2)
    assert more.naive[1] == more.arcsine[1] == more.overdispersed[1] == 0.0


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_target_at_the_end_of_the_scale_stays_finite(target: float) -> None:
    found = funnel.z_scores([5, 3], [5, 5], target)
    assert np.isfinite([*found.naive, *found.overdispersed, found.phi, found.tau2]).all()


def test_no_unit_and_one_unit_are_ordinary() -> None:
    assert funnel.z_scores([], [], 0.5).phi == 1.0
    assert funnel.z_scores([3], [5], 0.5).tau2 == 0.0


def test_wrong_input_is_named() -> None:
    with pytest.raises(InconsistentError, match="successes: exceeds n"):
        funnel.z_scores([6], [5], 0.5)
    with pytest.raises(WrongShapeError, match="successes"):
        funnel.z_scores([1, 2], [5], 0.5)
    with pytest.raises(OutOfRangeError, match="target"):
        funnel.binomial_limits([5], 1.2, [0.5])
    with pytest.raises(OutOfRangeError, match="target"):
        funnel.mean_limits([5], 5.5, 0.4, [0.5])
    with pytest.raises(OutOfRangeError, match="probabilities"):
        funnel.binomial_limits([5], 0.5, [0.0])

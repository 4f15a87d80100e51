"""A placard held against its own past: how often it cries wolf, and what it finds."""

import numpy as np
import pytest
from scipy import stats as reference

from khaosat.stats.errors import OutOfRangeError
from khaosat.stats.silence import FALSE_ALARM, Health, judge


def test_a_placard_that_stops_is_found_and_one_that_goes_on_is_not() -> None:
    steady = [3, 2, 4, 3, 3] * 12
    assert judge(steady).health is Health.HEALTHY
    stopped = judge(steady[:-5] + [0] * 5)
    assert (stopped.health, stopped.days, stopped.seen) == (Health.SILENT, 5, 0)
    assert stopped.expected == pytest.approx(15, rel=0.02)
    assert judge(steady[:-5] + [30] * 5).health is Health.STRANGE


def test_the_tail_is_that_of_the_negative_binomial_of_mean_and_variance() -> None:
    counts = [2] * 60 + [0, 1, 0, 1, 1]  # five-day sums of ten without scatter: phi is 1
    mean, known = 5 * (2 * 45 + 0.5) / 45, 90.5
    shape = mean**2 / (mean**2 / known)
    expected = reference.nbinom.cdf(3, shape, shape / (shape + mean))
    assert judge(counts).p == pytest.approx(expected, rel=1e-9)


def test_a_short_past_or_a_rare_placard_tells_nothing() -> None:
    assert judge([5] * 39).health is Health.TOO_NEW
    assert judge([]).health is Health.TOO_NEW
    assert judge([0] * 100).health is Health.TOO_NEW
    assert judge([1] + [0] * 99).health is Health.TOO_NEW


def test_fewer_dossiers_explain_fewer_answers() -> None:
    counts = [4] * 60 + [1] * 20
    assert judge(counts).health is Health.SILENT
    assert judge(counts, ratio=0.25).health is Health.HEALTHY


def test_a_slow_placard_is_looked_at_longer() -> None:
    assert judge([1, 0, 1, 1, 0] * 20).days == 20 or judge([1, 0, 1, 1, 0] * 20).days == 10


@pytest.mark.parametrize(("mean", "scatter", "most"), [(2, 1.0, 0.003), (5, 1.5, 0.006), (15, 2.5, 0.012)])
def test_false_alarms_are_as_rare_as_the_documentation_says(mean: float, scatter: float, most: float) -> None:
    draw, often = np.random.default_rng(766), 1500
    shape = mean / (scatter - 1) if scatter > 1 else None
    tables = draw.negative_binomial(shape, 1 / scatter, (often, 80)) if shape else draw.poisson(mean, (often, 80))
    found = [judge(row).health for row in tables]
    assert found.count(Health.SILENT) / often <= most
    assert found.count(Health.STRANGE) / often <= most
    silent = [judge([*row[:60], *([0] * 20)]).health for row in tables[:200]]
    assert silent.count(Health.SILENT) >= 199


@pytest.mark.parametrize("wrong", [{"ratio": 0.0}, {"ratio": -1.0}, {"false_alarm": 1.0}])
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError):
        judge([1] * 50, **wrong)
    assert FALSE_ALARM < 0.01

"""The league's numbers worked out again from their definitions, at the edges, and the words of its errors."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from bench import leagues
from khaosat.stats import casemix, interval, ranking, shrinkage
from khaosat.stats.errors import StatsError

COUNTS = leagues.sample(leagues.World(officers=120), 5).counts
MIXED = leagues.sample(leagues.World(officers=120, mixed=True), 3)
CELLS = casemix.Cells(
    [0, 0, 1, 1], {"field": [0, 1, 0, 1]}, [[0, 1, 2, 5, 9], [2, 3, 4, 2, 1], [1] * 5, [0, 0, 1, 1, 5]]
)
MIX = {"field": {0: 0.5, 1: 0.5}}
OF_CELLS = [[2, 4, 6, 7, 10], [1, 1, 2, 2, 6]]  # the same answers by officer


def test_the_interval_of_the_mean_is_kappa_wilson_with_each_officer_s_design_effect() -> None:
    deff = np.linspace(1.0, 3.0, len(COUNTS))
    found = ranking.league(COUNTS, top=24, deff=deff)
    plain = interval.kappa_wilson(COUNTS, kappa=found.kappa, deff=deff, level=0.95)
    assert found.low == pytest.approx(plain.low, abs=1e-12)
    assert found.high == pytest.approx(plain.high, abs=1e-12)


def test_case_mix_moves_the_interval_and_adds_its_squares() -> None:
    assert MIXED.cells is not None
    assert MIXED.mix is not None
    adjusted = casemix.adjust(MIXED.cells, MIXED.mix, officers=120)
    found = ranking.league(MIXED.counts, top=24, casemix=adjusted)
    plain = interval.kappa_wilson(MIXED.counts, kappa=found.kappa)
    extra = float(ndtri(0.975)) * np.sqrt(adjusted.variance)
    there = found.n > 0
    low = adjusted.adjusted - np.sqrt((adjusted.raw - plain.low) ** 2 + extra**2)
    high = adjusted.adjusted + np.sqrt((plain.high - adjusted.raw) ** 2 + extra**2)
    assert found.low[there] == pytest.approx(low[there], abs=1e-12)
    assert found.high[there] == pytest.approx(high[there], abs=1e-12)
    assert not extra[there].min() <= 0


def test_the_posterior_and_the_chance_to_lie_below_follow_from_what_is_shown() -> None:
    found = ranking.league(COUNTS, top=24)
    kept = found.tau2 / (found.tau2 + found.variance)
    assert found.kept == pytest.approx(kept)
    assert found.posterior_mean == pytest.approx(found.mu + kept * (found.mean - found.mu), abs=1e-12)
    assert found.posterior_sd**2 == pytest.approx(kept * found.variance + (1 - kept) ** 2 * found.var_mu)
    assert found.p_below == pytest.approx(ndtr((found.mu - found.posterior_mean) / found.posterior_sd))
    assert (found.p_limit == found.p_top).all()


def test_with_the_volume_in_the_prior_the_limit_is_judged_around_the_line() -> None:
    found = ranking.league(COUNTS, top=24, volume_prior="always")
    assert found.volume_used is True
    assert found.proposed_constant is not None
    assert found.proposed_constant.tolist() == ranking.league(COUNTS, top=24, volume_prior="never").proposed.tolist()
    assert not (found.p_limit == found.p_top).all()
    empty = ranking.league(np.vstack([COUNTS, [[0] * 5]]), top=24, volume_prior="always")
    assert empty.proposed_constant is not None
    assert bool(empty.proposed_constant[-1]) is False
    assert empty.p_limit[-1] == 0.0
    assert ranking.league(COUNTS, top=24).volume_used is False


def test_who_has_no_answers_has_the_prior_any_rank_and_no_chance() -> None:
    found = ranking.league(np.vstack([COUNTS, [[0] * 5]]), top=24)
    assert [found.p_top[-1], found.p_below[-1], found.p_limit[-1], found.added[-1], found.kept[-1]] == [0.0] * 5
    assert found.posterior_mean[-1] == found.steady[-1] == found.mu
    assert found.posterior_sd[-1] == pytest.approx(np.sqrt(found.tau2 + found.var_mu))
    assert (found.expected_rank[-1], found.rank_low[-1], found.rank_high[-1]) == (60.5, 1, 120)
    assert (found.low[-1], found.high[-1], found.variance[-1]) == (1.0, 5.0, 4.0)


def test_nobody_at_all_is_a_league_too() -> None:
    found = ranking.league([[0] * 5], top=1)
    assert (found.peers, found.reliability, found.volume_z, found.expected_undeserved) == (0, 0.0, 0.0, 0.0)
    assert (found.rank_low[0], found.rank_high[0], found.expected_rank[0]) == (1, 1, 0.5)
    assert found.volume_used is False


def test_one_answer_makes_a_peer_and_the_minimum_is_reached_at_the_minimum() -> None:
    few = [[0, 0, 0, 0, 1], [0, 1, 2, 3, 4], [0, 1, 2, 3, 3]]
    found = ranking.league(np.vstack([COUNTS, few]), top=24)
    assert found.peers == 123
    assert found.state[-3:-1].tolist()[0] == "too_few"
    assert found.state[-2] != "too_few"  # ten answers
    assert found.state[-1] == "too_few"  # nine


def test_where_only_chance_differs_nobody_is_below_and_everybody_stands_in_the_middle() -> None:
    even = np.tile([1, 1, 2, 12, 24], (30, 1))
    for volume in ranking.VOLUME_PRIORS:
        found = ranking.league(even, top=6, volume_prior=volume)
        assert found.tau2 == 0.0
        assert (found.p_below == 0.5).all()
        assert (found.kept == 0.0).all()
        assert found.volume_used is False
        assert found.proposed_constant is None


def test_a_case_mix_of_fewer_officers_fits_if_the_others_have_no_answers() -> None:
    mixed = casemix.adjust(CELLS, MIX)
    assert ranking.league([*OF_CELLS, [0] * 5], top=1, casemix=mixed).peers == 2
    for counts in ([*OF_CELLS, [0, 0, 0, 0, 1]], OF_CELLS[:1], OF_CELLS[::-1]):
        with pytest.raises(StatsError, match=r"^casemix: was not computed from the same answers as counts$"):
            ranking.league(counts, top=1, casemix=mixed)


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: ranking.league(COUNTS, top=2.0), "top: must be a whole number of type int, got 2.0"),  # type: ignore[arg-type]
    (lambda: ranking.league(COUNTS, top=2, fdr=-0.1), "fdr: must be at least 0, got -0.1"),
    (lambda: ranking.league(COUNTS, top=2, fdr=1.0), "fdr: must be below 1, got 1"),
    (lambda: ranking.league(COUNTS, top=2, minimum=-1), "minimum: must be at least 0, got -1"),
    (lambda: ranking.league(COUNTS, top=2, deff=0.0), "deff: must be above zero"),
    (lambda: ranking.league(COUNTS, top=2, deff=[1.0]), "deff: expected one number or shape (120,), got (1,)"),
    (lambda: ranking.league(COUNTS, top=2, eligible=[True]), "eligible: expected shape (120,), got (1,)"),
    (
        lambda: ranking.league(COUNTS, top=2, volume_prior="maybe"),
        "volume_prior: no volume prior 'maybe'; known: auto, always, never",
    ),
    (lambda: shrinkage.fit([1.0], [1.0], method="guess"), "method: no method 'guess'; known: REML, ML, DL, PM"),
    (lambda: shrinkage.fit([], []), "y: needs at least one estimate"),
    (lambda: shrinkage.fit([[1.0]], [[1.0]]), "y: expected one dimension, got shape (1, 1)"),
]


@pytest.mark.parametrize(("work", "says"), WRONG, ids=[says for _, says in WRONG])  # types are part of what is tested
def test_what_is_wrong_and_where_is_said_word_for_word(work: Callable[[], object], says: str) -> None:
    with pytest.raises(StatsError) as error:
        work()
    assert str(error.value) == says
    assert error.value.where == says.partition(":")[0]

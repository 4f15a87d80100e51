from collections.abc import Callable
from dataclasses import fields
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from bench import leagues
from khaosat.stats import casemix, ranking
from khaosat.stats.errors import (
    InconsistentError,
    NotNumericError,
    NotWholeError,
    OutOfRangeError,
    UnknownNameError,
    WrongShapeError,
)
from khaosat.stats.ranking import League, State

small_leagues = st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=1, max_size=12)
PER_OFFICER = [
    "mean", "low", "high", "posterior_mean", "posterior_sd", "p_top", "p_below", "expected_rank",
    "rank_low", "rank_high", "variance", "kept", "p_limit",
]  # fmt: skip


def year(officers: int = 150, seed: int = 1) -> NDArray[np.int64]:
    return leagues.sample(leagues.World(officers=officers), seed).counts


def numbers(league: League) -> NDArray[np.float64]:
    return np.column_stack([getattr(league, name) for name in PER_OFFICER])


def is_finite(league: League) -> bool:
    scalars = ("kappa", "tau2", "reliability", "expected_undeserved", "volume_z", "mu", "var_mu")
    return bool(np.isfinite(numbers(league)).all() and np.isfinite([getattr(league, s) for s in scalars]).all())


def test_a_league_has_every_number_for_every_officer() -> None:
    found = ranking.league(year(), top=30)
    assert all(getattr(found, name).shape == (150,) for name in [*PER_OFFICER, "state", "n", "eligible"])
    assert set(found.state) <= {s.value for s in State}
    assert 0 < found.proposed.sum() <= 30
    assert found.expected_undeserved == pytest.approx(np.mean(1 - found.p_top[found.proposed]))
    assert found.expected_undeserved <= 0.10
    assert ((found.low <= found.mean) & (found.mean <= found.high)).all()
    assert found.reliability == pytest.approx(np.mean(found.tau2 / (found.tau2 + found.variance)))


def test_the_prototypes_league_comes_out(reference: Callable[[str], Any]) -> None:
    data = reference("league_sim3")
    first = data["replicates"][0]
    expected, allowed = first["prototype"], data["tolerance_prototype"]
    found = ranking.league(first["counts"], top=first["K"], minimum=0)
    assert [found.kappa, found.mu, found.tau2] == pytest.approx(
        [expected["kappa"], expected["mu"], expected["tau2"]], abs=1e-6
    )
    assert found.posterior_mean == pytest.approx(np.array(expected["post_mean"]), abs=allowed["post_mean"])
    assert found.posterior_sd == pytest.approx(np.array(expected["post_sd"]), abs=allowed["post_mean"])
    assert found.p_top == pytest.approx(np.array(expected["p_top"]), abs=allowed["p_top"])
    assert found.expected_rank == pytest.approx(np.array(expected["expected_rank"]), abs=allowed["rank"])
    assert np.abs(found.rank_low - expected["L"]).max() <= allowed["rank"]
    assert np.abs(found.rank_high - expected["U"]).max() <= allowed["rank"]
    assert np.flatnonzero(found.proposed).tolist() == expected["selected_fdr10"]


def test_another_order_of_rows_and_a_second_run_give_the_same_list() -> None:
    counts = year()
    order = np.random.default_rng(9).permutation(150)
    one, again = ranking.league(counts, top=30), ranking.league(counts, top=30)
    other = ranking.league(counts[order], top=30)
    assert (numbers(one) == numbers(again)).all()
    assert other.state.tolist() == one.state[order].tolist()
    assert numbers(other) == pytest.approx(numbers(one)[order], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(small_leagues, st.integers(0, 8), st.integers(0, 20), st.randoms(use_true_random=False))
def test_any_small_league_is_defined_keeps_its_promise_and_ignores_the_order(
    rows: list[list[int]], top: int, minimum: int, random: Random
) -> None:
    found = ranking.league(rows, top=top, minimum=minimum)
    assert is_finite(found)
    assert found.proposed.sum() <= top
    assert found.expected_undeserved <= 0.1 + 1e-9
    assert (found.n[found.proposed] >= max(minimum, 1)).all()
    assert ((found.rank_low <= found.rank_high) & (found.low <= found.high)).all()
    order = list(range(len(rows)))
    random.shuffle(order)
    other = ranking.league([rows[i] for i in order], top=top, minimum=minimum)
    assert other.state.tolist() == found.state[order].tolist()
    assert numbers(other) == pytest.approx(numbers(found)[order], abs=1e-9)


def test_officers_without_answers_change_nothing() -> None:
    counts = year()
    empty = np.zeros((1, 5), np.int64)
    one, more = ranking.league(counts, top=30), ranking.league(np.vstack([empty, counts, empty]), top=30)
    assert (numbers(more)[1:-1] == numbers(one)).all()
    assert more.state[1:-1].tolist() == one.state.tolist()
    assert more.state[[0, -1]].tolist() == ["too_few", "too_few"]
    assert (more.mean[0], more.low[0], more.high[0], more.p_top[0]) == (3.0, 1.0, 5.0, 0.0)
    assert (more.rank_low[0], more.rank_high[0], more.peers) == (1, 150, 150)


@pytest.mark.parametrize("officers", [20, 150])
def test_twins_get_equal_numbers_and_the_same_state(officers: int) -> None:
    counts = year(officers)
    found = ranking.league(np.vstack([counts, counts]), top=officers // 3)
    assert (numbers(found)[:officers] == numbers(found)[officers:]).all()
    assert found.state[:officers].tolist() == found.state[officers:].tolist()


def test_who_is_not_eligible_is_a_peer_with_every_number_but_never_proposed() -> None:
    counts = year()
    everybody = ranking.league(counts, top=30)
    eligible = ~everybody.proposed
    found = ranking.league(counts, top=30, eligible=eligible)
    assert (numbers(found) == numbers(everybody)).all()
    assert not (found.proposed & ~eligible).any()


def test_too_few_ratings_are_neutral_whatever_they_say() -> None:
    counts = np.vstack([year(), [[0, 0, 0, 0, 9], [9, 0, 0, 0, 0]]])
    found = ranking.league(counts, top=30)
    assert found.state[-2:].tolist() == ["too_few", "too_few"]
    assert found.p_top[-2] > found.p_top[-1]
    assert ranking.league(counts, top=30, minimum=0).state[-2] != "too_few"


def test_three_fives_are_not_better_than_two_hundred_good_answers() -> None:
    counts = np.vstack([year(), [[0, 0, 0, 0, 3], [0, 0, 4, 20, 176]]])
    found = ranking.league(counts, top=30, minimum=0)
    assert found.mean[-2] > found.mean[-1]
    assert found.p_top[-2] < found.p_top[-1]


def test_below_needs_thirty_answers_and_near_certainty() -> None:
    found = ranking.league(year(), top=30)
    fallen = found.state == State.BELOW
    assert fallen.any()
    assert (found.n[fallen] >= 30).all()
    assert (found.p_below[fallen] >= 0.975).all()


@pytest.mark.parametrize(
    "counts",
    [
        np.zeros((0, 5), int),
        np.zeros((3, 5), int),
        [[0, 0, 0, 0, 1]],
        [[1, 2, 3, 4, 5]],
        [[0, 0, 0, 0, 9], [0, 0, 0, 0, 9]],
        [[0, 0, 0, 9, 0], [0, 0, 0, 90, 0]],
        [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]],
        [[0, 0, 0, 0, 10**7], [10**7, 0, 0, 0, 0], [0, 0, 1, 0, 0]],
        [[10**6, 10**6, 10**6, 10**6, 10**7], [10**6, 10**6, 10**6, 2 * 10**6, 10**7]],
        [[5, 5, 5, 5, 5]] * 30,
    ],
    ids=[
        "nobody",
        "no answers",
        "one answer",
        "one officer",
        "all five",
        "all four",
        "opposites",
        "certain",
        "many",
        "equal",
    ],
)
@pytest.mark.parametrize("top", [0, 1, 7])
def test_extremes_have_defined_results(counts: ArrayLike, top: int) -> None:
    found = ranking.league(counts, top=top)
    assert is_finite(found)
    assert set(found.state) <= {s.value for s in State}
    for i in range(found.n.size):
        assert ranking.explain(found, i).state == found.state[i]


def test_where_only_chance_differs_everybody_ties_and_nobody_is_proposed() -> None:
    even = np.tile([1, 1, 2, 12, 24], (30, 1))
    found = ranking.league(even, top=6)
    assert not found.classified
    assert not found.proposed.any()
    assert set(found.state) == {"undecided"}
    assert found.p_top.tolist() == [0.2] * 30
    assert (found.rank_low == 1).all()
    assert (found.rank_high == 30).all()


def test_a_design_effect_widens_everything_and_proposes_fewer() -> None:
    counts = year()
    plain, days = ranking.league(counts, top=30), ranking.league(counts, top=30, deff=2.0)
    assert (days.high - days.low >= plain.high - plain.low).all()
    assert days.reliability < plain.reliability
    assert days.proposed.sum() <= plain.proposed.sum()
    single = ranking.league(counts, top=30, deff=np.r_[2.0, np.ones(149)])
    assert single.kept[0] < plain.kept[0]


def test_volume_enters_the_limit_only_where_it_foretells_the_mean() -> None:
    related = leagues.sample(leagues.World(volume_merit=-0.4), 2).counts
    found = ranking.league(related, top=100)
    assert found.volume_z < -3
    assert found.volume_used
    assert found.proposed_constant is not None
    assert found.proposed.sum() < found.proposed_constant.sum()
    never = ranking.league(related, top=100, volume_prior="never")
    assert (never.proposed == found.proposed_constant).all()
    assert never.proposed_constant is None
    assert (never.p_top == found.p_top).all()
    unrelated = ranking.league(year(504), top=100)
    assert abs(unrelated.volume_z) < 3
    assert not unrelated.volume_used
    assert ranking.league(year(504), top=100, volume_prior="always").volume_used


def test_case_mix_moves_the_mean_and_widens_its_interval() -> None:
    data = leagues.sample(leagues.World(officers=120, mixed=True), 3)
    assert data.cells is not None
    assert data.mix is not None
    adjusted = casemix.adjust(data.cells, data.mix, officers=120)
    plain, fair = ranking.league(data.counts, top=24), ranking.league(data.counts, top=24, casemix=adjusted)
    peers = plain.n > 0
    assert fair.mean[peers] == pytest.approx(adjusted.adjusted[peers])
    assert ((fair.high - fair.low)[peers] >= (plain.high - plain.low)[peers] - 1e-12).all()
    assert fair.added[peers] == pytest.approx(adjusted.variance[peers])
    fewer = casemix.adjust(data.cells, data.mix)
    more = np.vstack([data.counts, np.zeros((2, 5), np.int64)])
    assert ranking.league(more, top=24, casemix=fewer).p_top[:120] == pytest.approx(fair.p_top)


def test_wrong_input_is_named() -> None:
    counts = year(10)
    other = casemix.adjust(casemix.Cells([0], {"field": [0]}, [[0, 0, 0, 0, 1]]), {"field": {0: 1.0}})
    for top in (2.0, True, "2"):
        with pytest.raises(NotWholeError, match="top"):
            ranking.league(counts, top=top)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(OutOfRangeError, match="top"):
        ranking.league(counts, top=-1)
    with pytest.raises(OutOfRangeError, match="fdr"):
        ranking.league(counts, top=2, fdr=1.5)
    with pytest.raises(OutOfRangeError, match="deff"):
        ranking.league(counts, top=2, deff=0.0)
    with pytest.raises(WrongShapeError, match="deff"):
        ranking.league(counts, top=2, deff=[1.0, 2.0])
    with pytest.raises(NotNumericError, match="eligible"):
        ranking.league(counts, top=2, eligible=np.ones(10))
    with pytest.raises(WrongShapeError, match="eligible"):
        ranking.league(counts, top=2, eligible=[True])
    with pytest.raises(UnknownNameError, match="auto"):
        ranking.league(counts, top=2, volume_prior="maybe")
    with pytest.raises(InconsistentError, match="casemix"):
        ranking.league(counts, top=2, casemix=other)
    with pytest.raises(WrongShapeError, match="counts"):
        ranking.league(counts[0], top=2)


def test_a_league_is_described_field_by_field() -> None:
    assert ranking.League.__doc__ is not None
    for field in fields(League):
        assert f"``{field.name}``" in ranking.League.__doc__

import pytest

from bench import fairness, judging
from bench.leagues import World, sample
from khaosat.stats import casemix, ranking


def test_every_bar_on_leagues_holds_in_twenty_replicates_of_every_world() -> None:
    sums = fairness.simulate(20)
    missed = [row for row in fairness.league_rows(sums) if not row[-1]]
    assert missed == []
    # The bars can be missed: the plain mean misses those on small n and on the disliked field.
    plain = {name: {**s, "few_awards": s["few_naive"], "hard_awards": s["hard_naive"]} for name, s in sums.items()}
    assert {row[0] for row in fairness.league_rows(plain) if not row[-1]} == {
        "awards to n < 30 over their due",
        "awards in the disliked field over their due",
    }


@pytest.mark.parametrize("n", judging.SIZES)
def test_the_score_interval_covers_as_promised(n: int) -> None:
    assert 0.935 <= judging.score_coverage(n, seed=1, replicates=8000) <= 0.97


def test_marginal_rank_sets_cover_more_than_promised() -> None:
    assert judging.set_coverage([1, 2]) >= 0.95


def test_ignoring_bad_days_would_promise_too_much() -> None:
    year = sample(World(day_sd=0.5), 3)
    assert year.days is not None
    deff = ranking.day_deff(year.days)
    assert deff > 1.15
    honest, naive = ranking.league(year.counts, top=100, deff=deff), ranking.league(year.counts, top=100)
    assert (honest.rank_high - honest.rank_low).mean() > (naive.rank_high - naive.rank_low).mean()


def test_without_the_case_mix_the_disliked_field_is_robbed() -> None:
    year = sample(World(mixed=True), 4)
    assert year.cells is not None
    assert year.mix is not None
    adjusted = casemix.adjust(year.cells, year.mix, officers=504)
    due = year.hard & (year.truth >= sorted(year.truth)[-100])
    shares = []
    for mix in (None, adjusted):
        league = ranking.league(year.counts, top=100, casemix=mix)
        shares.append((year.hard & (league.p_top >= sorted(league.p_top)[-100])).sum() / due.sum())
    assert shares[0] < 0.5 < shares[1]

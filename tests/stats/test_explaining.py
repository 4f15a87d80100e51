from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from bench import leagues
from khaosat.stats import casemix, ranking
from khaosat.stats.errors import NotWholeError, OutOfRangeError


@pytest.mark.parametrize("officers", [40, 150])
def test_every_line_can_be_worked_out_again_from_its_explanation(officers: int) -> None:
    data = leagues.sample(leagues.World(officers=officers, mixed=True), 5)
    assert data.cells is not None
    assert data.mix is not None
    adjusted = casemix.adjust(data.cells, data.mix, officers=officers)
    league = ranking.league(data.counts, top=officers // 5, casemix=adjusted, deff=1.3)
    for i in range(0, officers, 7):
        e = ranking.explain(league, i)
        assert e.n == sum(e.counts)
        assert e.raw_mean == pytest.approx(sum((k + 1) * c for k, c in enumerate(e.counts)) / e.n)
        assert e.mean == pytest.approx(e.raw_mean + sum(s.effect for s in e.shifts))
        assert e.variance == pytest.approx(e.kappa * e.room / e.n * e.deff + e.added)
        assert e.kept == pytest.approx(e.tau2 / (e.tau2 + e.variance))
        assert e.posterior_mean == pytest.approx(e.mu + e.kept * (e.mean - e.mu))
        assert e.posterior_sd**2 == pytest.approx(e.kept * e.variance + (1 - e.kept) ** 2 * e.var_mu)
        assert e.p_below == pytest.approx(ndtr((e.mu - e.posterior_mean) / e.posterior_sd))
        assert e.working is not None
        assert e.p_top == pytest.approx(e.working.weight @ e.working.probability, abs=1e-6)
        assert e.expected_rank == pytest.approx(1 + e.working.weight @ e.working.above, abs=1e-3 * officers)
        for shift in e.shifts:
            assert shift.effect == pytest.approx(-shift.coefficient * (shift.share - shift.reference))


def test_the_cut_separates_the_proposed_from_the_rest() -> None:
    league = ranking.league(leagues.sample(leagues.World(), 6).counts, top=100)
    e = ranking.explain(league, 0)
    assert e.cut is not None
    assert e.proposed == league.proposed.sum()
    may = league.n >= 10
    assert ((league.p_top >= e.cut) & may == league.proposed).all()


def test_each_state_has_its_reason() -> None:
    counts = np.vstack([leagues.sample(leagues.World(), 6).counts, [[0, 0, 0, 0, 2], [0] * 5]])
    league = ranking.league(counts, top=100)
    reasons = {
        str(s): ranking.explain(league, int(np.flatnonzero(league.state == s)[0])).reason for s in set(league.state)
    }
    assert reasons == {
        "proposed": "chosen",
        "undecided": "at_border",
        "not_proposed": "unlikely",
        "below": "below_mean",
        "too_few": "few_ratings",
    }
    barred = ranking.league(counts, top=100, eligible=~league.proposed)
    assert ranking.explain(barred, int(np.flatnonzero(league.proposed)[0])).reason == "not_eligible"
    even = ranking.league(np.tile([1, 1, 2, 12, 24], (30, 1)), top=6)
    tied = ranking.explain(even, 3)
    assert (tied.reason, tied.working, tied.cut) == ("no_difference", None, None)


def test_an_officer_without_answers_is_explained_too() -> None:
    league = ranking.league([[0, 0, 1, 5, 9], [0] * 5, [0, 5, 5, 5, 9]], top=1)
    e = ranking.explain(league, 1)
    assert (e.n, e.state, e.shifts, e.working) == (0, "too_few", (), None)


def test_nobody_else_can_be_asked_for() -> None:
    league = ranking.league([[0, 0, 1, 5, 9]], top=1)
    with pytest.raises(OutOfRangeError, match="only 1"):
        ranking.explain(league, 1)
    with pytest.raises(NotWholeError):
        ranking.explain(league, 0.0)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("officers", [40, 120])
def test_everybody_s_line_at_once_is_each_line_alone(officers: int) -> None:
    sample = leagues.sample(leagues.World(officers=officers, mixed=True), 7)
    assert sample.cells is not None
    assert sample.mix is not None
    counts = np.vstack([sample.counts, [[0] * 5]])
    mixed = casemix.adjust(sample.cells, sample.mix, officers=officers)
    for found in (
        ranking.league(counts, top=20, casemix=mixed),
        ranking.league(np.tile([1, 1, 2, 12, 24], (30, 1)), top=3),
    ):
        for one in ranking.explain_all(found):
            alone = ranking.explain(found, one.officer)
            assert replace(one, working=None).__dict__ == replace(alone, working=None).__dict__
            assert (one.working is None) is (alone.working is None)
            if one.working is not None and alone.working is not None:
                assert one.p_top == pytest.approx(one.working.weight @ one.working.probability, abs=1e-12)
                assert one.working.above == pytest.approx(alone.working.above, abs=1e-3)
                assert one.working.theta == pytest.approx(alone.working.theta)
        assert {one.working for one in ranking.explain_all(found, nodes=False)} == {None}

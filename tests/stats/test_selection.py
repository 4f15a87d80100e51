import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.selection import State, fallen, select, states

probabilities = st.lists(st.sampled_from([0.05, 0.3, 0.6, 0.9, 0.95, 0.97, 0.99]), min_size=1, max_size=20)
EVERYBODY = np.ones(6, np.bool_)


def chosen(p: list[float], *, cap: int, fdr: float, limit: list[float] | None = None) -> list[int]:
    values = np.array(p)
    may = np.ones(values.size, np.bool_)
    return np.flatnonzero(select(values, np.array(limit or p), may, cap=cap, fdr=fdr)).tolist()


def test_the_most_probable_are_chosen_as_long_as_the_mean_risk_allows() -> None:
    # Mean of 1 - P over the first one, two, three, four: .02, .06, .1, .2.
    assert chosen([0.5, 0.9, 0.98, 0.82], cap=4, fdr=0.10) == [1, 2, 3]
    assert chosen([0.5, 0.9, 0.98, 0.82], cap=4, fdr=0.09) == [1, 2]


def test_the_ceiling_is_a_ceiling() -> None:
    assert chosen([0.99, 0.98, 0.97, 0.96], cap=2, fdr=0.1) == [0, 1]
    assert chosen([0.99, 0.98], cap=0, fdr=0.1) == []


def test_who_ties_at_the_border_is_in_only_if_all_who_tie_fit() -> None:
    assert chosen([0.99, 0.95, 0.95 + 1e-14, 0.9], cap=2, fdr=0.2) == [0]
    assert chosen([0.99, 0.95, 0.95 + 1e-14, 0.9], cap=3, fdr=0.2) == [0, 1, 2]
    assert chosen([0.95, 0.95, 0.95], cap=2, fdr=0.2) == []
    assert chosen([0.95, 0.95 + 1e-9, 0.95], cap=1, fdr=0.2) == [1]


def test_a_tie_that_breaks_the_limit_stays_out_as_a_whole() -> None:
    assert chosen([0.99, 0.85, 0.85], cap=3, fdr=0.10) == [0]


def test_the_limit_may_be_judged_on_other_probabilities_than_the_order() -> None:
    assert chosen([0.99, 0.98, 0.97], cap=3, fdr=0.1, limit=[0.7, 0.95, 0.99]) == []
    assert chosen([0.99, 0.98, 0.97], cap=3, fdr=0.13, limit=[0.7, 0.95, 0.99]) == [0, 1, 2]


def test_only_those_who_may_are_chosen_and_nobody_among_nobody() -> None:
    p = np.array([0.99, 0.98, 0.97])
    assert select(p, p, np.array([False, True, True]), cap=1, fdr=0.1).tolist() == [False, True, False]
    assert select(p, p, np.zeros(3, np.bool_), cap=1, fdr=0.1).tolist() == [False] * 3


@settings(max_examples=60, deadline=None)
@given(probabilities, st.integers(0, 20), st.floats(0.0, 0.5))
def test_the_promise_holds_and_the_order_of_rows_plays_no_part(p: list[float], cap: int, fdr: float) -> None:
    values = np.array(p)
    picked = chosen(p, cap=cap, fdr=fdr)
    assert len(picked) <= cap
    if picked:
        assert np.mean(1 - values[picked]) <= fdr + 1e-9
        assert values[picked].min() > np.delete(values, picked).max(initial=-1.0)  # equals are treated equally
    backwards = [len(p) - 1 - i for i in chosen(p[::-1], cap=cap, fdr=fdr)]
    assert sorted(backwards) == picked


@settings(max_examples=40, deadline=None)
@given(probabilities, st.integers(0, 19), st.floats(0.0, 0.4))
def test_more_places_or_more_risk_never_take_an_award_away(p: list[float], cap: int, fdr: float) -> None:
    few = set(chosen(p, cap=cap, fdr=fdr))
    assert few <= set(chosen(p, cap=cap + 1, fdr=fdr))
    assert few <= set(chosen(p, cap=cap, fdr=fdr + 0.1))


def test_below_needs_certainty_and_thirty_answers() -> None:
    p = np.array([0.99, 0.97, 0.99, 0.98, 0.975, 0.2])
    n = np.array([30.0, 300, 29, 40, 30, 900])
    assert fallen(p, p, EVERYBODY, n).tolist() == [True, False, False, True, True, False]
    assert not fallen(p, np.zeros(6), EVERYBODY, n).any()


def test_each_state_has_its_reason() -> None:
    p = np.array([0.9, 0.4, 0.049, 0.01, 0.9, 0.05])
    enough = np.array([True, True, True, True, False, True])
    proposed = np.array([True, False, False, False, True, False])
    below = np.array([False, False, False, True, False, False])
    found = states(p, enough, proposed, below, classified=True)
    assert found.tolist() == ["proposed", "undecided", "not_proposed", "below", "too_few", "undecided"]
    assert (found == State.PROPOSED).sum() == 1


def test_where_nobody_can_be_told_apart_everybody_is_undecided() -> None:
    nobody = np.zeros(2, np.bool_)
    found = states(np.full(2, 0.01), np.array([True, False]), nobody, nobody, classified=False)
    assert found.tolist() == ["undecided", "too_few"]


@pytest.mark.parametrize("state", State)
def test_no_state_is_cut_short(state: State) -> None:
    everybody = np.ones(1, np.bool_)
    assert (
        len(state.value) <= states(np.zeros(1), everybody, ~everybody, ~everybody, classified=True).dtype.itemsize / 4
    )

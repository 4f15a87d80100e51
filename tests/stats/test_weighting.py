import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.errors import (
    EmptyMarginError,
    InconsistentError,
    MissingError,
    NegativeError,
    NotConvergedError,
    OutOfRangeError,
    TooFewError,
    WrongShapeError,
)
from khaosat.stats.weighting import effective_n, kish_deff, post_stratify, rake, trim

SEX = ["f", "f", "f", "m", "m", "m", "m", "m"]
AGE = [1, 1, 2, 1, 2, 2, 2, 2]


def sums(weights: object, labels: list[object]) -> dict[object, float]:
    values = np.asarray(weights, dtype=float)
    return {k: float(values[[x == k for x in labels]].sum()) for k in dict.fromkeys(labels)}


def test_post_stratification_meets_the_totals_and_keeps_the_shares_within_groups() -> None:
    w = post_stratify([1, 2, 3, 1, 1, 1, 1, 1], SEX, {"f": 60, "m": 40})

    assert sums(w, list(SEX)) == pytest.approx({"f": 60, "m": 40})
    assert w[:3] == pytest.approx([10, 20, 30])


def test_raking_a_two_by_two_table_is_the_solution_by_hand() -> None:
    # cells (f,1)=2, (f,2)=1, (m,1)=1, (m,2)=4; the odds ratio 8 stays: x = (f,1) solves
    # x (4 − (4 − x)) … with margins 4, 4 and 4, 4: x² = 8 (4 − x)², x = 4 √8/(1 + √8)
    x = 4 * np.sqrt(8) / (1 + np.sqrt(8))
    w = rake(np.ones(8), [(SEX, {"f": 4, "m": 4}), (AGE, {1: 4, 2: 4})])

    assert w[0] + w[1] == pytest.approx(x, rel=1e-9)
    assert sums(w, list(SEX)) == pytest.approx({"f": 4, "m": 4}, rel=1e-10)
    assert sums(w, list(AGE)) == pytest.approx({1: 4, 2: 4}, rel=1e-10)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 60))
def test_raked_weights_meet_margins_that_some_population_has(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = np.r_[0, 1, 2, rng.integers(0, 3, n)], np.r_[0, 1, 0, rng.integers(0, 2, n)]
    truth = rng.uniform(0.5, 4, a.size)
    margins = [(x, {int(k): float(truth[x == k].sum()) for k in np.unique(x)}) for x in (a, b)]

    w = rake(np.ones(a.size), margins, max_iterations=5_000)

    assert (w > 0).all()
    for labels, totals in margins:
        assert sums(w, labels.tolist()) == pytest.approx(totals, rel=1e-9)
    # people alike in both margins stay alike: raking multiplies rows and columns
    same = (a == a[0]) & (b == b[0])
    assert np.ptp(w[same]) == pytest.approx(0, abs=1e-9)


def test_raking_to_what_the_weights_already_meet_changes_nothing() -> None:
    w = np.array([1.0, 2, 3, 4])

    assert rake(w, [(["a", "a", "b", "b"], {"a": 3, "b": 7})]) == pytest.approx(w)
    assert rake(w, []) == pytest.approx(w)


def test_trimming_bounds_the_weights_and_keeps_the_sum() -> None:
    w = np.r_[np.ones(18), 0.01, 50.0, 0.0]
    cut = trim(w)

    assert cut.sum() == pytest.approx(w.sum())
    assert cut[-1] == 0
    positive = cut[cut > 0]
    assert positive.max() / positive.min() == pytest.approx(10)


def test_trimming_with_margins_meets_them_again() -> None:
    margins = [(["a"] * 10 + ["b"] * 10, {"a": 30.0, "b": 10.0})]
    cut = trim(np.r_[np.ones(19), 40.0], margins=margins)

    assert cut[:10].sum() == pytest.approx(30)
    assert cut[10:].sum() == pytest.approx(10)


def test_kishs_design_effect_is_one_for_equal_weights() -> None:
    assert kish_deff([3.0] * 7) == pytest.approx(1)
    assert kish_deff([1.0, 3.0]) == pytest.approx(1.25)
    assert effective_n([1.0, 3.0]) == pytest.approx(1.6)
    assert kish_deff([1.0, 3.0, 0.0]) == pytest.approx(1.25)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=30), st.floats(1e-3, 1e3))
def test_kishs_design_effect_does_not_depend_on_the_unit(w: list[float], unit: float) -> None:
    deff = kish_deff(w)

    assert deff >= 1 - 1e-12
    assert deff == pytest.approx(1 + np.var(w) / np.mean(w) ** 2)
    assert kish_deff(np.array(w) * unit) == pytest.approx(deff)


def test_wrong_margins_are_named() -> None:
    with pytest.raises(EmptyMarginError, match=r"margins\[1\].*'x'"):
        rake([1.0, 1], [(["a", "b"], {"a": 1, "b": 1}), (["y", "y"], {"x": 1, "y": 1})])
    with pytest.raises(MissingError, match="'b'"):
        post_stratify([1.0, 1], ["a", "b"], {"a": 2})
    with pytest.raises(InconsistentError, match="margins"):
        rake([1.0, 1], [(["a", "b"], {"a": 1, "b": 1}), (["y", "z"], {"y": 5, "z": 5})])
    with pytest.raises(NotConvergedError, match="margin"):
        rake([1.0, 1], [(["a", "b"], {"a": 1, "b": 3}), (["y", "z"], {"y": 2, "z": 2})])
    with pytest.raises(NegativeError, match="weights"):
        rake([1.0, -1], [])
    with pytest.raises(NegativeError, match="groups"):
        post_stratify([1.0], ["a"], {"a": -2})
    with pytest.raises(WrongShapeError, match="groups"):
        post_stratify([1.0, 2], ["a"], {"a": 2})
    with pytest.raises(TooFewError):
        kish_deff([0.0, 0])
    with pytest.raises(OutOfRangeError, match="high"):
        trim([1.0, 2], low=2, high=1)

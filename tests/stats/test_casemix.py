from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from khaosat.stats import casemix
from khaosat.stats.errors import (
    InconsistentError,
    MissingError,
    NegativeError,
    NotWholeError,
    OutOfRangeError,
    WrongShapeError,
)

MIX = {"field": {0: 0.5, 1: 0.3, 2: 0.2}, "age": {0: 0.6, 1: 0.4}}


def cells(seed: int = 1, officers: int = 12) -> casemix.Cells:
    rng = np.random.default_rng(seed)
    officer, field, age = (x.ravel() for x in np.meshgrid(range(officers), range(3), range(2), indexing="ij"))
    counts = rng.multinomial(rng.integers(0, 30, officer.size), [0.05, 0.05, 0.1, 0.3, 0.5])
    return casemix.Cells(officer, {"field": field, "age": age}, counts)


def least_squares(served: casemix.Cells) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same by brute force: one row per answer, a dummy per officer, numpy's own solver."""
    officer, counts = np.asarray(served.officer), np.asarray(served.counts)
    field, age = np.asarray(served.strata["field"]), np.asarray(served.strata["age"])
    rows = [(i, k + 1) for i in range(officer.size) for k in range(5) for _ in range(counts[i, k])]
    cell, y = np.array(rows).T
    columns = [age == 1, field == 1, field == 2] + [officer == o for o in range(officer.max() + 1)]
    x = np.array(columns, dtype=float).T[cell]
    beta, *_ = np.linalg.lstsq(x, y.astype(float), rcond=None)
    s2 = np.sum((y - x @ beta) ** 2) / (y.size - x.shape[1])
    return beta, s2 * np.linalg.inv(x.T @ x)


def test_the_coefficients_are_those_of_a_regression_on_every_single_answer() -> None:
    served = cells()
    found = casemix.adjust(served, MIX)
    beta, covariance = least_squares(served)
    assert found.columns == (("age", 1), ("field", 1), ("field", 2))
    assert [found.coefficients[c] for c in found.columns] == pytest.approx(beta[:3])
    assert found.covariance == pytest.approx(covariance[:3, :3])
    assert [found.standard_errors[c] for c in found.columns] == pytest.approx(np.sqrt(np.diag(covariance)[:3]))
    expected = beta[3:] + 0.4 * beta[0] + 0.3 * beta[1] + 0.2 * beta[2]
    assert found.adjusted == pytest.approx(expected)


def test_an_adjustment_worked_by_hand() -> None:
    # Both serve both fields; within each officer field 1 scores one point less.
    served = casemix.Cells(
        [0, 0, 1, 1], {"field": [0, 1, 0, 1]}, [[0, 0, 0, 0, 9], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 9, 0, 0]]
    )
    found = casemix.adjust(served, {"field": {0: 0.5, 1: 0.5}})
    assert found.coefficients == {("field", 1): pytest.approx(-1.0)}
    assert found.raw == pytest.approx([4.9, 3.1])
    assert found.adjusted == pytest.approx([4.5, 3.5])
    assert found.variance == pytest.approx([0.0, 0.0])  # the fit is perfect


def test_who_serves_the_reference_mix_keeps_his_mean_and_adds_no_variance() -> None:
    served = cells()
    found = casemix.adjust(served, {"field": {0: 1.0}, "age": {0: 1.0}})
    exact = casemix.Cells(
        np.append(served.officer, 12),
        {k: np.append(v, 0) for k, v in served.strata.items()},
        np.vstack([served.counts, [0, 0, 0, 5, 5]]),
    )
    again = casemix.adjust(exact, {"field": {0: 1.0}, "age": {0: 1.0}})
    assert again.adjusted[12] == pytest.approx(4.5)
    assert again.variance[12] == 0.0
    assert again.adjusted[:12] == pytest.approx(found.adjusted)


def test_neither_the_order_of_rows_nor_splitting_a_cell_matters() -> None:
    served = cells()
    order = np.random.default_rng(3).permutation(np.asarray(served.officer).size)
    half = np.asarray(served.counts) // 2
    split = casemix.Cells(
        np.concatenate([np.asarray(served.officer)[order], served.officer]),
        {k: np.concatenate([np.asarray(v)[order], v]) for k, v in served.strata.items()},
        np.vstack([half[order], np.asarray(served.counts) - half]),
    )
    one, two = casemix.adjust(served, MIX), casemix.adjust(split, MIX)
    assert two.adjusted == pytest.approx(one.adjusted, abs=1e-10)
    assert two.covariance == pytest.approx(one.covariance, abs=1e-10)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 9), st.permutations(range(3)))
def test_names_of_levels_and_repeated_answers_move_nobody(seed: int, times: int, names: list[int]) -> None:
    served = cells(seed, officers=5)
    one = casemix.adjust(served, MIX)
    renamed = np.array(names)[np.asarray(served.strata["field"])]
    strata = {"field": renamed, "age": served.strata["age"]}
    mix = {"field": {names[k]: v for k, v in MIX["field"].items()}, "age": MIX["age"]}
    again = casemix.adjust(casemix.Cells(served.officer, strata, times * np.asarray(served.counts)), mix)
    assert again.adjusted == pytest.approx(one.adjusted, abs=1e-8)
    assert again.raw == pytest.approx(one.raw)


def test_unknown_strata_are_a_level_of_their_own_and_their_share_is_told() -> None:
    served = cells()
    field = np.where(np.asarray(served.officer) % 4 == 0, casemix.UNKNOWN, np.asarray(served.strata["field"]))
    mixed = casemix.Cells(served.officer, {"field": field, "age": served.strata["age"]}, served.counts)
    found = casemix.adjust(mixed, MIX)
    assert found.share_unknown[[0, 4, 8]] == pytest.approx([1.0, 1.0, 1.0])
    assert found.share_unknown[[1, 2, 3]] == pytest.approx([0.0, 0.0, 0.0])
    assert ("field", casemix.UNKNOWN) in found.coefficients
    assert ("field", 0) not in found.coefficients
    assert found.not_estimable == (("field", casemix.UNKNOWN),)  # whole officers unknown: nobody tells
    assert np.isfinite(found.adjusted).all()


def test_what_no_officer_tells_is_named_and_moves_nobody_by_guesswork() -> None:
    # Two officers, one field each: the fields cannot be told from the officers.
    found = casemix.adjust(
        casemix.Cells([0, 1], {"field": [0, 1]}, [[0, 0, 0, 9, 1], [0, 0, 5, 5, 0]]), {"field": {0: 0.5, 1: 0.5}}
    )
    assert found.not_estimable == (("field", 1),)
    assert found.coefficients["field", 1] == 0.0
    assert found.adjusted == pytest.approx(found.raw)


def test_officers_without_answers_are_ordinary() -> None:
    found = casemix.adjust(cells(), MIX, officers=14)
    assert found.adjusted.shape == (14,)
    assert found.adjusted[12:].tolist() == [3.0, 3.0]
    assert found.variance[12:].tolist() == found.share_unknown[12:].tolist() == [0.0, 0.0]
    nobody = casemix.adjust(casemix.Cells([], {"field": []}, np.zeros((0, 5))), {"field": {0: 1.0}})
    assert nobody.adjusted.shape == (0,)


def test_one_answer_each_leaves_the_coefficients_open() -> None:
    found = casemix.adjust(
        casemix.Cells([0, 1, 1], {"field": [0, 0, 1]}, [[0, 0, 0, 0, 1], [0, 0, 0, 1, 0], [0, 0, 1, 0, 0]]),
        {"field": {0: 0.5, 1: 0.5}},
    )
    assert found.standard_errors["field", 1] == pytest.approx(np.sqrt(4.0 / 0.5))  # the widest variance, 4


@pytest.mark.parametrize(
    ("change", "mix", "error"),
    [
        ({"counts": [[1, 2, 3, 4]]}, MIX, WrongShapeError),
        ({"counts": [[1, 2, 3, 4, 5]]}, MIX, WrongShapeError),
        ({"counts": np.full((72, 5), -1)}, MIX, NegativeError),
        ({"officer": np.zeros((72, 1))}, MIX, WrongShapeError),
        ({"officer": np.full(72, 0.5)}, MIX, NotWholeError),
        ({"officer": np.full(72, 99)}, MIX, OutOfRangeError),
        ({"strata": {"field": [1]}}, {"field": {0: 1.0}}, WrongShapeError),
        ({"strata": {"field": np.full(72, 0.5)}}, {"field": {0: 1.0}}, NotWholeError),
        ({}, {"field": {0: 1.0}}, MissingError),
        ({}, {**MIX, "channel": {0: 1.0}}, MissingError),
        ({}, {**MIX, "age": {0: 0.6, 1: 0.6}}, InconsistentError),
        ({}, {**MIX, "age": {0: 1.4, 1: -0.4}}, OutOfRangeError),
    ],
)
def test_wrong_input_is_named(
    change: Mapping[str, Any], mix: Mapping[str, Mapping[int, float]], error: type[ValueError]
) -> None:
    served = cells()
    parts = {"officer": served.officer, "strata": served.strata, "counts": served.counts, **change}
    with pytest.raises(error):
        casemix.adjust(casemix.Cells(**parts), mix, officers=12)


def test_the_reference_league_comes_near_the_truth(reference: Callable[[str], Any]) -> None:
    data = reference("casemix_sim1")
    mix = {name: dict(enumerate(shares)) for name, shares in data["reference_mix"].items()}
    for replicate in data["replicates"]:
        table = np.array(replicate["cells"])
        served = casemix.Cells(table[:, 0], {"field": table[:, 1], "age": table[:, 2]}, table[:, 3:])
        found, truth = casemix.adjust(served, mix), np.array(replicate["truth"])
        many = found.n >= 300
        assert np.abs(found.adjusted - truth)[many].mean() < 0.6 * np.abs(found.raw - truth)[many].mean()

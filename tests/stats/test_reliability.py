from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.errors import (
    NotEstimableError,
    NotFiniteError,
    NotNumericError,
    OutOfRangeError,
    TooFewError,
    WrongShapeError,
)
from khaosat.stats.reliability import alpha, bartlett, cross_products, eigenvalues, kmo, omega
from khaosat.stats.scale import Whole

SEEDS = st.integers(0, 10**6)


def forms(seed: int, n: int = 200, k: int = 6, noise: float = 1.0) -> Whole:
    """Answers 1–5 to k items that share one mood."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=(n, 1))
    return np.clip(np.rint(3.5 + mood + noise * rng.normal(size=(n, k))), 1, 5).astype(np.int64)


def test_the_attitude_data_agree_with_rs_psych(reference: Callable[[str], Any]) -> None:
    case = reference("reliability_attitude")
    cp, expected, near = cross_products(case["data"]), case["expected"], case["tolerance"]

    a, b, adequacy = alpha(cp), bartlett(cp), kmo(cp)

    assert a.raw == pytest.approx(expected["raw_alpha"], abs=near)
    assert a.standardised == pytest.approx(expected["std_alpha"], abs=near)
    assert (a.low, a.high) == pytest.approx(expected["feldt_ci95"], abs=near)
    assert a.if_deleted == pytest.approx(expected["alpha_if_dropped"], abs=near)
    assert a.item_rest == pytest.approx(expected["item_r_drop"], abs=near)
    assert adequacy.overall == pytest.approx(expected["kmo"], abs=near)
    assert adequacy.items == pytest.approx(expected["kmo_items"], abs=near)
    assert b.statistic == pytest.approx(expected["bartlett_chisq"], rel=near)
    assert b.p == pytest.approx(expected["bartlett_p"], rel=1e-5)
    assert b.df == expected["bartlett_df"]
    assert eigenvalues(cp).values == pytest.approx(expected["eigen_cor"], abs=near)


def test_omega_agrees_with_rs_factanal(reference: Callable[[str], Any]) -> None:
    case = reference("reliability_attitude")
    expected, near = case["expected"], case["tolerance_ml"]
    result = omega(cross_products(case["data"]))

    assert result.raw == pytest.approx(expected["omega_1factor_cov"], abs=near)
    assert result.standardised == pytest.approx(expected["omega_1factor_cor"], abs=near)
    assert result.loadings == pytest.approx(expected["ml_loadings"], abs=near)
    assert result.uniquenesses == pytest.approx(expected["ml_uniq"], abs=near)


def test_a_questionnaire_that_fits_one_factor_exactly_gives_its_omega() -> None:
    # correlations of loadings (.8, .7, .6, .5), made of whole numbers: S = 10^4 LL' + Psi
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1.0)
    root = np.linalg.cholesky(r)
    signs = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]])
    answers = np.rint(np.vstack([signs, -signs]) @ root.T * 5_000)

    result = omega(cross_products(answers))

    assert result.loadings == pytest.approx(loadings, abs=2e-3)
    assert result.standardised == pytest.approx(2.6**2 / (2.6**2 + (1 - loadings**2).sum()), abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_alpha_is_the_formula_on_the_raw_forms(seed: int) -> None:
    rows = forms(seed)
    total = rows.sum(axis=1)
    expected = 6 / 5 * (1 - rows.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    result = alpha(cross_products(rows))

    assert result.raw == pytest.approx(expected, abs=1e-12)
    assert result.item_rest[2] == pytest.approx(np.corrcoef(rows[:, 2], total - rows[:, 2])[0, 1], abs=1e-12)
    assert result.low < result.raw < result.high


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 150))
def test_sums_merge_and_single_forms_come_out_again_exactly(seed: int, cut: int) -> None:
    rows = forms(seed).astype(np.float64)
    rows[np.random.default_rng(seed).random(rows.shape) < 0.2] = np.nan
    whole, part, rest = (cross_products(x) for x in (rows, rows[:cut], rows[cut:]))

    for merged, expected in ((part + rest, whole), (whole - part, rest)):
        assert (merged.n == expected.n).all()
        assert (merged.sums == expected.sums).all()
        assert (merged.products == expected.products).all()


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_order_of_items_only_orders_the_results(seed: int) -> None:
    rows, order = forms(seed), np.array([3, 0, 5, 1, 4, 2])
    plain, mixed = cross_products(rows), cross_products(rows[:, order])

    assert alpha(mixed).if_deleted == pytest.approx(alpha(plain).if_deleted[order], abs=1e-12)
    assert kmo(mixed).items == pytest.approx(kmo(plain).items[order], abs=1e-10)
    assert omega(mixed).raw == pytest.approx(omega(plain).raw, abs=1e-5)


def test_ten_million_forms_keep_their_digits() -> None:
    rows = forms(4)
    one = cross_products(rows)
    many = type(one)(one.n * 50_000, one.sums * 50_000, one.products * 50_000)

    assert alpha(many).raw == pytest.approx(alpha(one).raw, abs=1e-12)


def test_pairs_are_counted_where_answers_are_missing() -> None:
    cp = cross_products(np.array([[1, 2], [3, np.nan], [5, 4], [2, 2]]))

    assert cp.n.tolist() == [[4, 3], [3, 3]]
    assert cp.sums.tolist() == [[11, 8], [8, 8]]


def test_straight_lined_forms_make_alpha_look_better() -> None:
    honest = forms(9, noise=2.0)
    lined = np.repeat([[1], [5], [5], [3]], 6, axis=1)

    assert (
        alpha(cross_products(honest) + cross_products(np.repeat(lined, 20, axis=0))).raw
        > alpha(cross_products(honest)).raw
    )


def test_parallel_analysis_sees_one_factor_and_none_in_noise() -> None:
    noise = np.random.default_rng(2).integers(1, 6, size=(300, 6))

    assert eigenvalues(cross_products(forms(1))).factors == 1
    assert eigenvalues(cross_products(noise)).factors == 0
    first, again = (eigenvalues(cross_products(forms(1))).thresholds for _ in range(2))
    assert first.tolist() == again.tolist()


def test_the_thresholds_are_those_of_simulated_answers() -> None:
    rng = np.random.default_rng(8)
    raw = [np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(40, 4)), rowvar=False))[::-1] for _ in range(2_000)]

    assert eigenvalues(cross_products(forms(0, n=40, k=4))).thresholds == pytest.approx(
        np.quantile(raw, 0.95, axis=0), abs=0.03
    )


def test_answers_with_decimals_are_taken_too() -> None:
    rows = forms(6) / 7 + 10

    assert alpha(cross_products(rows)).raw == pytest.approx(alpha(cross_products(forms(6))).raw, abs=1e-8)


def test_two_items_have_an_alpha_and_nothing_left_when_one_goes() -> None:
    result = alpha(cross_products([[1, 2], [3, 3], [5, 4], [2, 2]]))

    assert result.if_deleted.tolist() == [0, 0]
    assert 0 < result.raw < 1


def test_an_item_that_never_varies_is_told_apart() -> None:
    rows = forms(3)
    rows[:, 1] = 5

    assert alpha(cross_products(rows)).item_rest[1] == 0
    with pytest.raises(NotEstimableError, match="item 1"):
        kmo(cross_products(rows))
    with pytest.raises(NotEstimableError, match="item 1"):
        omega(cross_products(rows))


def test_what_cannot_be_estimated_is_named() -> None:
    with pytest.raises(NotEstimableError, match="vary"):
        alpha(cross_products([[5, 5, 5]] * 4))
    with pytest.raises(NotEstimableError, match="positive definite"):
        bartlett(cross_products([[1, 1, 3], [2, 2, 1], [4, 4, 2], [5, 5, 5]]))
    with pytest.raises(TooFewError):
        alpha(cross_products([[1, 2, 3]]))
    with pytest.raises(TooFewError):
        alpha(cross_products([[1], [2]]))
    with pytest.raises(TooFewError, match="three"):
        omega(cross_products([[1, 2], [3, 3], [5, 4]]))


def test_wrong_forms_are_named() -> None:
    with pytest.raises(WrongShapeError, match="rows"):
        cross_products([1, 2, 3])
    with pytest.raises(WrongShapeError, match="rows"):
        cross_products([[1, 2], [3]])
    with pytest.raises(NotNumericError, match="rows"):
        cross_products([["a", "b"]])
    with pytest.raises(NotFiniteError, match="rows"):
        cross_products([[np.inf, 2]])
    with pytest.raises(OutOfRangeError, match="other"):
        cross_products([[1, 2]]) - cross_products([[1, 2], [3, 4]])
    with pytest.raises(WrongShapeError, match="other"):
        cross_products([[1, 2]]) + cross_products([[1, 2, 3]])

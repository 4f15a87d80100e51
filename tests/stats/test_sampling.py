from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.errors import (
    InconsistentError,
    NegativeError,
    NotEstimableError,
    OutOfRangeError,
    TooFewError,
    WrongShapeError,
)
from khaosat.stats.sampling import (
    design_mean,
    design_proportion,
    design_total,
    sample_size,
    sample_size_difference,
    yamane,
)
from khaosat.stats.weighting import post_stratify, rake

SCORES = st.lists(st.floats(1, 5), min_size=4, max_size=12)


def z_interval(value: float, se: float) -> tuple[float, float]:
    return value - 1.959963984540054 * se, value + 1.959963984540054 * se


def test_the_stratified_sample_agrees_with_rs_survey(reference: Callable[[str], Any]) -> None:
    case = reference("survey_api")
    api, near = case["apistrat"], case["tolerance_rel"]
    design = {"strata": api["stype"], "fpc": api["fpc"]}

    for k, name in enumerate(case["svymean_strat_fpc"]["names"]):
        expected = {key: case["svymean_strat_fpc"][key][k] for key in ("est", "se", "deff", "ci95")}
        result = design_mean(api[name], api["pw"], **design)
        assert result.value == pytest.approx(expected["est"], rel=near)
        assert result.se == pytest.approx(expected["se"], rel=near)
        assert result.deff == pytest.approx(expected["deff"], rel=near)
        assert z_interval(result.value, result.se) == pytest.approx(expected["ci95"], rel=near)
        assert result.df == 197

    total = design_total(api["enroll"], api["pw"], **design)
    assert (total.value, total.se) == pytest.approx(
        (case["svytotal_strat"]["est"], case["svytotal_strat"]["se"]), rel=near
    )
    free = design_mean(api["api00"], api["pw"], strata=api["stype"])
    expected = case["svymean_strat_nofpc"]
    assert (free.value, free.se, free.deff) == pytest.approx(
        (expected["est"], expected["se"], expected["deff"]), rel=near
    )


def test_subpopulations_and_proportions_agree_with_rs_survey(reference: Callable[[str], Any]) -> None:
    case = reference("survey_api")
    api, near, by = case["apistrat"], case["tolerance_rel"], case["svyby_stype"]
    weights, stype = np.array(api["pw"]), np.array(api["stype"])

    for group, est, se in zip(by["group"], by["est"], by["se"], strict=True):
        result = design_mean(api["api00"], weights * (stype == group), strata=stype, fpc=api["fpc"])
        assert (result.value, result.se) == pytest.approx((est, se), rel=near)
    yes = design_proportion(np.array(api["sch.wide"]) == "Yes", weights, strata=stype, fpc=api["fpc"])
    assert (yes.value, yes.se) == pytest.approx(
        (case["prop_schwide"]["est"][1], case["prop_schwide"]["se"][1]), rel=near
    )


def test_post_stratified_standard_errors_agree_with_rs_survey(reference: Callable[[str], Any]) -> None:
    case = reference("survey_api")
    api, expected = case["apisrs"], case["poststrat_srs"]
    totals = {row["stype"]: row["Freq"] for row in expected["population"]}
    weights = post_stratify(api["pw"], api["stype"], totals)

    result = design_mean(api["api00"], weights, fpc=api["fpc"], residual_of=api["stype"])

    assert weights[:5] == pytest.approx(expected["weights_head"], rel=1e-6)
    assert result.value == pytest.approx(expected["mean_api00"]["est"], rel=1e-6)
    assert result.se == pytest.approx(expected["mean_api00"]["se"], rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(SCORES)
def test_equal_weights_give_the_textbook_mean_and_standard_error(y: list[float]) -> None:
    result = design_mean(y, np.full(len(y), 1.0))

    assert result.value == pytest.approx(np.mean(y), abs=1e-12)
    assert result.se == pytest.approx(np.std(y, ddof=1) / np.sqrt(len(y)), abs=1e-9)
    assert result.df == len(y) - 1
    assert result.low <= result.value <= result.high


@settings(max_examples=40, deadline=None)
@given(SCORES, st.floats(0.1, 50), st.floats(-3, 3), st.integers(0, 1000))
def test_scale_order_and_weight_units_change_only_what_they_should(
    y: list[float], unit: float, shift: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    w, strata = rng.uniform(1, 9, len(y)), np.arange(len(y)) % 2
    order = rng.permutation(len(y))
    plain = design_mean(y, w, strata=strata)

    mixed = design_mean(np.array(y)[order] * 2 + shift, w[order] * unit, strata=strata[order])

    assert mixed.value == pytest.approx(2 * plain.value + shift, abs=1e-9)
    assert mixed.se == pytest.approx(2 * plain.se, abs=1e-9)


def test_clusters_are_the_unit_of_chance() -> None:
    y, clusters = np.repeat([1.0, 2.0, 4.0], 5), np.repeat(["a", "b", "c"], 5)

    clustered = design_mean(y, np.full(15, 10.0), clusters=clusters)

    assert clustered.se == pytest.approx(np.std([1, 2, 4], ddof=1) / np.sqrt(3))
    assert clustered.df == 2
    assert clustered.deff > 4


def test_cluster_names_may_repeat_in_other_strata() -> None:
    y, strata, clusters = [1.0, 2, 3, 5], ["n", "n", "s", "s"], [1, 2, 1, 2]

    assert design_mean(y, [1.0] * 4, strata=strata, clusters=clusters).df == 2


def test_a_census_has_no_sampling_error() -> None:
    assert design_mean([1.0, 4, 5], [1.0] * 3, fpc=3).se == 0
    assert design_mean([1.0, 4, 5, 2], [1.0] * 4, strata=[0, 0, 1, 2], fpc=[4, 4, 1, 1]).se > 0


def test_raked_residuals_on_one_margin_are_those_of_post_stratification() -> None:
    rng = np.random.default_rng(1)
    y, groups = rng.normal(size=40), np.arange(40) % 3
    w = post_stratify(np.ones(40), groups, {0: 70.0, 1: 20.0, 2: 40.0})

    one = design_mean(y, w, residual_of=groups)
    twice = design_mean(y, w, residual_of=[groups, groups])
    with_noise = design_mean(y, w, residual_of=[groups, np.arange(40) % 2])

    assert one.se == pytest.approx(twice.se, abs=1e-12)
    assert with_noise.se < design_mean(y, w).se


def test_after_raking_the_errors_are_those_of_r_s_survey() -> None:
    # R 4.2.2, survey 4.1.1: rake(svydesign(~1, weights = ~w), list(~g, ~k), …), svymean and svytotal of y.
    y, g, k = [4, 5, 3, 2, 5, 4, 1, 5, 4, 3, 5, 2], list("aababbacbcca"), list("xyxyxxyyxyxy")
    w = np.array([10, 10, 12, 12, 30, 30, 30, 25, 25, 8, 8, 8])
    raked = rake(w, [(g, {"a": 120, "b": 100, "c": 60}), (k, {"x": 130, "y": 150})])

    mean, total = (estimate(y, raked, residual_of=[g, k]) for estimate in (design_mean, design_total))

    assert raked[:3] == pytest.approx([17.8441032383, 17.0259827936, 12.3711340207], abs=1e-8)
    assert [mean.value, mean.se] == pytest.approx([3.4680277376566, 0.3903365563924], abs=1e-9)
    assert [total.value, total.se] == pytest.approx([971.04776654386, 109.29423578987], abs=1e-7)


def test_a_row_without_weight_changes_no_residual() -> None:
    y, w, g, k = [4, 5, 3, 2, 5], [1.0, 2, 1, 2, 1], list("aabba"), list("xyxyx")
    other = design_mean([*y, 99], [*w, 0.0], residual_of=[[*g, "a"], [*k, "y"]])
    plain = design_mean(y, w, residual_of=[g, k])
    assert [other.value, other.se] == pytest.approx([plain.value, plain.se * np.sqrt(6 / 5 / (5 / 4))])


def test_a_variable_that_is_a_sum_of_margins_has_no_error_after_raking() -> None:
    a, b = np.arange(24) % 3, np.arange(24) % 2

    assert design_mean(a * 1.5 - b, np.full(24, 2.0), residual_of=[a, b]).se == pytest.approx(0, abs=1e-12)


def test_a_stratum_with_one_unit_is_an_error_unless_centred() -> None:
    y, strata = [1.0, 2, 3, 9], [0, 0, 0, 1]
    with pytest.raises(NotEstimableError, match="one PSU"):
        design_mean(y, [1.0] * 4, strata=strata)

    assert design_mean(y, [1.0] * 4, strata=strata, single_psu="centred").se > 0


def test_answers_that_do_not_vary_have_no_error_and_deff_one() -> None:
    result = design_mean([5.0] * 6, [2.0] * 6)

    assert (result.value, result.se, result.low, result.high, result.deff) == (5, 0, 5, 5, 1)


def test_published_sample_sizes() -> None:
    # Cochran (1977), 4.4: p = .5, e = .05 → 385; Yamane's table: N = 2,000 at 5 % → 333 (rounded down there)
    assert sample_size(0.05) == 385
    assert sample_size(0.05, population=2_000) == 323
    assert yamane(2_000, 0.05) == 334
    assert yamane(10_000, 0.1) == 100
    assert sample_size(0.05, deff=2, response_rate=0.5) == 1537
    # Cohen (1988): half a standard deviation, power .8 → 63 by the normal approximation
    assert sample_size_difference(0.5, 1) == 63
    assert sample_size_difference(0.1, 0.98) == 1508


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.2), st.floats(0.05, 0.95), st.integers(10, 10**6))
def test_a_smaller_margin_needs_more_and_never_more_than_everybody(margin: float, p: float, population: int) -> None:
    n = sample_size(margin, p=p, population=population)

    assert n <= population
    assert n <= sample_size(margin, p=p)
    assert n <= sample_size(margin / 2, p=p, population=population)
    assert yamane(population, margin) <= population


def test_wrong_input_is_named() -> None:
    with pytest.raises(OutOfRangeError, match="margin"):
        sample_size(0)
    with pytest.raises(OutOfRangeError, match="response_rate"):
        sample_size(0.05, response_rate=1.1)
    with pytest.raises(OutOfRangeError, match="population"):
        yamane(0, 0.05)
    with pytest.raises(NegativeError, match="weights"):
        design_mean([1.0, 2], [1.0, -1])
    with pytest.raises(TooFewError, match="weights"):
        design_mean([1.0, 2], [0.0, 0])
    with pytest.raises(WrongShapeError, match="strata"):
        design_mean([1.0, 2], [1.0, 1], strata=[1])
    with pytest.raises(InconsistentError, match="fpc"):
        design_mean([1.0, 2, 3], [1.0] * 3, fpc=2)
    with pytest.raises(InconsistentError, match="fpc"):
        design_mean([1.0, 2, 3], [1.0] * 3, fpc=[5, 5, 6])
    with pytest.raises(OutOfRangeError, match="y"):
        design_proportion([1, 2], [1.0, 1])
    with pytest.raises(NotEstimableError):
        design_mean([1.0], [1.0], single_psu="centred")

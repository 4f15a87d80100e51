"""Whatever is given in place of what is asked for: the error is the package's own and says where."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from khaosat.stats import (
    casemix,
    comparison,
    detectors,
    disclosure,
    funnel,
    indices,
    interval,
    ranking,
    ranksets,
    reliability,
    sampling,
    shrinkage,
    weighting,
)
from khaosat.stats.errors import (
    NotEstimableError,
    NotFiniteError,
    NotWholeError,
    OutOfRangeError,
    StatsError,
    WrongShapeError,
    WrongTypeError,
)

ANYTHING = [float("nan"), -1, "x", None, [1, float("nan")], [[1], [2, 3]], 1j, {}, object(), [[]], {"a": 1}, [-1.5] * 5]
COUNTS = [[3, 1, 4, 1, 5], [0, 0, 2, 6, 5]]
CELLS = casemix.Cells([0, 1], {"field": [0, 1]}, COUNTS)
MIX = {"field": {0: 0.5, 1: 0.5}}
EVENTS = {"officer": [0, 0], "minute": [1, 2], "score": [5, 4]}
LEAGUE = ranking.league(COUNTS, top=1)
EVERY: dict[str, Callable[[Any], object]] = {
    **{f"indices.{f.__name__}": f for f in (indices.mean_score, indices.percent_satisfied, indices.net)},
    "wilson": lambda x: interval.wilson(1, 2, level=x),
    "pooled_kappa": interval.pooled_kappa,
    "kappa_wilson": lambda x: interval.kappa_wilson(x, kappa=0.4),
    "newcombe": lambda x: interval.newcombe(x, -1, 1, 2),
    "pooled": lambda x: interval.pooled(x, 0, 0, 0, 0, n=-1),
    "binomial_limits": lambda x: funnel.binomial_limits(3, x, [0.5]),
    "mean_limits": lambda x: funnel.mean_limits(3, x, 0.4, [0.5]),
    "z_scores": lambda x: funnel.z_scores(x, [-1], 0.5),
    "fit": lambda x: shrinkage.fit(x, [-1.0]),
    "posterior": lambda x: shrinkage.posterior([1.0], [1.0], x),
    "league": lambda x: ranking.league(x, top=1),
    "league, top": lambda x: ranking.league(COUNTS, top=x),
    "league, eligible": lambda x: ranking.league(COUNTS, top=1, eligible=x),
    "league, casemix": lambda x: ranking.league(COUNTS, top=1, casemix=x),
    "explain": lambda x: ranking.explain(x, 0),
    "explain, i": lambda x: ranking.explain(LEAGUE, x),
    "day_deff": lambda x: ranking.day_deff([x]),
    "day_deff_of_sums": lambda x: ranking.day_deff_of_sums(COUNTS, x),
    "ratings_needed": lambda x: ranking.ratings_needed(kappa=x, tau2=0.1, mean=4, reliability=0.8),
    "adjust": lambda x: casemix.adjust(x, MIX),
    "adjust, mix": lambda x: casemix.adjust(CELLS, x),
    "adjust, shares": lambda x: casemix.adjust(CELLS, {"field": x}),
    "adjust, strata": lambda x: casemix.adjust(casemix.Cells([0, 1], x, COUNTS), MIX),
    "mann_whitney": lambda x: comparison.mann_whitney(COUNTS[0], x),
    "kruskal_wallis": comparison.kruskal_wallis,
    "proportional_odds": comparison.proportional_odds,
    "difference_in_differences": lambda x: comparison.difference_in_differences([1, 2, 3, 4], [2, 2, 3, 5], x),
    "yamane": lambda x: sampling.yamane(x, 0.05),
    "sample_size": sampling.sample_size,
    "design_mean": lambda x: sampling.design_mean(x, [-1, 1]),
    "design_proportion": lambda x: sampling.design_proportion(x, [-1, 1]),
    "design_mean, strata": lambda x: sampling.design_mean([1, 2], [1, 1], strata=x),
    "design_total, fpc": lambda x: sampling.design_total([1, 2], [1, 1], fpc=x),
    "post_stratify": lambda x: weighting.post_stratify([1, 1], ["a", "b"], x),
    "rake": lambda x: weighting.rake([1, 1], x),
    "rake, margin": lambda x: weighting.rake([1, 1], [x]),
    "trim": lambda x: weighting.trim([0, 0], low=x),
    "kish_deff": weighting.kish_deff,
    "cross_products": lambda x: reliability.alpha(reliability.cross_products(x)),
    **{f.__name__: f for f in (reliability.alpha, reliability.omega, reliability.kmo, reliability.bartlett)},
    "eigenvalues": reliability.eigenvalues,
    "marginal": lambda x: ranksets.marginal(x, [-1.0]),
    "simultaneous": lambda x: ranksets.simultaneous([1.0], x),
    "tau_best": lambda x: ranksets.tau_best([1.0], [1.0], tau=x),
    "protect, bands": lambda x: disclosure.protect(np.array(COUNTS), bands=x),
    "protect, minimum": lambda x: disclosure.protect(np.array(COUNTS), minimum=x),
    "audit": disclosure.audit,
    "audit, mask": lambda x: disclosure.audit(np.array(COUNTS), x),
    "screen": lambda x: detectors.screen(x, None),
    "screen, dossiers": lambda x: detectors.screen(EVENTS, x),
    "screen, column": lambda x: detectors.screen({**EVENTS, "minute": x}, None),
}


def refused(function: Callable[[Any], object], thing: object) -> StatsError | None:
    """The error of the package, None where the thing is taken; anything else is raised on."""
    try:
        function(thing)
    except StatsError as error:
        return error
    return None


@pytest.mark.parametrize("function", EVERY.values(), ids=EVERY.keys())
def test_no_nameless_exception_leaves_the_package(function: Callable[[Any], object]) -> None:
    errors = [error for thing in ANYTHING if (error := refused(function, thing))]
    assert errors
    assert all(error.where and str(error).startswith(error.where) for error in errors)


@pytest.mark.parametrize(
    ("work", "says"),
    [
        (lambda: shrinkage.posterior([1.0], [1.0], 0.5), "prior: must be a Prior, got float"),  # type: ignore[arg-type]
        (lambda: ranking.league(COUNTS, top=1, casemix=CELLS), "casemix: must be a CaseMix, got Cells"),  # type: ignore[arg-type]
        (lambda: ranking.explain(COUNTS, 0), "league: must be a League, got list"),  # type: ignore[arg-type]
        (lambda: casemix.adjust(CELLS, [0.5, 0.5]), "reference_mix: must be a mapping, got list"),  # type: ignore[arg-type]
        (lambda: weighting.rake([1], [["a"]]), "margins[0]: must be a pair of labels and totals"),  # type: ignore[list-item]
        (lambda: weighting.post_stratify([1], ["a"], [3]), "groups: must be a mapping, got list"),  # type: ignore[arg-type]
        (lambda: reliability.omega(COUNTS), "cp: must be a CrossProducts, got list"),  # type: ignore[arg-type]
        (lambda: detectors.screen([1, 2]), "events: must be a mapping, got list"),  # type: ignore[arg-type]
        (lambda: disclosure.audit("ab"), "tables: must be a list, got str"),
        (lambda: sampling.design_mean([1, 2], [1, 1], strata=[{}, {}]), "strata: labels must be plain values"),  # type: ignore[arg-type]
    ],
)  # what is wrong here is the type: that is what is tested
def test_what_was_given_instead_is_named(work: Callable[[], object], says: str) -> None:
    with pytest.raises(WrongTypeError) as error:
        work()
    assert str(error.value) == says


def test_labels_may_be_of_several_kinds_but_nobody_is_called_nan() -> None:
    y, w = [3, 4, 5, 2], [1.0, 1.0, 1.0, 1.0]
    mixed = sampling.design_mean(y, w, strata=[None, "a", None, "a"])  # type: ignore[arg-type]
    assert mixed == sampling.design_mean(y, w, strata=[0, 1, 0, 1])
    with pytest.raises(NotFiniteError, match="strata"):
        sampling.design_mean(y, w, strata=[1.0, float("nan"), 1.0, 1.0])


def test_margins_may_come_as_one_array() -> None:
    y, w, margins = [3, 4, 5, 2, 1], [1.0] * 5, [list("aabbb"), list("xyxyx")]
    assert sampling.design_mean(y, w, residual_of=np.array(margins)) == sampling.design_mean(y, w, residual_of=margins)


def test_no_number_is_too_small_or_too_large_for_an_answer() -> None:
    with pytest.raises(OutOfRangeError, match="bands"):
        disclosure.protect(np.array(COUNTS), bands=(5, 10, 20))  # type: ignore[arg-type]  # what is tested
    with pytest.raises(StatsError, match="no sample is large enough"):
        sampling.sample_size(1e-300)
    with pytest.raises(StatsError, match="no sample is large enough"):
        sampling.sample_size_difference(1e-300, 1.0)
    assert ranking.ratings_needed(kappa=0.4, tau2=1e-320, mean=4, reliability=0.8) is None
    assert ranking.ratings_needed(kappa=0.4, tau2=1.0, mean=4, difference=1e-200) is None
    with pytest.raises(NotEstimableError):  # one answer against ten million: a share of nothing
        comparison.proportional_odds([[10**7, 0, 0, 0, 1], [0, 0, 0, 0, 1]])
    large = np.array([[1, 2, 2], [2, 1, 3], [4, 4, 5], [3, 5, 4.0]])
    small, huge = (reliability.alpha(reliability.cross_products(large * f)) for f in (1.0, 1e150))
    assert huge.item_rest == pytest.approx(small.item_rest)


def test_levels_of_a_mix_are_whole_numbers_also_as_text() -> None:
    as_text = casemix.adjust(CELLS, {"field": {"0": 0.5, "1": 0.5}})  # type: ignore[dict-item]  # as JSON brings them
    assert (as_text.adjusted == casemix.adjust(CELLS, MIX).adjusted).all()
    for level in (0.5, "a", None, float("inf")):
        with pytest.raises(NotWholeError, match="field"):
            casemix.adjust(CELLS, {"field": {level: 1.0}})  # type: ignore[dict-item]  # what is tested


def test_a_mask_holds_only_what_can_be_shown() -> None:
    with pytest.raises(OutOfRangeError):
        disclosure.audit(np.array(COUNTS), {"0": np.array([2, 2, 7])})
    with pytest.raises(WrongShapeError):
        disclosure.audit(np.array(COUNTS), {"0": np.array([2, 2])})

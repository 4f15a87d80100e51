"""From counts to the evidence about each officer: mean, its sampling variance, and the shrunken estimate.

The variance comes from the spread pooled over all officers, never from an officer's own: with skewed
answers the own spread is tied to the mean, and three fives have none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from khaosat.stats import interval, scale, shrinkage
from khaosat.stats.scale import Counts, Floats
from khaosat.stats.shrinkage import Posterior, Prior

_PASSES: Final = 3
WIDEST: Final = 4.0
"""The largest variance an answer on the 1–5 scale can have."""
_PSEUDO_ANSWERS: Final = 8.0
"""Pooled answers mixed into each own variance, for the first pass only."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the answers say of each officer; arrays (n,) in the order of the officers.

    Answers ``n``, adjusted ``mean``, its ``variance`` (of which ``added`` by the case mix), shrunken mean
    and sd in ``posterior``; the pooled ``kappa``, the ``prior``. ``steady`` is the mean at which the
    variance was taken: the shrunken mean of the pass before, at the officer's own mix of cases.
    ``common`` is the variance if everybody stood at the prior mean: free of the officer's own answers, so
    that regressing the mean on n with its weights is unbiased.
    """

    n: Floats
    mean: Floats
    variance: Floats
    added: Floats
    steady: Floats
    kappa: float
    prior: Prior
    posterior: Posterior
    common: Floats


def weigh(counts: Counts, deff: Floats, adjusted: Floats, added: Floats) -> Evidence:
    """Evidence about officers who all have answers: counts (n, 5), the rest (n,).

    v = kappa (5 − m)(m − 1) / n · deff + added, in three passes that start from each officer's own variance
    smoothed with eight pooled answers. m is the shrunken mean, moved back to the officer's own mix of
    cases: that is where the answers were given.
    """
    n = scale.answers(counts).astype(np.float64)
    if n.size == 0:
        nothing = np.zeros(0)
        return Evidence(n, n, n, n, n, 1.0, Prior(scale.MIDDLE, 0.0), Posterior(nothing, nothing), n)
    kappa = max(interval.pooled_kappa(counts), 1 / (1 + float((n - 1).sum())))
    variance = _smoothed(counts, n, kappa) / n * deff + added
    prior = shrinkage.fit(adjusted, variance)
    posterior = shrinkage.posterior(adjusted, variance, prior)
    served = counts @ scale.SCORES / n - adjusted
    steady = posterior.mean
    for _ in range(_PASSES):
        steady = posterior.mean + served
        variance = kappa * room(steady, float(n.sum())) / n * deff + added
        prior = shrinkage.fit(adjusted, variance)
        posterior = shrinkage.posterior(adjusted, variance, prior)
    common = kappa * room(prior.mu + served, float(n.sum())) / n * deff + added
    return Evidence(n, adjusted, variance, added, steady, kappa, prior, posterior, common)


def room(mean: Floats, answers: float) -> Floats:
    """(5 − m)(m − 1), the widest variance at mean m; never quite 0, by half an answer in all ``answers``."""
    margin = (scale.HIGHEST - scale.LOWEST) / (2 * (answers + 1))
    inside = np.clip(mean, scale.LOWEST + margin, scale.HIGHEST - margin)
    return np.asarray((scale.HIGHEST - inside) * (inside - scale.LOWEST))


def _smoothed(counts: Counts, n: Floats, kappa: float) -> Floats:
    mean = counts @ scale.SCORES / n
    squares = (counts * (scale.SCORES - mean[:, None]) ** 2).sum(axis=1)
    degrees = float((n - 1).sum())
    overall = np.array(float(n @ mean) / n.sum())
    pooled = max(squares.sum() / max(degrees, 1.0), kappa * float(room(overall, float(n.sum()))) / n.sum())
    return np.asarray((squares + _PSEUDO_ANSWERS * pooled) / (n - 1 + _PSEUDO_ANSWERS))

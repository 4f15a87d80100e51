"""The proportional-odds model of ordered answers, fitted from counts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from khaosat.stats import scale
from khaosat.stats.errors import NotConvergedError, NotEstimableError, TooFewError
from khaosat.stats.scale import Floats
from khaosat.stats.variable_metric import minimise

_ITERATIONS: Final = 100
_LARGEST: Final = 25.0
"""A log odds ratio beyond that only appears on its way to infinity."""
_LARGEST_LOG: Final = 30.0
_HALVINGS: Final = 60
_NOISE: Final = 1e-13
_STEP: Final = 1e-9
_LEAST_SHARE: Final = 1e-150
"""A share below that only appears on its way to zero; its square can still be divided by."""


@dataclass(frozen=True, eq=False)
class ProportionalOdds:
    """logit P(Y <= k) = ``thresholds``[k] − ``beta``[g].

    ``beta``, ``se`` (groups − 1): log odds ratios of higher answers against the first group;
    ``thresholds`` (4): −inf or inf beyond the lowest and highest answer that occurs, equal around
    one that does not; ``log_likelihood`` without the multinomial coefficients.
    """

    beta: Floats
    se: Floats
    thresholds: Floats
    log_likelihood: float


def proportional_odds(groups: ArrayLike, *, exact: bool = False) -> ProportionalOdds:
    """Cumulative logit model for counts of shape (groups, 5); the first group is the reference.

    Parametrised, started and stopped like R's MASS::polr, which ends where a step gains less than
    1.5e-8 of the log likelihood: the numbers agree with R's, and lie within about .01 standard errors
    of the maximum. ``exact`` goes on to the maximum itself by Newton's method (the likelihood is
    concave); so does the default where polr has no start (two answers only, a group on one side
    of the middle). Standard errors from the observed information. Source: McCullagh (1980)
    JRSS B 42:109. Raises TooFewError (fewer than two groups, an empty group), NotEstimableError
    (one answer only, or groups that do not overlap), NotConvergedError.
    """
    table = scale.counts(groups, where="groups", dimensions=2)
    if len(table) < 2 or (table.sum(axis=1) == 0).any():  # noqa: PLR2004  a comparison needs two
        raise TooFewError("two groups with answers at least, none of them empty", where="groups")
    present = table.sum(axis=0) > 0
    counts = table[:, present].astype(np.float64)
    if counts.shape[1] < 2:  # noqa: PLR2004  a threshold lies between two answers
        raise NotEstimableError("everybody gave the same answer", where="groups")
    others = len(table) - 1
    below = np.cumsum(counts.sum(axis=0))[:-1] / counts.sum()
    theta = _newton(counts, np.r_[np.zeros(others), np.log(below / (1 - below))])
    upper = counts[:, counts.shape[1] // 2 :].sum(axis=1)
    if not exact and counts.shape[1] > 2 and ((upper > 0) & (upper < counts.sum(axis=1))).all():  # noqa: PLR2004
        theta = _as_polr(counts, upper / counts.sum(axis=1))
    likelihood, _, information = _likelihood(counts, theta)
    se = np.sqrt(np.diag(np.linalg.inv(information))[:others])
    return ProportionalOdds(theta[:others], se, _all_thresholds(theta[others:], present), likelihood)


def _as_polr(counts: Floats, upper: Floats) -> Floats:
    """(beta, thresholds) as polr finds them; ``upper`` (groups): share of answers above the middle cut.

    It starts from a logistic regression of the middle cut and equally spaced thresholds, and
    moves in beta, the first threshold and the logs of the gaps.
    """
    others, cuts = counts.shape[0] - 1, counts.shape[1] - 1
    odds, guess = logit(upper), logit(np.arange(1, cuts + 1) / (cuts + 1))
    thresholds = -odds[0] + guess - guess[counts.shape[1] // 2 - 1]
    start = np.r_[odds[1:] - odds[0], thresholds[0], np.log(np.diff(thresholds))]

    def plain(point: Floats) -> Floats:
        gaps = np.exp(np.minimum(point[others + 1 :], _LARGEST_LOG))
        return np.concatenate([point[:others], np.cumsum(np.r_[point[others], gaps])])

    def slope(point: Floats) -> Floats:
        gradient = -_likelihood(counts, plain(point))[1]
        tails = np.cumsum(gradient[others:][::-1])[::-1]  # a gap moves every threshold after it
        return np.concatenate([gradient[:others], tails[:1], tails[1:] * np.exp(point[others + 1 :])])

    return plain(minimise(lambda point: -_likelihood(counts, plain(point))[0], slope, start))


def _newton(counts: Floats, theta: Floats) -> Floats:
    """The maximum of the likelihood, from ``theta``."""
    likelihood, gradient, information = _likelihood(counts, theta)
    for _ in range(_ITERATIONS):
        step = np.linalg.solve(information, gradient)
        for _ in range(_HALVINGS):
            candidate = _likelihood(counts, theta + step)
            if candidate[0] >= likelihood - _NOISE * abs(likelihood):
                break
            step = step / 2
        theta = theta + step
        likelihood, gradient, information = candidate
        if np.abs(theta).max() > _LARGEST:
            raise NotEstimableError("the groups do not overlap enough", where="groups")
        if np.abs(step).max() < _STEP:
            return theta
    raise NotConvergedError(f"no estimate after {_ITERATIONS} steps", where="groups")


def _likelihood(counts: Floats, theta: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, gradient and observed information at ``theta`` = (beta, thresholds)."""
    cells, cuts = counts.shape[0], counts.shape[1] - 1
    if (np.diff(theta[cells - 1 :]) <= 0).any():
        return -np.inf, theta, np.eye(theta.size)
    u = theta[cells - 1 :] - np.r_[0.0, theta[: cells - 1]][:, None]
    cumulative = np.column_stack([np.zeros(cells), expit(u), np.ones(cells)])
    p = np.diff(cumulative, axis=1)
    if (p <= _LEAST_SHARE).any():
        return -np.inf, theta, np.eye(theta.size)
    f = expit(u) * expit(-u)
    ratio, second = counts / p, counts / p**2
    score = f * (ratio[:, :-1] - ratio[:, 1:])
    own = f**2 * (second[:, :-1] + second[:, 1:]) - score * (1 - 2 * expit(u))
    beside = -f[:, :-1] * f[:, 1:] * second[:, 1:-1]
    gradient, information = np.zeros(theta.size), np.zeros((theta.size, theta.size))
    for g in range(cells):
        design = np.zeros((cuts, theta.size))
        design[:, cells - 1 :] = np.eye(cuts)
        if g:
            design[:, g - 1] = -1.0
        local = np.diag(own[g]) + np.diag(beside[g], 1) + np.diag(beside[g], -1)
        gradient += design.T @ score[g]
        information += design.T @ local @ design
    return float((counts * np.log(p)).sum()), gradient, information


def _all_thresholds(estimated: Floats, present: scale.Mask) -> Floats:
    """The thresholds between all five answers from those between the answers that occur."""
    edges = np.r_[-np.inf, estimated, np.inf]
    return np.asarray(edges[np.cumsum(present)[:-1]])

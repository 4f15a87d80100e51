"""What is known of each officer once the luck of few ratings is taken out: empirical Bayes, normal–normal.

y_i ~ N(theta_i, v_i) with v_i known, theta_i ~ N(mu, tau2). Sources: Morris (1983) JASA 78:47;
DerSimonian & Laird (1986) Control Clin Trials 7:177; Paule & Mandel (1982) J Res NBS 87:377.
Every result follows a change of scale: y and v recoded from 1–5 to 0–100 give the same, rescaled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments
from khaosat.stats.errors import TooFewError, UnknownNameError, WrongShapeError
from khaosat.stats.scale import Floats

METHODS: Final = ("REML", "ML", "DL", "PM")
_LEAST_SHARE = 1e-12
"""A variance of zero is taken as this share of the spread of the estimates, so that weights stay finite."""
_GRID: Final[Floats] = np.concatenate([[0.0], np.geomspace(1e-8, 1e2, 41)])
"""Where tau2 is looked for, in units of the variance of the estimates."""
_STEPS = 200
_EXACT = 1e-13


@dataclass(frozen=True)
class Prior:
    """theta ~ N(mu, tau2); ``var_mu`` is the sampling variance of mu."""

    mu: float
    tau2: float
    var_mu: float = 0.0


@dataclass(frozen=True)
class LinearPrior:
    """theta_i ~ N(mean_i, tau2), the mean a line in x: ``mean`` and its variance ``var_mean`` (n,), z of the slope."""

    mean: Floats
    tau2: float
    var_mean: Floats
    slope: float
    z: float


@dataclass(frozen=True)
class Posterior:
    """Mean and standard deviation of each theta given the data, arrays (n,)."""

    mean: Floats
    sd: Floats


@dataclass(frozen=True)
class _Fitted:
    """Weighted least squares at one tau2: coefficients, their covariance, residuals and weights."""

    beta: Floats
    cov: Floats
    residual: Floats
    weight: Floats


def fit(y: ArrayLike, v: ArrayLike, *, method: str = "REML") -> Prior:
    """The prior from estimates ``y`` (n,) and their sampling variances ``v`` (n,).

    tau2 = 0 is an ordinary answer: the estimates differ no more than chance makes them. One estimate
    gives mu = y, tau2 = 0. Raises TooFewError without any, UnknownNameError for a method not in
    ``METHODS``, WrongShapeError, NotFiniteError, NegativeError.
    """
    if method not in METHODS:
        raise UnknownNameError(f"no method {method!r}; known: {', '.join(METHODS)}", where="method")
    estimate, variance = _checked(y, v)
    if variance.max() <= 0:  # nothing varies, in truth or by chance
        return Prior(float(estimate.mean()), 0.0)
    design = np.ones((1, estimate.size))
    tau2 = _tau2(estimate, variance, design, method)
    fitted = _least_squares(estimate, variance + tau2, design)
    return Prior(float(fitted.beta[0]), tau2, float(fitted.cov[0, 0]))


def fit_line(y: ArrayLike, v: ArrayLike, x: ArrayLike) -> LinearPrior:
    """The prior whose mean is a line in ``x`` (n,), tau2 by REML; all arrays (n,).

    Where x does not vary or there are fewer than three estimates the mean is ``fit``'s, slope and
    z are 0. Raises as ``fit``.
    """
    estimate, variance = _checked(y, v)
    covariate = arguments.real(x, where="x", shape=estimate.shape)
    centred = covariate - covariate.mean()
    spread = float(np.sqrt(np.mean(centred**2)))
    if estimate.size < 3 or variance.max() <= 0 or spread <= _LEAST_SHARE * float(np.abs(covariate).max()):  # noqa: PLR2004  line and rest
        flat, ones = fit(estimate, variance), np.ones(estimate.size)
        return LinearPrior(flat.mu * ones, flat.tau2, flat.var_mu * ones, 0.0, 0.0)
    design = np.stack([np.ones(estimate.size), centred / spread])
    tau2 = _tau2(estimate, variance, design, "REML")
    fitted = _least_squares(estimate, variance + tau2, design)
    var_mean = np.einsum("in,ij,jn->n", design, fitted.cov, design)
    slope, se = float(fitted.beta[1]), float(np.sqrt(fitted.cov[1, 1]))
    return LinearPrior(_product(design.T, fitted.beta[None, :])[:, 0], tau2, var_mean, slope / spread, slope / se)


def posterior(y: ArrayLike, v: ArrayLike, prior: Prior | LinearPrior) -> Posterior:
    """Shrunken means and their sd: B = tau2 / (tau2 + v), mean = mu + B (y − mu), sd² = B v + (1 − B)² var(mu).

    With tau2 = 0 everybody has the mean mu, whatever v. Raises as ``fit`` (but nobody is no error), WrongTypeError.
    """
    estimate, variance = _paired(y, v)
    mu, var_mu = _mean(prior)
    if np.ndim(mu) and np.shape(mu) != estimate.shape:
        raise WrongShapeError(f"expected shape {np.shape(mu)} as the prior, got {estimate.shape}", where="y")
    total = prior.tau2 + variance
    keep = np.where(total > 0, prior.tau2 / np.where(total > 0, total, 1.0), 0.0)
    return Posterior(mu + keep * (estimate - mu), np.sqrt(keep * variance + (1 - keep) ** 2 * var_mu))


def _mean(prior: Prior | LinearPrior) -> tuple[float | Floats, float | Floats]:
    """The prior's mean and its variance: one for all, or one each."""
    if isinstance(prior, LinearPrior):
        return prior.mean, prior.var_mean
    return arguments.instance(prior, Prior, where="prior").mu, prior.var_mu


def _tau2(y: Floats, v: Floats, design: Floats, method: str) -> float:
    free = y.size - design.shape[0]
    scale = float(np.var(y))
    if free < 1 or scale <= _LEAST_SHARE**2 * float(np.max(y**2)):
        return 0.0
    if method == "DL":
        return _moments(y, v, design)
    score: Callable[[float], float] = lambda t: _score(_least_squares(y, v + t, design), design, method)  # noqa: E731  one line of algebra
    if method == "PM":
        score = lambda t: _cochran(_least_squares(y, v + t, design)) - free  # noqa: E731  same
    places = scale * _GRID
    signs = np.array([score(float(t)) for t in places]) > 0
    peaks = [0.0] if not signs[0] else []
    peaks += [_root(score, float(places[i]), float(places[i + 1])) for i in np.flatnonzero(signs[:-1] & ~signs[1:])]
    if len(peaks) == 1 or method == "PM":
        return peaks[0]
    return max(peaks, key=lambda t: _likelihood(_least_squares(y, v + t, design), method))


def _least_squares(y: Floats, variance: Floats, design: Floats) -> _Fitted:
    """``design`` (coefficients, n)."""
    weight: Floats = np.reciprocal(variance)
    weighted: Floats = design * weight
    cov: Floats = np.asarray(np.linalg.inv(_product(weighted, design)), dtype=np.float64)
    beta = _product(_product(weighted, y[None, :]).T, cov)[0]
    return _Fitted(beta, cov, y - _product(design.T, beta[None, :])[:, 0], weight)


def _product(a: Floats, b: Floats) -> Floats:
    """Product a b' without threads: the same digits on every machine, and no waiting for busy cores."""
    return np.asarray(np.einsum("in,jn->ij", a, b))


def _cochran(f: _Fitted) -> float:
    return float((f.weight * f.residual**2).sum())


def _lost(f: _Fitted, design: Floats) -> float:
    """Trace of (X'WX)^-1 X'W²X: what estimating the mean costs."""
    return float((f.cov * _product(design * f.weight**2, design)).sum())


def _score(f: _Fitted, design: Floats, method: str) -> float:
    trace = float(f.weight.sum()) - (_lost(f, design) if method == "REML" else 0.0)
    return float(((f.weight * f.residual) ** 2).sum()) - trace


def _likelihood(f: _Fitted, method: str) -> float:
    value = float(np.log(f.weight).sum()) - _cochran(f)
    return value + (float(np.linalg.slogdet(f.cov)[1]) if method == "REML" else 0.0)


def _moments(y: Floats, v: Floats, design: Floats) -> float:
    f = _least_squares(y, v, design)
    return max(0.0, (_cochran(f) - (y.size - 1)) / (float(f.weight.sum()) - _lost(f, design)))


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that is positive at ``low`` and not at ``high`` changes sign (Illinois method)."""
    at_low, at_high = function(low), function(high)
    last = low
    for _ in range(_STEPS):
        middle = low + (high - low) * at_low / (at_low - at_high)
        if abs(middle - last) <= _EXACT * high:
            break
        value, last = function(middle), middle
        if value > 0:
            low, at_low, at_high = middle, value, at_high / 2
        else:
            high, at_high, at_low = middle, value, at_low / 2
    return last


def _checked(y: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
    estimate, variance = _paired(y, v)
    if estimate.size == 0:
        raise TooFewError("needs at least one estimate", where="y")
    least = _LEAST_SHARE * max(float(np.var(estimate)), float(variance.max()))
    return estimate, np.maximum(variance, least)


def _paired(y: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
    estimate = arguments.real(y, where="y")
    if estimate.ndim != 1:
        raise WrongShapeError(f"expected one dimension, got shape {estimate.shape}", where="y")
    return estimate, arguments.non_negative(v, where="v", shape=estimate.shape)

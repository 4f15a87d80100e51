"""The one-factor model by maximum likelihood."""

from typing import Final

import numpy as np

from khaosat.stats.errors import NotConvergedError
from khaosat.stats.scale import Floats

_LEAST: Final = 0.005
"""Smallest uniqueness: below it an item would be the factor itself (a Heywood case)."""


def one_factor(r: Floats) -> tuple[Floats, Floats]:
    """Loadings and uniquenesses (items) of correlations ``r``; the loadings' sum is positive.

    For given uniquenesses psi the best loadings come from the largest eigenvalue of
    psi^-1/2 R psi^-1/2; what is left of the likelihood is minimised over log psi.
    Source: Lawley & Maxwell (1971) Factor Analysis as a Statistical Method; Jöreskog (1967)
    Psychometrika 32:443. Raises NotConvergedError.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  slow to load, and only this needs it

    def discrepancy(log_psi: Floats) -> tuple[float, Floats]:
        psi = np.exp(log_psi)
        values, vectors = _scaled_eigen(r, psi)
        rest = values[:-1]
        loadings = _loadings(values, vectors, psi)
        slope = (loadings**2 + psi - 1.0) / psi
        return float((rest - np.log(rest) - 1).sum()), slope

    start = np.log(np.clip(0.5 / np.diag(np.linalg.inv(r)), _LEAST, 1.0))
    bounds = [(np.log(_LEAST), 0.0)] * len(r)
    answer = minimize(
        discrepancy, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-9}
    )
    if not answer.success and np.abs(answer.jac).max() > 1e-4:  # noqa: PLR2004  at a flat minimum it may give up
        raise NotConvergedError(f"the factor model found no minimum: {answer.message}", where="cp")
    psi = np.exp(answer.x)
    loadings = _loadings(*_scaled_eigen(r, psi), psi)
    return loadings * (1.0 if loadings.sum() >= 0 else -1.0), psi


def _scaled_eigen(r: Floats, psi: Floats) -> tuple[Floats, Floats]:
    root = np.sqrt(psi)
    values, vectors = np.linalg.eigh(r / root[:, None] / root)
    return np.maximum(values, 1e-300), vectors


def _loadings(values: Floats, vectors: Floats, psi: Floats) -> Floats:
    strength = np.sqrt(max(float(values[-1]) - 1.0, 0.0))
    return np.asarray(np.sqrt(psi) * vectors[:, -1] * strength)

"""Variance of a sum over a stratified, clustered sample; residuals on calibration groups."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments
from khaosat.stats.errors import (
    InconsistentError,
    NotEstimableError,
    NotFiniteError,
    WrongShapeError,
    WrongTypeError,
)
from khaosat.stats.scale import Floats, Whole

_SWEEPS: Final = 10


@dataclass(frozen=True, eq=False)
class Design:
    """Which primary sampling unit (``psu`` per row) lies in which ``stratum`` (per PSU), how many were drawn.

    ``drawn`` and ``fraction`` f_h per stratum; ``df`` = PSUs − strata.
    """

    psu: Whole
    stratum: Whole
    drawn: Whole
    fraction: Floats
    df: int
    centre_single: bool

    @classmethod
    def of(
        cls,
        rows: int,
        strata: ArrayLike | None,
        clusters: ArrayLike | None,
        fpc: ArrayLike | None,
        *,
        centre_single: bool,
    ) -> "Design":
        """Read the labels; raises WrongShapeError, InconsistentError, NotEstimableError."""
        layer = np.zeros(rows, dtype=np.int64) if strata is None else labels(strata, rows, "strata")
        unit = np.arange(rows) if clusters is None else labels(clusters, rows, "clusters")
        pairs, psu = np.unique(np.column_stack([layer, unit]), axis=0, return_inverse=True)
        stratum = pairs[:, 0]
        drawn = np.bincount(stratum)
        fraction = np.zeros(drawn.size) if fpc is None else _fractions(fpc, layer, drawn)
        single = (drawn == 1) & (fraction < 1)
        if single.any() and not centre_single:
            raise NotEstimableError(f"stratum number {int(single.argmax())} has one PSU", where="strata")
        df = stratum.size - drawn.size
        if df < 1:
            raise NotEstimableError("as many strata as PSUs", where="strata")
        return cls(psu.reshape(-1), stratum, drawn, fraction, df, centre_single)

    def variance(self, z: Floats) -> float:
        """Variance of the sum of ``z`` (rows): between PSUs within strata, with replacement but for the fpc."""
        totals = np.bincount(self.psu, weights=z, minlength=self.stratum.size)
        mean = np.bincount(self.stratum, weights=totals) / self.drawn
        single = (self.drawn == 1) & (self.fraction < 1)
        mean[single] = totals.mean()
        squares = np.bincount(self.stratum, weights=(totals - mean[self.stratum]) ** 2)
        factor = np.where(single, 1.0, self.drawn / np.maximum(self.drawn - 1, 1))
        return float(((1 - self.fraction) * factor * squares).sum())


def labels(values: ArrayLike, rows: int, where: str) -> Whole:
    """Labels of any kind as numbers 0, 1 …, (rows,), in sorted order or, where they are of several kinds, as they come.

    Raises WrongShapeError, NotFiniteError (NaN is nobody's label), WrongTypeError (what cannot be told apart).
    """
    array = arguments.array(values, where=where)
    if array.shape != (rows,):
        raise WrongShapeError(f"expected shape ({rows},), got {array.shape}", where=where)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NotFiniteError("holds NaN or infinity", where=where)
    if array.dtype.kind != "O":
        return np.unique(array, return_inverse=True)[1].reshape(-1).astype(np.int64)
    names = array.tolist()
    if not all(isinstance(name, Hashable) for name in names):
        raise WrongTypeError("labels must be plain values", where=where)
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.int64)


def residuals(y: Floats, weights: Floats, groups: ArrayLike | Sequence[ArrayLike] | None) -> Floats:
    """``y`` less its regression on membership in ``groups``: weighted means of one margin, or several margins at once.

    Several margins are swept out one after the other, ten times and without weights, as R's survey does: weighting by
    the raked weights makes the residuals of heavy rows small and the variance with them (docs/statistics.md).
    """
    if groups is None:
        return y
    numbers = [labels(margin, y.size, "residual_of") for margin in _margins(groups)]
    if len(numbers) == 1:
        return np.asarray(y - _means(y, weights, numbers[0])[numbers[0]])
    rest, counted = y, (weights > 0).astype(np.float64)
    for number in numbers * _SWEEPS:
        rest = rest - _means(rest, counted, number)[number]
    return rest


def _means(y: Floats, weights: Floats, number: Whole) -> Floats:
    total = np.bincount(number, weights=weights)
    return np.asarray(np.bincount(number, weights=weights * y) / np.where(total > 0, total, 1.0))


def _margins(groups: Any) -> list[Any]:  # noqa: ANN401  one list of labels or a list of such lists
    listed = isinstance(groups, list | tuple | np.ndarray) and np.size(arguments.array(groups[:1], where="residual_of"))
    several = listed and arguments.array(groups[0], where="residual_of").ndim > 0
    return list(groups) if several else [groups]


def _fractions(fpc: ArrayLike, layer: Whole, drawn: Whole) -> Floats:
    """Sampling fractions of the strata from population sizes per row (or one number)."""
    sizes = arguments.non_negative(fpc, where="fpc")
    if sizes.ndim > 1 or (sizes.ndim == 1 and sizes.shape != layer.shape):
        raise WrongShapeError(f"one number or one per row, got shape {sizes.shape}", where="fpc")
    each = np.broadcast_to(sizes, layer.shape)
    population = np.zeros(drawn.size)
    population[layer] = each
    if (population[layer] != each).any():
        raise InconsistentError("differs within a stratum", where="fpc")
    if (population < drawn).any():
        raise InconsistentError("population sizes below the number of PSUs drawn", where="fpc")
    return np.asarray(drawn / population)

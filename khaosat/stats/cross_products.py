"""Sums of products of pairs of items: mergeable, and exactly reversible where answers are whole numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from khaosat.stats import arguments
from khaosat.stats.errors import (
    NotFiniteError,
    NotNumericError,
    OutOfRangeError,
    TooFewError,
    WrongShapeError,
)
from khaosat.stats.scale import Floats, Whole

_LARGEST_SUM = 2.0**62


@dataclass(frozen=True, eq=False)
class CrossProducts:
    """Over the forms that answered both item a and item b, each (items, items).

    ``n``: number of forms; ``sums``[a, b]: sum of the answers to a; ``products``: sum of a times b.
    Whole numbers in, whole numbers kept: add two to merge, subtract to take forms out again
    without a trace. Decimals give floats, which lose digits where means are far above spreads.
    """

    n: Whole
    sums: NDArray[Any]
    products: NDArray[Any]

    def __add__(self, other: "CrossProducts") -> "CrossProducts":
        _same_items(self, other)
        return CrossProducts(self.n + other.n, self.sums + other.sums, self.products + other.products)

    def __sub__(self, other: "CrossProducts") -> "CrossProducts":
        _same_items(self, other)
        if (other.n > self.n).any():
            raise OutOfRangeError("more forms are taken out than there are", where="other")
        return CrossProducts(self.n - other.n, self.sums - other.sums, self.products - other.products)


def cross_products(rows: ArrayLike) -> CrossProducts:
    """Sums over forms; ``rows`` (forms, items) of numbers, NaN where an item was not answered.

    Raises WrongShapeError, NotNumericError, NotFiniteError (infinity).
    """
    table = _table(rows)
    known = ~np.isnan(table)
    if np.isinf(table).any():
        raise NotFiniteError("holds infinity", where="rows")
    answers, given = np.where(known, table, 0.0), known.astype(np.int64)
    largest = np.abs(answers).max(initial=0.0) ** 2 * len(answers)
    if largest < _LARGEST_SUM and (answers == np.floor(answers)).all():
        answers = answers.astype(np.int64)
    return CrossProducts(given.T @ given, answers.T @ given, answers.T @ answers)


def covariance(cp: CrossProducts) -> Floats:
    """Covariances (items, items), each pair over the forms that answered both. Raises TooFewError, WrongTypeError."""
    arguments.instance(cp, CrossProducts, where="cp")
    if len(cp.n) < 2:  # noqa: PLR2004  reliability is about several items
        raise TooFewError("two items at least", where="cp")
    if (cp.n < 2).any():  # noqa: PLR2004  a variance needs two
        raise TooFewError("every pair of items needs two forms that answered both", where="cp")
    # in Python's integers: n Σab − Σa Σb of a million forms would lose digits as floats
    n, sums, products = (m.astype(object) for m in (cp.n, cp.sums, cp.products))
    exact = n * products - sums * sums.T
    return np.asarray(exact.astype(np.float64) / (cp.n.astype(np.float64) * (cp.n - 1)))


def correlation(s: Floats) -> Floats:
    """Correlations of covariances ``s``; an item that does not vary correlates with nothing."""
    sd = np.sqrt(np.maximum(np.diag(s), 0.0))
    safe = np.where(sd > 0, sd, 1.0)
    r = s / safe[:, None] / safe
    np.fill_diagonal(r, 1.0)
    return np.asarray(r)


def _table(rows: ArrayLike) -> NDArray[Any]:
    array = arguments.array(rows, where="rows")
    if array.dtype.kind not in "iuf":
        raise NotNumericError(f"must hold numbers, got {array.dtype}", where="rows")
    if array.ndim != 2:  # noqa: PLR2004  forms and items
        raise WrongShapeError(f"expected forms × items, got shape {array.shape}", where="rows")
    return array.astype(np.float64)


def _same_items(a: CrossProducts, b: CrossProducts) -> None:
    if a.n.shape != b.n.shape:
        raise WrongShapeError(f"{len(a.n)} and {len(b.n)} items", where="other")

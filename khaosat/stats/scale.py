"""The scale of the answers: five smileys, very dissatisfied (1) to very satisfied (5)."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from khaosat.stats import arguments
from khaosat.stats.errors import WrongShapeError

CATEGORIES: Final = 5
LOWEST: Final = 1
HIGHEST: Final = 5
MIDDLE: Final = 3.0
SATISFIED_FROM: Final = 4
"""The lowest answer that counts as satisfied."""

Counts: TypeAlias = NDArray[np.int64]
"""Answers per category, shape (…, 5)."""
Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

SCORES: Final[Floats] = np.arange(LOWEST, HIGHEST + 1, dtype=np.float64)
SCORES.setflags(write=False)


def counts(values: ArrayLike, *, where: str = "counts", dimensions: int | None = None) -> Counts:
    """``values`` as whole, non-negative counts of shape (…, 5).

    ``dimensions`` fixes the number of dimensions (2 for officers × categories).
    Raises WrongShapeError, NotNumericError, NotFiniteError, NotWholeError, NegativeError.
    """
    array = arguments.whole(values, where=where)
    if array.ndim == 0 or array.shape[-1] != CATEGORIES:
        raise WrongShapeError(
            f"the last axis must hold the {CATEGORIES} categories, got shape {array.shape}", where=where
        )
    if dimensions is not None and array.ndim != dimensions:
        raise WrongShapeError(f"expected {dimensions} dimensions, got shape {array.shape}", where=where)
    return array


def answers(table: Counts) -> Whole:
    """Number of answers n of each count vector, shape (…)."""
    total: Whole = table.sum(axis=-1)
    return total


def to_unit(score: Any) -> Any:  # noqa: ANN401  a float stays a float and an array an array
    """A score of 1–5 as a share of the way, 0–1."""
    return (score - LOWEST) / (HIGHEST - LOWEST)


def from_unit(share: Any) -> Any:  # noqa: ANN401  a float stays a float and an array an array
    """A share of the way, 0–1, as a score of 1–5."""
    return LOWEST + (HIGHEST - LOWEST) * share

"""Weights that bring a sample to known totals. They do not cure self-selection on what nobody recorded."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments
from khaosat.stats.errors import (
    EmptyMarginError,
    InconsistentError,
    MissingError,
    NotConvergedError,
    TooFewError,
    WrongShapeError,
    WrongTypeError,
)
from khaosat.stats.scale import Floats, Whole

Totals: TypeAlias = Mapping[Any, float]
"""Population by label; labels are whatever hashable values the rows carry."""
Margin: TypeAlias = tuple[ArrayLike, Totals]

_SAME_SUM: Final = 1e-6
"""Relative difference of two margins' sums from which no weights can meet both."""


def post_stratify(weights: ArrayLike, groups: ArrayLike, totals: Totals) -> Floats:
    """Weights (n) whose sum in each group is its known total: w N_g/Σ_g w.

    ``groups``: label of each row; ``totals``: population by label. Raises MissingError (a
    label without total), EmptyMarginError (a total above zero without weight in the sample),
    NegativeError, WrongShapeError.
    """
    w = arguments.non_negative(weights, where="weights")
    number, wanted = _margin(w, groups, totals, where="groups")
    return _scaled(w, number, wanted)


def rake(
    weights: ArrayLike, margins: Sequence[Margin], *, tolerance: float = 1e-10, max_iterations: int = 500
) -> Floats:
    """Weights (n) that meet every margin: iterative proportional fitting.

    ``margins``: (label of each row, total by label) pairs. Ends when the sums of every margin are
    within ``tolerance`` of their totals, relative. Source: Deming & Stephan (1940) Ann Math Stat
    11:427. Raises as ``post_stratify``, InconsistentError (the margins' totals add up to
    different sums), NotConvergedError (structural zeros leave no solution).
    """
    w = arguments.non_negative(weights, where="weights")
    fine = arguments.number(tolerance, where="tolerance", above=0)
    limit = arguments.count(max_iterations, where="max_iterations", least=1)
    wanted = [_margin(w, labels, totals, where=f"margins[{i}]") for i, (labels, totals) in enumerate(_pairs(margins))]
    sums = [float(total.sum()) for _, total in wanted]
    if sums and max(sums) - min(sums) > _SAME_SUM * max(sums):
        raise InconsistentError(f"the totals add up to different sums: {sums}", where="margins")
    for _ in range(limit):
        for number, total in wanted:
            w = _scaled(w, number, total)
        if all(_gap(w, number, total) <= fine for number, total in wanted):
            return w
    worst = max(range(len(wanted)), key=lambda i: _gap(w, *wanted[i]))
    raise NotConvergedError(f"margin {worst} is still off after {limit} rounds", where="margins")


def trim(weights: ArrayLike, *, low: float = 0.3, high: float = 3.0, margins: Sequence[Margin] | None = None) -> Floats:
    """Weights cut to [``low``, ``high``] × the median of the positive ones, so that nobody speaks for too many.

    Then raked again to ``margins`` (a few may end slightly beyond the cut), or without margins
    brought back to the old sum. Zero weights stay zero. Raises OutOfRangeError, and as ``rake``.
    """
    w = arguments.non_negative(weights, where="weights")
    arguments.number(low, where="low", least=0)
    arguments.number(high, where="high", above=low)
    if not (w > 0).any():
        raise TooFewError("no row has weight", where="weights")
    middle = float(np.median(w[w > 0]))
    cut = np.where(w > 0, np.clip(w, low * middle, high * middle), 0.0)
    return cut * (w.sum() / cut.sum()) if margins is None else rake(cut, margins)


def kish_deff(weights: ArrayLike) -> float:
    """Design effect of unequal weights, n Σw²/(Σw)² = 1 + cv², over the rows with weight.

    Source: Kish (1965) Survey Sampling, 11.7. Raises TooFewError where no row has weight.
    """
    w = arguments.non_negative(weights, where="weights").reshape(-1)
    w = w[w > 0]
    if not w.size:
        raise TooFewError("no row has weight", where="weights")
    share = w / w.max()
    return float(w.size * (share**2).sum() / share.sum() ** 2)


def effective_n(weights: ArrayLike) -> float:
    """Rows an equally weighted sample would need for the same precision: (Σw)²/Σw²."""
    w = arguments.non_negative(weights, where="weights")
    return float((w > 0).sum()) / kish_deff(w)


def _pairs(margins: Sequence[Margin]) -> list[Margin]:
    listed = arguments.sequence(margins, where="margins")
    for i, margin in enumerate(listed):
        if not isinstance(margin, tuple | list) or len(margin) != 2:  # noqa: PLR2004  a pair
            raise WrongTypeError("must be a pair of labels and totals", where=f"margins[{i}]")
    return listed


def _margin(w: Floats, labels: ArrayLike, totals: Totals, *, where: str) -> tuple[Whole, Floats]:
    """Number of each row's label and the total wanted by number."""
    names = arguments.array(labels, where=where)
    if w.ndim != 1 or names.shape != w.shape:
        raise WrongShapeError(f"expected shape {w.shape}, got {names.shape}", where=where)
    kinds = {name: i for i, name in enumerate(arguments.mapping(totals, where=where))}
    rows = names.tolist()
    unknown = next((name for name in rows if name not in kinds), None)
    if unknown is not None:
        raise MissingError(f"no total for {unknown!r}", where=where)
    number = np.array([kinds[name] for name in rows], dtype=np.int64)
    wanted = arguments.non_negative(list(totals.values()), where=where)
    held = np.bincount(number, weights=w, minlength=len(kinds))
    empty = (wanted > 0) & (held <= 0)
    if empty.any():
        name = list(kinds)[int(empty.argmax())]
        raise EmptyMarginError(f"nobody in the sample is {name!r}", where=where)
    return number, wanted


def _scaled(w: Floats, number: Whole, wanted: Floats) -> Floats:
    held = np.bincount(number, weights=w, minlength=wanted.size)
    return np.asarray(w * (wanted / np.where(held > 0, held, 1.0))[number])


def _gap(w: Floats, number: Whole, wanted: Floats) -> float:
    """Largest relative distance of a margin's sums from their totals."""
    held = np.bincount(number, weights=w, minlength=wanted.size)
    return float((np.abs(held - wanted) / np.where(wanted > 0, wanted, 1.0)).max(initial=0.0))

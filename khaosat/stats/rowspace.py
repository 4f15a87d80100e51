"""Exact row-space algebra: which sums of cells do published figures determine.

All arithmetic is modulo the prime 2^31 − 1 in int64, so there is no rounding and
two machines agree to the last bit. The answer is that of the rational numbers
unless the prime divides an elementary divisor of the matrix. The figures of a
tree of sums have divisors of 1, 2, 3 …; by Hadamard's bound at most 30 of the
10^8 primes of that size could be bad for a matrix of 200 × 600 entries in −1, 0, 1.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments
from khaosat.stats.errors import NotWholeError, WrongShapeError
from khaosat.stats.scale import Mask, Whole

PRIME: Final = 2**31 - 1
"""A product of two residues fits a signed 64-bit integer."""


def whole_matrix(values: ArrayLike, *, where: str) -> Whole:
    """``values`` as a matrix of whole numbers of either sign, (rows, columns).

    Raises WrongShapeError, NotNumericError, NotFiniteError, NotWholeError.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "iub":
        array = arguments.real(values, where=where)
        if (array != np.floor(array)).any():
            raise NotWholeError("must be whole numbers", where=where)
    if array.ndim != 2:  # noqa: PLR2004  a matrix has two dimensions
        raise WrongShapeError(f"expected a matrix, got shape {array.shape}", where=where)
    return array.astype(np.int64)


@dataclass(frozen=True)
class Echelon:
    """A basis of a row space in the order of elimination.

    ``rows`` (rank, columns) are residues; row i has 1 in column ``leads[i]``, where every
    later row has 0. ``small`` marks the rows without an entry in a preferred column:
    they span exactly that part of the row space which has no entry in any preferred column.
    """

    rows: Whole
    leads: Whole
    small: Mask

    def reduce(self, targets: ArrayLike) -> Whole:
        """What is left of each target (t, columns) after subtracting the basis; 0 = inside the space."""
        left = whole_matrix(targets, where="targets") % PRIME
        for row, lead in zip(self.rows, self.leads, strict=True):
            factor = left[:, lead]
            touched = np.flatnonzero(factor)
            if touched.size:
                left[touched] = (left[touched] - factor[touched, None] * row) % PRIME
        return left

    def small_part(self) -> "Echelon":
        """A basis of the part of the space without entries in preferred columns."""
        return Echelon(self.rows[self.small], self.leads[self.small], self.small[self.small])

    def reduced(self) -> "Echelon":
        """The same space with every lead alone in its column."""
        rows = self.rows.copy()
        for i in range(self.leads.size - 1, 0, -1):
            above = rows[:i, self.leads[i]].nonzero()[0]
            if above.size:
                _subtract(rows, above, i, int(self.leads[i]), rows[i].nonzero()[0])
        return Echelon(rows, self.leads, self.small)


def echelon(matrix: Whole, *, prefer: Mask | None = None, width: int | None = None) -> Echelon:
    """Eliminate ``matrix`` (rows, columns), taking leads in the columns of ``prefer`` while there are any.

    Only the first ``width`` columns may lead. Sparse rows come first and lead in sparse
    columns, which keeps fill-in and therefore time small.
    """
    width = matrix.shape[1] if width is None else width
    work = matrix % PRIME
    filled = np.count_nonzero(work, axis=1)
    work = work[np.argsort(filled, kind="stable")][np.sum(filled == 0) :]
    cost = np.count_nonzero(work, axis=0)
    if prefer is not None:
        cost = cost + (work.shape[0] + 1) * ~prefer
    kept, leads = [], []
    for i in range(work.shape[0]):
        entries = work[i].nonzero()[0]
        usable = entries[: entries.searchsorted(width)]
        if usable.size == 0:
            continue
        lead = usable[cost[usable].argmin()]
        _eliminate(work, i, int(lead), entries)
        kept.append(i)
        leads.append(lead)
    order = np.array(leads, dtype=np.int64)
    small = np.zeros(len(kept), dtype=bool) if prefer is None else ~prefer[order]
    return Echelon(work[kept], order, small)


def _eliminate(work: Whole, i: int, lead: int, entries: Whole) -> None:
    """Make ``work[i, lead]`` one and clear that column below row i, in place."""
    if work[i, lead] != 1:
        work[i, entries] = work[i, entries] * pow(int(work[i, lead]), -1, PRIME) % PRIME
    below = work[i + 1 :, lead].nonzero()[0] + (i + 1)
    if below.size:
        _subtract(work, below, i, lead, entries)


def _subtract(work: Whole, others: Whole, i: int, lead: int, entries: Whole) -> None:
    """Clear column ``lead`` of the rows ``others`` with row i, whose non-zero columns are ``entries``."""
    factor = work[others, lead]
    touched = (others[:, None], entries)
    work[touched] = (work[touched] - factor[:, None] * work[i, entries]) % PRIME


def spans(figures: ArrayLike, targets: ArrayLike) -> Mask:
    """True for each target (t, cells) that is a linear combination of the figures (m, cells).

    Whoever knows the figures then knows the target's count vector too.
    """
    matrix = whole_matrix(figures, where="figures")
    wanted = whole_matrix(targets, where="targets")
    if matrix.shape[1] != wanted.shape[1]:
        raise WrongShapeError(f"{wanted.shape[1]} cells, figures have {matrix.shape[1]}", where="targets")
    return np.asarray(~echelon(matrix).reduce(wanted).any(axis=1))


def combinations(figures: Whole, targets: Whole) -> Mask:
    """For each target (t, cells) inside the row space the figures (m) of one combination that makes it.

    Targets outside the row space get a meaningless row.
    """
    m, cells = figures.shape
    basis = echelon(np.hstack([figures, np.eye(m, dtype=np.int64)]), width=cells)
    left = basis.reduce(np.hstack([targets, np.zeros((len(targets), m), dtype=np.int64)]))
    return np.asarray(left[:, cells:] != 0)

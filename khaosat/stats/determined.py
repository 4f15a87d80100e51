"""Groups of a few persons whose answers a set of published sums gives away.

A published set of count vectors determines the counts of a set T of persons if
and only if T's indicator is a linear combination of the figures' indicators.
Persons who enter exactly the same figures cannot be told apart: they form a
class, and T can only be a union of whole classes. Hence every T of 1 … k persons,
whatever attributes pick it out, is a union of classes of at most k persons.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments
from khaosat.stats.errors import WrongShapeError
from khaosat.stats.rowspace import PRIME, echelon, whole_matrix
from khaosat.stats.scale import Whole
from khaosat.stats.unions import minimal_unions

LARGEST_REPORT: Final = 64
"""At most that many groups are listed."""
_SEED: Final = 20_261_122


@dataclass(frozen=True)
class Group:
    """A set of persons whose count vector the figures determine: its finest cells and its size."""

    cells: tuple[int, ...]
    persons: int


@dataclass(frozen=True)
class Determined:
    """What a set of figures gives away about fewer than ``below`` persons.

    ``groups``: the determined groups that contain no smaller one. ``complete``: no group is
    missing from the list. ``proven``: no such group exists (complete and empty). ``residual``:
    dimension of what the figures say about small classes alone; 0 = not even a weighted
    sum or a difference of small classes is known.
    """

    groups: tuple[Group, ...]
    complete: bool
    residual: int

    @property
    def proven(self) -> bool:
        """True where nobody can determine the answers of any 1 … below − 1 persons."""
        return self.complete and not self.groups


@dataclass(frozen=True)
class Classes:
    """Cells merged where their columns are equal; empty cells and cells in no figure left out.

    ``matrix`` (figures, classes), ``persons`` (classes), ``of_cell`` (cells): class number or −1.
    """

    matrix: Whole
    persons: Whole
    of_cell: Whole

    def cells(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The finest cells of these classes, ascending."""
        return tuple(int(c) for c in np.flatnonzero(np.isin(self.of_cell, numbers)))


def classes(figures: Whole, persons: Whole) -> Classes:
    """Merge the columns of ``figures`` (m, cells); a cell without persons is known to be empty."""
    used = np.flatnonzero((persons > 0) & figures.any(axis=0))
    columns = figures[:, used]
    mix = np.random.default_rng(_SEED).integers(1, PRIME, size=columns.shape[0])
    _, first, of_used = np.unique(mix @ columns, return_index=True, return_inverse=True)
    if (columns[:, first][:, of_used] != columns).any():  # two different columns met in one sum
        _, first, of_used = np.unique(columns, axis=1, return_index=True, return_inverse=True)
    of_cell = np.full(persons.size, -1, dtype=np.int64)
    of_cell[used] = of_used
    total = np.bincount(of_used, weights=persons[used], minlength=first.size).astype(np.int64)
    return Classes(columns[:, first], total, of_cell)


def determined(figures: ArrayLike, persons: ArrayLike, *, below: int = 5) -> Determined:
    """The groups of 1 … ``below`` − 1 persons whose answers ``figures`` determine.

    ``figures`` (m, cells): how often each finest cell enters each published figure (0 or 1;
    −1 where a correction takes it out again). ``persons`` (cells): how many persons each
    finest cell holds. The large classes are eliminated first; what remains of the row space
    speaks of small classes only. If nothing remains (``residual`` 0) that is a proof. Otherwise
    all unions of up to four small classes are searched, by meeting in the middle: T lies in the
    row space only if it is orthogonal to its kernel, so the sums of two random kernel vectors
    over the halves of T must cancel; every hit is then verified by elimination. The list is
    complete where no union of five small classes stays under ``below`` (always for
    ``below`` <= 5) and no more than ``LARGEST_COMPONENT`` small classes hang together.

    Raises WrongShapeError, NotWholeError, NegativeError, OutOfRangeError.
    """
    matrix = whole_matrix(figures, where="figures")
    sizes = arguments.whole(persons, where="persons")
    if sizes.shape != (matrix.shape[1],):
        raise WrongShapeError(f"expected shape ({matrix.shape[1]},), got {sizes.shape}", where="persons")
    arguments.count(below, where="below", least=1)
    merged = classes(matrix, sizes)
    small = merged.persons < below
    if not small.any():
        return Determined((), complete=True, residual=0)
    space = echelon(merged.matrix, prefer=~small).small_part().reduced()
    if not space.leads.size:
        return Determined((), complete=True, residual=0)
    found, complete = minimal_unions(space, merged.persons, below, LARGEST_REPORT)
    groups = tuple(Group(merged.cells(u), int(merged.persons[list(u)].sum())) for u in found)
    return Determined(groups, complete, space.leads.size)

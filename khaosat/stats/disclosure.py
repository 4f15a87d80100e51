"""What may be shown of a table, and what readers can work out from everything shown so far.

``protect`` makes the mask of a set of tables, ``audit`` attacks any mask, ``determined``
is the fast core for whoever releases figures step by step. docs/statistics.md has worked
examples. A reader is taken to know who is in every cell and how often each cell enters
each figure, never the answers: the strongest reader there can be.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from khaosat.stats import arguments
from khaosat.stats.determined import Determined, Group, determined
from khaosat.stats.integer_bounds import LARGEST_PROGRAM, band
from khaosat.stats.protection import fixed_figures, hidden_figures, protect
from khaosat.stats.rowspace import spans
from khaosat.stats.scale import Whole
from khaosat.stats.tables import Mask, MaskLike, Publication, Show, Table, Tables

__all__ = [
    "LARGEST_PROGRAM",
    "Audit",
    "Determined",
    "Finding",
    "Group",
    "Leak",
    "Mask",
    "Show",
    "Table",
    "audit",
    "band",
    "determined",
    "protect",
    "spans",
]


class Leak(StrEnum):
    """How something that is not shown can be known."""

    GROUP = "group"
    """The answers of 1 … minimum − 1 persons are a combination of shown figures."""
    WITHHELD = "withheld"
    """A withheld figure (or the counts behind a band) is a combination of shown figures."""
    DIFFERENCE = "difference"
    """Two shown figures are nested and differ by 1 … minimum − 1 persons."""
    BOUNDS = "bounds"
    """Only one whole, non-negative count vector of a withheld figure fits what is shown."""


@dataclass(frozen=True)
class Finding:
    """One thing that remains determined: the finest cells it is about, how many persons, which figures.

    ``figures``: (table, place in its flattened grid) of the withheld figure, or of the two
    nested ones (smaller first); empty for a group.
    """

    leak: Leak
    cells: tuple[Hashable, ...]
    persons: int
    figures: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Audit:
    """Everything found; ``complete`` = False where a search was cut short or left out for its size."""

    findings: tuple[Finding, ...]
    complete: bool

    @property
    def safe(self) -> bool:
        """True where nothing remains determined (see ``complete`` for how surely)."""
        return not self.findings

    def of(self, leak: Leak) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(f for f in self.findings if f.leak == leak)


def audit(tables: Tables, mask: MaskLike = None, *, minimum: int | None = None) -> Audit:
    """What the shown figures of all ``tables`` together still determine.

    ``tables``: a ``Table``, several, or count arrays (d1, …, dk, 5), taken as cross tables with
    all margins. ``mask``: what ``protect`` gave, or per table an array in its grid of ``Show``
    values or booleans (True = shown in full); None = everything is shown. ``minimum``: the
    smallest number of persons that may be known (default: the mask's, else 5). The integer
    bounds run over all tables together while at most 300 cells are unknown, otherwise table
    by table, leaving out (and saying so) the tables that are still larger.
    """
    least = minimum if minimum is not None else mask.minimum if isinstance(mask, Mask) else 5
    arguments.count(least, where="minimum", least=1)
    joint = Publication.join(tables)
    shown = joint.flat(mask)
    full = np.flatnonzero(shown == Show.FULL)
    groups = determined(joint.figures[full], joint.persons, below=least)
    found = [Finding(Leak.GROUP, tuple(joint.cells[c] for c in g.cells), g.persons) for g in groups.groups]
    hidden, inside = hidden_figures(joint, shown)
    found += [_about(Leak.WITHHELD, joint, int(i)) for i in hidden[inside]]
    found += _nested(joint, full, least)
    bounded, complete = _bounded(joint, shown, hidden[~inside])
    found += [_about(Leak.BOUNDS, joint, i) for i in bounded]
    return Audit(tuple(found), complete and groups.complete)


def _about(leak: Leak, joint: Publication, row: int) -> Finding:
    cells = tuple(joint.cells[int(c)] for c in np.flatnonzero(joint.figures[row]))
    return Finding(leak, cells, int(joint.figures[row] @ joint.persons), (joint.address(row),))


def _nested(joint: Publication, full: Whole, minimum: int) -> list[Finding]:
    """Pairs of shown sums, one within the other, that differ by few persons."""
    occupied = joint.persons > 0
    figures, persons = joint.figures[full][:, occupied], joint.persons[occupied]
    plain = ((figures == 0) | (figures == 1)).all(axis=1)
    full, figures = full[plain], figures[plain]
    size = figures @ persons
    inside = (figures * persons) @ figures.T == size[:, None]
    gap = size[None, :] - size[:, None]
    pairs = np.argwhere(inside & (gap >= 1) & (gap < minimum) & (size[:, None] > 0))
    names = np.flatnonzero(occupied)
    found = []
    for small, large in pairs:
        rest = tuple(joint.cells[int(c)] for c in names[(figures[large] - figures[small]) > 0])
        both = (joint.address(int(full[small])), joint.address(int(full[large])))
        found.append(Finding(Leak.DIFFERENCE, rest, int(gap[small, large]), both))
    return found


def _bounded(joint: Publication, shown: Whole, hidden: Whole) -> tuple[list[int], bool]:
    """Of the ``hidden`` figures those with one possible count vector, and whether all were decided."""
    answer = fixed_figures(joint, shown, np.arange(shown.size), hidden)
    if answer is not None:
        return hidden[answer.fixed].tolist(), not answer.undecided.any()
    fixed: list[int] = []
    complete = True
    for rows in joint.rows_of_tables():
        here = np.intersect1d(hidden, rows)
        answer = fixed_figures(joint, shown, rows, here)
        complete &= answer is not None and not answer.undecided.any()
        fixed += here[answer.fixed].tolist() if answer is not None else []
    return fixed, complete

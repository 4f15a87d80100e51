"""Which withheld figures are fixed by the published ones because counts are whole and not negative.

Linear algebra misses what inequalities give away: a published total of
(0, 0, 0, 0, 12) tells the answers of every one of its parts.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from khaosat.stats.rowspace import spans
from khaosat.stats.scale import CATEGORIES, SATISFIED_FROM, Floats, Mask, Whole

LARGEST_PROGRAM: Final = 300
"""Unknown cells up to which the integer programs are solved."""
_NODES: Final = 2_000
_SEED: Final = 20_261_122


@dataclass(frozen=True, eq=False)
class Fixed:
    """Per target (t,): ``fixed`` = only one count vector fits; ``undecided`` = the solver gave up."""

    fixed: Mask
    undecided: Mask


def band(satisfied: Any, n: Any) -> Any:  # noqa: ANN401  numbers or arrays alike
    """The band of a share of satisfied: 0 below 50 %, 1 from 50 to below 80 %, 2 from 80 %."""
    return np.where(2 * satisfied < n, 0, np.where(5 * satisfied < 4 * n, 1, 2))[()]


def fixed_targets(full: Whole, bands: Whole, targets: Whole, counts: Whole) -> Fixed | None:
    """Which ``targets`` (t, c) have one possible count vector, given the published figures.

    ``full`` (m, c): figures published with all their counts; ``bands`` (b, c): figures of
    which the band is published; ``counts`` (c, categories): the true counts. The persons of
    each finest cell are taken as known, the strongest reader there can be. None above
    ``LARGEST_PROGRAM`` unknown cells.
    """
    cells = np.flatnonzero(counts.sum(axis=1))
    if not cells.size or not len(targets):
        return Fixed(np.zeros(len(targets), dtype=bool), np.zeros(len(targets), dtype=bool))
    stacked = np.vstack([full, bands, targets])[:, cells]
    columns, of_cell = np.unique(stacked, axis=1, return_inverse=True)
    merged = np.zeros((columns.shape[1], counts.shape[1]), dtype=np.int64)
    np.add.at(merged, of_cell.reshape(-1), counts[cells])
    full, bands, targets = np.split(columns, [len(full), len(full) + len(bands)])
    moved: Mask = np.asarray(~targets.any(axis=1))
    undecided = np.zeros(len(targets), dtype=bool)
    unknown = ~spans(full, np.eye(columns.shape[1], dtype=np.int64))
    if unknown.sum() > LARGEST_PROGRAM:
        return None
    program = _Program.of(full, bands, merged)
    truth = targets @ merged
    rng = np.random.default_rng(_SEED)
    for objective in rng.standard_normal((4, *merged.shape)):
        other = program.maximise(objective)
        if other is not None:
            moved |= (targets @ other != truth).any(axis=1)
    for t in range(len(targets)):
        if not moved[t]:
            undecided[t] = _try_each_category(program, targets, truth, t, moved)
    return Fixed(~moved & ~undecided, undecided & ~moved)


def _try_each_category(program: "_Program", targets: Whole, truth: Whole, t: int, moved: Mask) -> bool:
    """Push every category of target t up (and down where only persons are counted); note what moves."""
    gave_up = False
    categories = truth.shape[1]
    for k in range(categories):
        for sign in (1.0,) if categories > 1 else (1.0, -1.0):
            objective = np.zeros(program.counts.shape)
            objective[:, k] = sign * targets[t]
            other = program.maximise(objective)
            gave_up |= other is None
            if other is not None:
                moved |= (targets @ other != truth).any(axis=1)
            if moved[t]:
                return False
    return gave_up


@dataclass(frozen=True, eq=False)
class _Program:
    """All count tables that agree with what is published, as an integer program."""

    counts: Whole
    matrix: Any
    low: Floats
    high: Floats

    @classmethod
    def of(cls, full: Whole, bands: Whole, counts: Whole) -> "_Program":
        from scipy import sparse  # noqa: PLC0415  a citizen's process must not load it

        cells, categories = counts.shape
        each = np.eye(categories)
        blocks = [sparse.kron(sparse.csr_array(full), each)]
        low = [(full @ counts).reshape(-1)]
        high = [low[0]]
        if categories > 1:
            blocks.append(sparse.kron(sparse.eye_array(cells), np.ones((1, categories))))
            low.append(counts.sum(axis=1))
            high.append(counts.sum(axis=1))
        if categories == CATEGORIES and len(bands):
            satisfied = (np.arange(1, CATEGORIES + 1) >= SATISFIED_FROM).astype(float)[None, :]
            blocks.append(sparse.kron(sparse.csr_array(bands), satisfied))
            edges = np.array([_band_edges(int(s), int(n)) for s, n in _satisfied(bands @ counts)])
            low.append(edges[:, 0])
            high.append(edges[:, 1])
        return cls(counts, sparse.vstack(blocks), np.concatenate(low), np.concatenate(high))

    def maximise(self, objective: Floats) -> Whole | None:
        """A table with the largest sum of objective × counts, or None where the solver gave up."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  as above

        persons = np.repeat(self.counts.sum(axis=1), self.counts.shape[1])
        if self.counts.shape[1] == 1:
            persons = np.full(persons.shape, persons.sum() + 1)  # a cell of nobody else's can grow
        answer = milp(
            -objective.reshape(-1),
            integrality=np.ones(persons.size),
            bounds=Bounds(0, persons),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            options={"node_limit": _NODES},
        )
        if answer.x is None or answer.status != 0:
            return None
        counts: Whole = np.rint(answer.x).astype(np.int64).reshape(self.counts.shape)
        return counts


def _satisfied(tables: Whole) -> Whole:
    """Satisfied and persons of each count vector, (b, 2)."""
    return np.column_stack([tables[:, SATISFIED_FROM - 1 :].sum(axis=1), tables.sum(axis=1)])


def _band_edges(satisfied: int, n: int) -> tuple[int, int]:
    """The least and the largest number of satisfied that lie in the same band."""
    same = [s for s in range(n + 1) if band(s, n) == band(satisfied, n)]
    return same[0], same[-1]

"""Small sets of columns whose indicator lies in a row space: the search behind ``determined``."""

from itertools import product
from typing import Final, TypeAlias

import numpy as np

from khaosat.stats.rowspace import PRIME, Echelon
from khaosat.stats.scale import Mask, Whole

Union: TypeAlias = tuple[int, ...]

LARGEST_UNION: Final = 4
"""Unions of up to four classes are searched exhaustively."""
LARGEST_SEARCH: Final = 2_000_000
"""Above that many halves in one component the search is left out and said to be incomplete."""
_LARGEST_MATCH: Final = 2_000
_SEED: Final = 20_261_122
_BITS: Final = 31


def minimal_unions(space: Echelon, persons: Whole, below: int, limit: int) -> tuple[list[Union], bool]:
    """Unions of 1–4 columns with fewer than ``below`` persons inside a fully reduced ``space``.

    Unions that contain a smaller one are left out. A union is the sum of the basis rows whose
    leads it contains, so it holds at least one lead. With exactly one it is a basis row itself;
    with two or more it splits into two halves of one or two columns that hold a lead each, and
    the sums of random kernel vectors over the halves cancel. Every hit is verified exactly. The
    second value is False where a union may be missing: five columns could fit below ``below``,
    a component was too large, or more than ``limit`` unions were found.
    """
    found = _single_rows(space, persons, below)
    kernel, is_lead = _kernel(space), np.zeros(persons.size, dtype=bool)
    is_lead[space.leads] = True
    complete = True
    for part in components(space.rows):
        if part.size > LARGEST_UNION:
            complete &= bool(np.sort(persons[part])[: LARGEST_UNION + 1].sum() >= below)
        halves = _halves(part, is_lead[part])
        together = persons[halves[:, 0]] + np.where(halves[:, 1] < 0, 0, persons[halves[:, 1]])
        halves = halves[together < below]
        if halves.shape[0] > LARGEST_SEARCH or len(found) > limit:
            complete = False
            continue
        more, all_met = _meet(halves, kernel, persons, below, 4 * limit)
        found |= more
        complete &= all_met
    sure = [u for u in sorted(found, key=lambda u: (len(u), u)) if _inside(space, u)]
    minimal = _without_supersets(sure)
    return minimal[:limit], complete and len(minimal) <= limit


def components(rows: Whole) -> list[Whole]:
    """The non-zero columns split into sets that no row links: a minimal union never crosses two."""
    row, column = np.nonzero(rows)
    if row.size == 0:
        return []
    label = np.arange(rows.shape[1])
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    row_of = np.repeat(np.arange(starts.size), np.diff(np.r_[starts, row.size]))
    while True:
        lowest = label.copy()
        np.minimum.at(lowest, column, np.minimum.reduceat(label[column], starts)[row_of])
        if (lowest == label).all():
            break
        label = lowest
    used = np.unique(column)
    used = used[np.argsort(label[used], kind="stable")]
    return np.split(used, np.flatnonzero(np.diff(label[used])) + 1)


def _single_rows(space: Echelon, persons: Whole, below: int) -> set[Union]:
    """The basis rows that are themselves the indicator of few persons."""
    weight = (space.rows != 0).sum(axis=1)
    plain = (space.rows <= 1).all(axis=1) & (weight <= LARGEST_UNION)
    supports = [tuple(int(j) for j in np.flatnonzero(row)) for row in space.rows[plain]]
    return {u for u in supports if int(persons[list(u)].sum()) < below}


def _kernel(space: Echelon) -> Whole:
    """Two vectors (2, columns), random but for being orthogonal to every row; fixed seed."""
    vectors = np.random.default_rng(_SEED).integers(1, PRIME, size=(2, space.rows.shape[1]))
    vectors[:, space.leads] = 0
    for k in range(2):
        vectors[k, space.leads] = -(space.rows * vectors[k] % PRIME).sum(axis=1) % PRIME
    return vectors


def _halves(part: Whole, is_lead: Mask) -> Whole:
    """Columns and pairs of columns that hold a lead, as (h, 2); a single column has −1 in second place."""
    leads, others = part[is_lead], part[~is_lead]
    first = np.repeat(np.arange(leads.size), np.arange(leads.size)[::-1])
    offset = np.arange(first.size) - np.r_[0, np.cumsum(np.arange(leads.size)[::-1])][first]
    pairs = np.column_stack([leads[first], leads[first + 1 + offset]])
    mixed = np.column_stack([np.repeat(leads, others.size), np.tile(others, leads.size)])
    alone = np.column_stack([leads, np.full(leads.size, -1)])
    return np.vstack([alone, pairs, mixed])


def _meet(halves: Whole, kernel: Whole, persons: Whole, below: int, limit: int) -> tuple[set[Union], bool]:
    """Disjoint unions of two halves whose kernel sums cancel, and whether all were looked at."""
    key, mirror = _keys(halves, kernel)
    canonical = np.minimum(key, mirror)
    ordered = np.sort(canonical)
    twice = np.unique(ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] > 0)])
    if twice.size == 0:
        return set(), True
    chosen = np.flatnonzero(np.isin(canonical, twice))
    chosen = chosen[np.argsort(canonical[chosen], kind="stable")]
    found: set[Union] = set()
    for same in np.split(chosen, np.flatnonzero(np.diff(canonical[chosen])) + 1):
        plus, minus = same[key[same] == canonical[same]], same[mirror[same] == canonical[same]]
        if len(found) > limit or plus.size * minus.size > _LARGEST_MATCH:
            return found, False
        for a, b in product(plus, minus):
            union = sorted({int(j) for j in (*halves[a], *halves[b]) if j >= 0})
            whole = int((halves[[a, b]] >= 0).sum())
            if len(union) == whole and int(persons[union].sum()) < below:
                found.add(tuple(union))
    return found, True


def _keys(halves: Whole, kernel: Whole) -> tuple[Whole, Whole]:
    """The two kernel sums of each half in one 62-bit key, and the key that would cancel it."""
    padded = np.column_stack([kernel, np.zeros(2, dtype=np.int64)])
    sums = padded[:, halves[:, 0]] + padded[:, halves[:, 1]]
    sums -= PRIME * (sums >= PRIME)
    opposite = (PRIME - sums) * (sums > 0)
    return (sums[0] << _BITS) | sums[1], (opposite[0] << _BITS) | opposite[1]


def _inside(space: Echelon, union: Union) -> bool:
    row = np.zeros((1, space.rows.shape[1]), dtype=np.int64)
    row[0, list(union)] = 1
    return not space.reduce(row).any()


def _without_supersets(unions: list[Union]) -> list[Union]:
    """``unions`` (shorter first) without those that contain another."""
    kept: list[Union] = []
    for union in unions:
        if not any(set(smaller) < set(union) for smaller in kept):
            kept.append(union)
    return kept

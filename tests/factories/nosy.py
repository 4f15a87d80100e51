"""What somebody learns who looks at every figure every day: who stands in which sum, and what follows from the sums.

Written without the product's own disclosure code: exact fractions, so that it can disagree with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Final

Row = dict[int, Fraction]
FEW: Final = 5
Members = Mapping[int, int]  # person → how often in the sum: 1, or −1 where a correction takes somebody out


@dataclass(frozen=True)
class Figure:
    """One published sum: its name, who stands in it, and the five counts."""

    name: tuple[object, ...]
    members: Members
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Crowds:
    """Persons who stand in the same figures are one crowd: nobody can tell them apart."""

    of_person: Mapping[int, int]
    sizes: Sequence[int]
    rows: Sequence[Row]

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> "Crowds":
        """Merge the persons."""
        columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, figure in enumerate(figures):
            for person, times in figure.members.items():
                columns[person].append((number, times))
        names: dict[tuple[tuple[int, int], ...], int] = {}
        of_person = {person: names.setdefault(tuple(column), len(names)) for person, column in columns.items()}
        sizes = [0] * len(names)
        for crowd in of_person.values():
            sizes[crowd] += 1
        rows: list[Row] = [{} for _ in figures]
        for column, crowd in names.items():
            for number, times in column:
                rows[number][crowd] = Fraction(times)
        return cls(of_person, sizes, rows)

    def union(self, persons: Iterable[int]) -> set[int] | None:
        """Return the crowds these persons make up; None where they cut one, or are in no figure at all."""
        within: dict[int, int] = defaultdict(int)
        for person in persons:
            if person not in self.of_person:
                return None
            within[self.of_person[person]] += 1
        return set(within) if all(self.sizes[crowd] == number for crowd, number in within.items()) else None


def apart(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return the figures in groups that share no person: nothing about one follows from another."""
    groups: list[tuple[set[int], list[Figure]]] = []
    for figure in figures:
        together: tuple[set[int], list[Figure]] = (set(figure.members), [figure])
        for group in [group for group in groups if not group[0].isdisjoint(figure.members)]:
            groups.remove(group)
            together = (together[0] | group[0], group[1] + together[1])
        groups.append(together)
    return [found for _, found in groups]


def reduced(rows: Sequence[Row], order: Sequence[int]) -> dict[int, Row]:
    """Return the reduced echelon form by lead; leads are taken in that order of columns."""
    place = {column: number for number, column in enumerate(order)}
    basis: dict[int, Row] = {}
    for given in rows:
        row = dict(given)
        for lead in [column for column in row if column in basis]:
            _subtract(row, basis[lead], row.get(lead, Fraction(0)))
        if not row:
            continue
        lead = min(row, key=place.__getitem__)
        scale = row[lead]
        row = {column: value / scale for column, value in row.items()}
        for other in basis.values():
            if lead in other:
                _subtract(other, row, other[lead])
        basis[lead] = row
    return basis


def _subtract(row: Row, other: Row, times: Fraction) -> None:
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def follows(basis: Mapping[int, Row], crowds: set[int]) -> bool:
    """Return whether the sum over these crowds is a combination of the figures."""
    row = {crowd: Fraction(1) for crowd in crowds}
    for lead in [column for column in row if column in basis]:
        _subtract(row, basis[lead], row.get(lead, Fraction(0)))
    return not row


def few_who_follow(crowds: Crowds) -> list[set[int]]:
    """Return every union of crowds of 1–4 persons in all whose sum is a combination of the figures.

    What follows is orthogonal to whatever is orthogonal to all figures. One such vector, drawn at random, adds up to
    nothing over the crowds wanted, so they are found as two halves whose sums cancel; each hit is then proven.
    """
    basis = reduced(crowds.rows, range(len(crowds.sizes)))
    draw = Random(20_261_122)  # noqa: S311  no secret
    across = {crowd: Fraction(draw.randrange(1, 2**60)) for crowd in range(len(crowds.sizes)) if crowd not in basis}
    for lead, row in basis.items():
        across[lead] = -sum((value * across[column] for column, value in row.items() if column != lead), Fraction(0))
    small = [crowd for crowd, size in enumerate(crowds.sizes) if size < FEW]
    halves: dict[Fraction, list[frozenset[int]]] = defaultdict(list)
    for number in (0, 1, 2):
        for half in combinations(small, number):
            halves[sum((across[crowd] for crowd in half), Fraction(0))].append(frozenset(half))
    hits = {one | other for total, those in halves.items() for one in those for other in halves.get(-total, ())}
    few = [set(hit) for hit in hits if hit and sum(crowds.sizes[crowd] for crowd in hit) < FEW]
    return [hit for hit in few if follows(basis, hit)]

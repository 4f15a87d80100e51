"""Sums of answers, level by level before anything is folded: what blocks of results are made of. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, str, str]
"""(split, level, item code); for the split '' also PERSONS, POOLED, those of VISIT, and `beside` each factor item."""
Person = tuple[str, str, str, str]
"""What persons are picked out by beside day and officer: field, kind, mode, verified ('' = unknown)."""
PERSONS, POOLED = "n", "pooled"
OVERALL, OFFICERS_ITEM = "Z1", "OF"
VISIT = ("trips", "punctuality")
"""What people told of their visit: how often they came (1, 2, 3 or more), and early, on time or late."""
CROSSED = "crossed"
"""The split whose levels are Persons, all four attributes at once: for Internal Affairs alone, in no release."""
PICKED_BY = ("field", "kind", "mode", "verified")
"""The splits by the overall item, in the order of a Person."""


def beside(code: str) -> str:
    """Return the code of a factor item's sums over the persons who answered it: Σ s·x, Σ t·x, Σ s, Σ t.

    x is 1 where the person is satisfied with the item, s of the t factor items the person answered. With the pooled
    sums they say how an item and the others hang together (`stats.paired`).
    """
    return f"{code}+"


@dataclass(frozen=True)
class Part:
    """Some answers of one office: `amounts` are vectors of sums, `cells` persons by what picks them out.

    A part may be a difference and then holds negative numbers. Zeros are left out.
    """

    amounts: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)
    cells: Mapping[Person, int] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        """How many persons."""
        return self.amounts.get(("", "", PERSONS), (0,))[0]

    def counts(self, split: str, level: str, code: str) -> tuple[int, ...]:
        """The five counts of an item at a level, zeros where nobody answered."""
        return self.amounts.get((split, level, code), (0, 0, 0, 0, 0))

    def levels(self, split: str) -> list[str]:
        """The levels of a split that are not zero, sorted."""
        return sorted({key[1] for key in self.amounts if key[0] == split})

    def __bool__(self) -> bool:
        return bool(self.amounts or self.cells)


def added(parts: Iterable[Part]) -> Part:
    """Return the sum of the parts."""
    amounts: dict[Key, list[int]] = {}
    cells: dict[Person, int] = {}
    for part in parts:
        for key, vector in part.amounts.items():
            held = amounts.get(key)
            if held is None:
                amounts[key] = list(vector)
            else:
                for place, value in enumerate(vector):
                    held[place] += value
        for person, number in part.cells.items():
            cells[person] = cells.get(person, 0) + number
    return Part(
        {key: tuple(vector) for key, vector in amounts.items() if any(vector)},
        {person: number for person, number in cells.items() if number},
    )


def without(part: Part, other: Part) -> Part:
    """Return the part less the other."""
    return added([part, negative(other)])


def negative(part: Part) -> Part:
    """Return the part with every sign turned."""
    return Part(
        {key: tuple(-value for value in vector) for key, vector in part.amounts.items()},
        {person: -number for person, number in part.cells.items()},
    )


def as_json(part: Part) -> dict[str, Any]:
    """Return the part as the ground of a release keeps it."""
    return {
        "amounts": [[*key, list(vector)] for key, vector in sorted(part.amounts.items())],
        "cells": [[*person, number] for person, number in sorted(part.cells.items())],
    }


def from_json(kept: Mapping[str, Any]) -> Part:
    """Return a part from what `as_json` made."""
    amounts = {(split, level, code): tuple(vector) for split, level, code, vector in kept["amounts"]}
    return Part(amounts, {(one, two, three, four): number for one, two, three, four, number in kept["cells"]})

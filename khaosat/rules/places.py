"""Who has a place under a ceiling: never more than it has, and nobody cut off from whom they equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TIE: Final = 1e-12
"""Worths closer than this are equal."""


@dataclass(frozen=True, slots=True)
class Seated:
    """Those wanted for a class, in the ceiling's places or not; each group best first, equals by key.

    `border` are equals of whom some would have a place and not all: nobody of them is cut off silently, a person
    decides. `beyond` come after them.
    """

    inside: tuple[int, ...]
    border: tuple[int, ...]
    beyond: tuple[int, ...]

    @property
    def wanted(self) -> int:
        """How many are wanted for the class."""
        return len(self.inside) + len(self.border) + len(self.beyond)


def seat(wanted: Mapping[int, float], places: int) -> Seated:
    """Return who of those wanted (key → worth) is inside so many places; the order of the mapping plays no part."""
    order = sorted(wanted, key=lambda key: (-wanted[key], key))
    inside = 0
    for end in _ends([wanted[key] for key in order]):
        if end > places:
            tied = end if inside < places else inside
            return Seated(tuple(order[:inside]), tuple(order[inside:tied]), tuple(order[tied:]))
        inside = end
    return Seated(tuple(order), (), ())


def _ends(worth: Sequence[float]) -> list[int]:
    """Where each run of equals ends, worths falling."""
    last = len(worth)
    return [place for place in range(1, last + 1) if place == last or worth[place - 1] - worth[place] > TIE]

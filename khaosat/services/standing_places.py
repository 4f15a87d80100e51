"""Ceilings at the level one chooses: how many places, of what base, and who is wanted for them. Pure functions.

Without classes the survey's proposals are held against the ceiling, of everybody compared; with classes those to
whom the ruleset suggests the class. Nothing is cut: who equals another at the border stands there with them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khaosat.rules.places import Seated, seat
from khaosat.rules.ruleset import Ceiling


class Level(StrEnum):
    """Within what a ceiling's share is taken."""

    PROVINCE = "province"
    GROUP = "group"
    UNIT = "unit"


class Basis(StrEnum):
    """Who is wanted for the class, and of whom the share is taken."""

    SURVEY = "survey"  # the survey's proposals, of everybody compared
    SUGGESTED = "suggested"  # whom the ruleset suggests for it, of those it classes as the ceiling's base says


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer before a ceiling; `worth` orders those wanted, equal worths are equals."""

    officer_id: int
    unit_id: int
    duty_group: str
    wanted: bool
    worth: float
    quality_class: str | None


@dataclass(frozen=True, slots=True)
class Pool:
    """One group under a ceiling; `unit_id`, `duty_group` None where the level does not part by them.

    `base` is of how many the share is taken; `seated` says who is inside, at the border, beyond.
    """

    unit_id: int | None
    duty_group: str | None
    base: int
    places: int
    seated: Seated

    @property
    def beyond(self) -> int:
        """By how many those wanted exceed the places."""
        return max(0, self.seated.wanted - self.places)


def pools(ceiling: Ceiling, level: Level, basis: Basis, people: Iterable[Candidate]) -> list[Pool]:
    """Return the groups of that level under the ceiling, by unit and duty group."""
    groups: dict[tuple[int | None, str | None], list[Candidate]] = {}
    for one in people:
        unit = one.unit_id if level is Level.UNIT else None
        duty = None if level is Level.PROVINCE else one.duty_group
        groups.setdefault((unit, duty), []).append(one)
    order = sorted(groups, key=lambda key: (key[0] or 0, key[1] or ""))
    return [_pool(ceiling, basis, *key, groups[key]) for key in order]


def _pool(
    ceiling: Ceiling, basis: Basis, unit_id: int | None, duty_group: str | None, people: Sequence[Candidate]
) -> Pool:
    wanted = {one.officer_id: one.worth for one in people if one.wanted}
    if basis is Basis.SURVEY:
        base = len(people)
    else:
        classed = Counter(one.quality_class for one in people if one.quality_class is not None)
        base = sum(number for key, number in classed.items() if not ceiling.base or key in ceiling.base)
    places = ceiling.places_of(base)
    return Pool(unit_id, duty_group, base, places, seat(wanted, places))

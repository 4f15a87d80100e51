"""Ceilings of a year: how many places each unit and group of like duties has, and who stands at the border.

Shown and warned about, never applied: no class changes here. Pure functions over files as they stand.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from khaosat.queries.appraisals import Filed
from khaosat.rules.places import Seated, seat
from khaosat.rules.ruleset import Ceiling, Ruleset

UNIT, DUTY_GROUP = "unit", "duty_group"


@dataclass(frozen=True)
class CapGroup:
    """One ceiling in one group: `unit_id` and `duty_group` are None where the ceiling is not counted by them.

    `classed` counts the files with a class, by class; `unclassed` those without, which count for no base. `places` is
    the share of the base the ruleset names, `otherwise` of the base that other sources name (with the class itself
    where the ruleset leaves it out, without where it counts it). `wanted` is how many have the class; `border` are
    those of equal points of whom not all would have a place, none where the ruleset gives no points.
    """

    ceiling: Ceiling
    unit_id: int | None
    duty_group: str | None
    classed: Mapping[str, int]
    unclassed: int
    places: int
    otherwise: int
    wanted: int
    border: tuple[Filed, ...]

    @property
    def over(self) -> int:
        """How many more have the class than there are places; 0 where all fit."""
        return max(0, self.wanted - self.places)

    @property
    def base(self) -> int:
        """How many count for the base the ruleset names."""
        return _counted(self.classed, self.ceiling.base)


def class_of(filed: Filed) -> str | None:
    """Return the class a file stands at: final, else decided, proposed, suggested."""
    file = filed.file
    return file.final_class or file.decided_class or file.proposed_class or file.suggested_class


def cap_groups(rules: Ruleset, files: Iterable[Filed]) -> list[CapGroup]:
    """Return every ceiling in every group of those files, in order of ceiling, unit, group.

    The files must be all of each group, or its places are too few: who sees a part of a unit sees no ceiling of it.
    """
    every = list(files)
    return [group for ceiling in rules.ceilings for group in _groups(rules, ceiling, every)]


def _groups(rules: Ruleset, ceiling: Ceiling, files: list[Filed]) -> Iterator[CapGroup]:
    by_place: dict[tuple[int, str], list[Filed]] = {}
    for one in files:
        place = (
            one.file.unit_id if UNIT in ceiling.within else 0,
            one.file.duty_group if DUTY_GROUP in ceiling.within else "",
        )
        by_place.setdefault(place, []).append(one)
    for (unit, duty_group), members in sorted(by_place.items()):
        yield _group(rules, ceiling, unit or None, duty_group or None, members)


def _group(
    rules: Ruleset, ceiling: Ceiling, unit: int | None, duty_group: str | None, members: list[Filed]
) -> CapGroup:
    classes = [class_of(one) for one in members]
    classed = Counter(one for one in classes if one is not None)
    wanted = [one for one, its in zip(members, classes, strict=True) if its == ceiling.quality_class]
    places = ceiling.places(classed)
    return CapGroup(
        ceiling=ceiling,
        unit_id=unit,
        duty_group=duty_group,
        classed={one.key: classed[one.key] for one in rules.classes},
        unclassed=len(members) - classed.total(),
        places=places,
        otherwise=ceiling.places_of(_counted(classed, other_base(rules, ceiling))),
        wanted=len(wanted),
        border=_border(wanted, places),
    )


def other_base(rules: Ruleset, ceiling: Ceiling) -> tuple[str, ...]:
    """Return the base that other sources name: without the class itself where the ruleset counts it, else with it."""
    base = ceiling.base or tuple(one.key for one in rules.classes)
    if ceiling.quality_class in base:
        return tuple(one for one in base if one != ceiling.quality_class)
    return (ceiling.quality_class, *base)


def _counted(classed: Mapping[str, int], base: tuple[str, ...]) -> int:
    return sum(number for key, number in classed.items() if not base or key in base)


def _border(wanted: list[Filed], places: int) -> tuple[Filed, ...]:
    points = {place: _points(one) for place, one in enumerate(wanted)}
    known = {place: float(value) for place, value in points.items() if value is not None}
    if len(known) < len(wanted):
        return ()
    seated: Seated = seat(known, places)
    return tuple(wanted[place] for place in seated.border)


def _points(one: Filed) -> Decimal | None:
    found = (one.file.suggestion or {}).get("points")
    return None if found is None else Decimal(found)

"""The dated tree of units as a period sees it: names, parents, what lies below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from khaosat.errors import NotFoundFailure
from khaosat.queries.unit_names import Named


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name and the days it was borne, both ends included; `last` is None while it still is."""

    name: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class UnitLabel:
    """What identifies a unit to a reader: never the name alone, because names occur twice."""

    key: str
    name: str
    parent_name: str | None
    level: str
    kind: str


class DatedTree:
    """The tree of the units that existed in a period, each under the parent it had at the end of it."""

    def __init__(self, versions: Iterable[Named], *, first: date, last: date) -> None:
        """`versions` of every unit, oldest first; a unit that did not exist then is still found by its key."""
        self.first, self.last = first, last
        self._versions: dict[int, list[Named]] = defaultdict(list)
        for version in versions:
            self._versions[version.unit_id].append(version)
        self._seen = {unit_id: self._as_seen(known) for unit_id, known in self._versions.items()}

    def find(self, key: str) -> int:
        """Return the id of the unit of that key; raises NotFoundFailure."""
        found = next((unit_id for unit_id, named in self._seen.items() if named.key == key), None)
        if found is None:
            raise NotFoundFailure(unit=key)
        return found

    def exists(self, unit_id: int) -> bool:
        """Return whether the unit existed on a day of the period."""
        return unit_id in self._seen and self._touches(self._seen[unit_id])

    def existing(self) -> frozenset[int]:
        """Return every unit that existed on a day of the period."""
        return frozenset(unit_id for unit_id in self._seen if self.exists(unit_id))

    def in_order(self, unit_ids: Iterable[int]) -> list[int]:
        """Return the units in alphabetical order, names that occur twice by their key."""
        return sorted(unit_ids, key=lambda unit_id: (self._seen[unit_id].sort_key, self._seen[unit_id].key))

    def label(self, unit_id: int) -> UnitLabel:
        """Return what identifies the unit in this period."""
        named = self._seen[unit_id]
        parent = self._seen.get(named.parent_id) if named.parent_id is not None else None
        return UnitLabel(named.key, named.name, parent.name if parent else None, named.level, named.kind)

    def names(self, unit_id: int) -> list[NameSpan]:
        """Return the names the unit bore in the period, oldest first; neighbours of one name are one."""
        spans: list[NameSpan] = []
        for version in self._versions[unit_id]:
            if not self._touches(version):
                continue
            last = date.fromordinal(version.valid_to.toordinal() - 1) if version.valid_to else None
            if spans and spans[-1].name == version.name:
                spans[-1] = NameSpan(version.name, spans[-1].first, last)
            else:
                spans.append(NameSpan(version.name, version.valid_from, last))
        return spans

    def is_young_or_gone(self, unit_id: int, *, since: date) -> bool:
        """Return whether the unit began after that day, or has an end: others came before or after it."""
        known = self._versions[unit_id]
        return known[0].valid_from > since or all(version.valid_to is not None for version in known)

    def children(self, unit_id: int) -> list[int]:
        """Return the units directly below, in alphabetical order (names that occur twice by their key)."""
        return self._children.get(unit_id, [])

    def below(self, unit_id: int) -> frozenset[int]:
        """Return the unit and everything below it."""
        found, waiting = {unit_id}, [unit_id]
        while waiting:
            new = [child for child in self.children(waiting.pop()) if child not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def above(self, unit_id: int) -> list[int]:
        """Return the units over it, the highest first."""
        path: list[int] = []
        parent = self._seen[unit_id].parent_id
        while parent is not None and parent in self._seen and parent not in path:
            path.insert(0, parent)
            parent = self._seen[parent].parent_id
        return path

    def roots(self) -> list[int]:
        """Return the units without a parent."""
        return [unit_id for unit_id, named in self._seen.items() if named.parent_id is None and self._touches(named)]

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for unit_id in self.in_order(unit_id for unit_id in self._seen if self.exists(unit_id)):
            parent = self._seen[unit_id].parent_id
            if parent is not None:
                found[parent].append(unit_id)
        return dict(found)

    def _as_seen(self, known: list[Named]) -> Named:
        """The last version that touches the period, else the nearest before it, else the first there is."""
        touching = [version for version in known if self._touches(version)]
        earlier = [version for version in known if version.valid_from <= self.last]
        return (touching or earlier or known[:1])[-1]

    def _touches(self, version: Named) -> bool:
        return version.valid_from <= self.last and (version.valid_to is None or version.valid_to > self.first)

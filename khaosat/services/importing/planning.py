"""A plan is what an import will do, made in full before anything is written."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from khaosat.access import ScopedSession, store
from khaosat.db import Base
from khaosat.services.importing.parsing import Placed, as_shown
from khaosat.services.importing.report import Change, Problem
from khaosat.services.importing.rows import Row

R = TypeVar("R", bound=Row)
B = TypeVar("B", bound=Base)
Pair = tuple[str, str]
UNNAMED = frozenset({"sort_key"})  # follows from a name that is itself named


@dataclass
class Plan:
    """New rows in order of need: `new`, then what hangs on their ids (`then`), and masses past the unit of work."""

    problems: list[Problem] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    edits: list[tuple[Base, dict[str, Any]]] = field(default_factory=list)
    gone: list[Base] = field(default_factory=list)
    new: list[Base] = field(default_factory=list)
    then: list[Callable[[], Base]] = field(default_factory=list)
    masses: dict[type[Base], list[Mapping[str, Any]]] = field(default_factory=dict)

    def edit(
        self, subject: str, standing: Base, wanted: Mapping[str, Any], shown: Mapping[str, Pair] | None = None
    ) -> bool:
        """Plan to bring a standing row to these values; returns whether anything differs.

        A value may be a function, when it is an id not yet known; `shown` says how a report names such values.
        """
        differing = {name: value for name, value in wanted.items() if getattr(standing, name) != value}
        for name, value in differing.items():
            before, after = (shown or {}).get(name, (as_shown(getattr(standing, name)), as_shown(value)))
            if name not in UNNAMED:
                self.changes.append(Change(subject, name, before, after))
        if differing:
            self.edits.append((standing, differing))
        return bool(differing)

    def settle(self, subject: str, standing: B | None, wanted: Mapping[str, Any], fresh: B) -> B:
        """Plan one row: the fresh one when nothing stands, the standing one with these values otherwise."""
        if standing is None:
            self.created.append(subject)
            self.new.append(fresh)
            return fresh
        self.edit(subject, standing, wanted)
        return standing

    def settle_mass(
        self,
        subject: str,
        standing: Base | None,
        wanted: Mapping[str, Any],
        model: type[Base],
        place: Mapping[str, Any],
    ) -> None:
        """Plan one row of very many, past the unit of work when it is new; counts it when nothing differs."""
        if standing is None:
            self.created.append(subject)
            self.masses.setdefault(model, []).append({**place, **wanted})
        else:
            self.unchanged += not self.edit(subject, standing, wanted)

    def mark(self) -> tuple[int, int, int]:
        """Return where the plan stands, for `count`."""
        return len(self.created), len(self.changes), len(self.problems)

    def count(self, mark: tuple[int, int, int]) -> None:
        """Count a row as unchanged when nothing was planned or refused since the mark."""
        self.unchanged += self.mark() == mark

    def write(self, session: ScopedSession) -> None:
        """Carry the plan out; what ends makes room for what begins, so endings go first."""
        for row in self.gone:
            session.delete(row)
        session.add_all(self.new)
        session.flush()
        for ending in (True, False):
            for standing, values in self.edits:
                if (values.get("valid_to") is not None) == ending:
                    for name, value in values.items():
                        setattr(standing, name, value() if callable(value) else value)
            session.flush()
        session.add_all([make() for make in self.then])
        session.flush()
        for model, rows in self.masses.items():
            store(session, model, rows)


def once(rows: Iterable[Placed[R]], key: Callable[[R], Hashable], column: str, plan: Plan) -> list[Placed[R]]:
    """Return the first row of each key; name the others as duplicates."""
    seen: dict[Hashable, int] = {}
    first = []
    for placed in rows:
        its_key = key(placed.row)
        if its_key in seen:
            plan.problems.append(Problem(placed.line, column, "duplicate", f"{seen[its_key]}"))
        else:
            seen[its_key] = placed.line
            first.append(placed)
    return first


def covers(start: date, end: date | None, first: date, last: date | None) -> bool:
    """Return whether [start, end) holds all of [first, last); None is open."""
    return start <= first and (end is None or (last is not None and last <= end))


def overlap(start: date, end: date | None, first: date, last: date | None) -> bool:
    """Return whether [start, end) and [first, last) share a day; None is open."""
    return (last is None or start < last) and (end is None or first < end)

"""Components of units from a file: looked through first, then all of it or nothing; repeatable.

A line is a unit that the year's page compares; a column is a component of the ruleset chosen. A blank cell leaves what
stands, so what nobody brought in stays unknown; `chưa rõ` takes a value back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, ImportFailure, NotFoundFailure
from khaosat.models.unit_components import UnitComponents
from khaosat.queries.unit_components import unit_components
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services import component_files
from khaosat.services.acts import Actor, act, record
from khaosat.services.component_files import Sorting
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.importing.report import Report
from khaosat.services.unit_funnel import Peers, compared_units
from khaosat.services.unit_rules import unit_rules

UNIT: Final = "unit_key"
ABOUT: Final = component_files.Lines(UNIT, frozenset({"ma don vi", "unit key"}), "unknown_unit", forgets=True)


@dataclass(frozen=True)
class Wanted:
    """What a file is of: year, ruleset as key:version ('' for the one in force), up to which day days have closed."""

    year: int
    ruleset: str
    closed_until: date


@dataclass(frozen=True)
class UnitBlank:
    """What a file to be filled in holds: the ruleset, and every unit compared with what stands already."""

    rules: Ruleset
    offered: tuple[Ruleset, ...]
    last: date
    units: tuple[tuple[int, UnitLabel], ...]
    standing: dict[int, UnitComponents]

    def components(self, unit_id: int) -> dict[str, Any]:
        """Return what stands of a unit."""
        row = self.standing.get(unit_id)
        return row.components if row else {}


@dataclass
class _Plan:
    asked: UnitBlank
    values: dict[int, dict[str, Any]]
    found: Sorting


def blank(session: ScopedSession, wanted: Wanted, *, held: bool = False) -> UnitBlank:
    """Return what the template holds; raises NotFoundFailure for a year not begun, or an unknown ruleset."""
    under = unit_rules(session, wanted.year, closed_until=wanted.closed_until, ruleset=wanted.ruleset)
    if under is None:
        raise NotFoundFailure(year=wanted.year)
    rules = under.rules or next(iter(under.offered), None)
    if rules is None:
        raise NotFoundFailure(what="ruleset")
    tree = DatedTree(unit_names(session), first=under.first, last=under.last)
    units = tuple((unit, tree.label(unit)) for peers in Peers for unit in compared_units(session, tree, peers))
    standing = unit_components(session, year=wanted.year, key=rules.key, version=rules.version, held=held)
    return UnitBlank(rules, under.offered, under.last, units, standing)


def look(session: ScopedSession, wanted: Wanted, *, content: bytes) -> Report:
    """Return what importing the file would do, every problem named with its line; nothing is written.

    Raises NotFoundFailure as `blank` does.
    """
    try:
        return _plan(blank(session, wanted), content).found.report()
    except ImportFailure as failure:
        return component_files.refused(failure)


@act("unit_components:import")
def take(
    session: ScopedSession,
    wanted: Wanted,
    *,
    content: bytes,
    filename: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> Report:
    """Import the file, all of it.

    Raises ImportFailure with every problem, NotFoundFailure as `blank` does, ConflictFailure where somebody brought in
    the same units at the same moment.
    """
    plan = _plan(blank(session, wanted, held=True), content)
    asked, found = plan.asked, plan.found
    if found.problems:
        raise ImportFailure(problems=tuple(sorted(found.problems)))
    for unit_id, changed in plan.values.items():
        _put(session, wanted.year, asked, unit_id, changed, at)
    said = {"file": filename, "sha256": sha256(content).hexdigest(), "unchanged": found.unchanged}
    record(
        session,
        subject=f"unit_components:{wanted.year}:{asked.rules.key}:{asked.rules.version}",
        before={f"{one.subject} {one.column}": one.before for one in found.changes} or None,
        after=said | {"changed": {f"{one.subject} {one.column}": one.after for one in found.changes}},
    )
    try:
        session.flush()
    except IntegrityError as error:  # somebody was quicker: theirs stands, whole
        raise ConflictFailure(what="unit_components", reason="there") from error
    return found.report()


def _put(
    session: ScopedSession, year: int, asked: UnitBlank, unit_id: int, changed: dict[str, Any], at: datetime
) -> None:
    row = asked.standing.get(unit_id)
    if row is None:
        rules = asked.rules
        row = UnitComponents(
            year=year, ruleset_key=rules.key, ruleset_version=rules.version, unit_id=unit_id, components={}
        )
        session.add(row)
    merged = row.components | changed
    row.components = {key: value for key, value in merged.items() if value is not None}
    row.taken_at = at


def _plan(asked: UnitBlank, content: bytes) -> _Plan:
    plan = _Plan(asked, {}, Sorting())
    ids = {label.key: unit_id for unit_id, label in asked.units}
    standing = {key: asked.components(unit_id) for key, unit_id in ids.items()}
    for _number, key, changed in component_files.rows(content, asked.rules, ABOUT, standing, plan.found):
        plan.values[ids[key]] = changed
        plan.found.change(key, standing[key], changed)
    return plan

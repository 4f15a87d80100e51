"""Units in their dated tree."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from khaosat.access import ScopedSession
from khaosat.models.unit import Unit, UnitVersion
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, once
from khaosat.services.importing.rows import UnitRow
from khaosat.services.importing.timeline import STANDING, Span, check_tree, spans
from khaosat.services.sorting import sort_key


def plan_units(session: ScopedSession, rows: list[Placed[UnitRow]]) -> Plan:
    """Return the plan of a file of units; every row is one version of one unit."""
    plan = Plan()
    units = catalogue_rows.units_by_key(session)
    key_of = {unit.id: unit.key for unit in units.values()}
    standing: dict[str, list[UnitVersion]] = {}
    for version in catalogue_rows.unit_versions(session):
        standing.setdefault(key_of[version.unit_id], []).append(version)
    first = once(rows, lambda row: (row.key, row.valid_from), "key", plan)
    lives, problems = spans(first, standing, key_of)
    plan.problems += problems + check_tree(lives)
    if plan.problems:
        return plan
    for _, row in first:
        if row.key not in units:
            units[row.key] = Unit(key=row.key)
            plan.new.append(units[row.key])
    by_line: dict[int, UnitRow] = dict(first)
    known = {(key, version.valid_from): version for key, versions in standing.items() for version in versions}
    for life in lives.values():
        for span in life:
            _plan_span(plan, span, by_line.get(span.line), known, units, key_of)
    return plan


def _plan_span(
    plan: Plan,
    span: Span,
    row: UnitRow | None,
    known: Mapping[tuple[str, date], UnitVersion],
    units: Mapping[str, Unit],
    key_of: Mapping[int, str],
) -> None:
    subject = f"unit:{span.key}@{span.start.isoformat()}"
    version = known.get((span.key, span.start))
    if span.line == STANDING or row is None:
        assert version is not None  # noqa: S101  a span of no file is a version
        plan.edit(subject, version, {"valid_to": span.end})
        return
    parent = units[span.parent] if span.parent else None
    wanted: dict[str, Any] = {
        "name": row.name,
        "sort_key": sort_key(row.name),
        "kind": row.kind,
        "level": row.level,
        "official_code": row.official_code,
        "valid_to": span.end,
    }
    if version is None:
        plan.created.append(subject)
        plan.then.append(lambda: UnitVersion(unit_id=units[span.key].id, parent_id=parent.id if parent else None,
                                             valid_from=span.start, **wanted))  # fmt: skip  # one row
        return
    mark = plan.mark()
    before = key_of.get(version.parent_id or 0, "")
    parent_id: object = None if parent is None else parent.id or (lambda: parent.id)
    plan.edit(subject, version, {**wanted, "parent_id": parent_id}, {"parent_id": (before, span.parent or "")})
    plan.count(mark)

"""Which unit follows which: what leads a placard of a merged unit on to the one that hangs now."""

from collections.abc import Mapping
from datetime import date

from khaosat.access import ScopedSession
from khaosat.models.unit import UnitSuccession
from khaosat.queries import catalogue_rows
from khaosat.services.calendar import ONE_DAY
from khaosat.services.importing.offices import in_force
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, once
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import SuccessionRow

Place = tuple[int, int | None, date]


def plan_successions(session: ScopedSession, rows: list[Placed[SuccessionRow]]) -> Plan:
    """Return the plan of a file of successions: the old unit was in force the day before, the new one is that day."""
    plan = Plan()
    units = catalogue_rows.units_by_key(session)
    versions = catalogue_rows.unit_versions(session)
    standing = {(row.from_id, row.to_id, row.on): row for row in catalogue_rows.successions(session)}
    for line, row in once(rows, lambda row: (row.from_key, row.to_key, row.on), "from_key", plan):
        old, new = units.get(row.from_key), units.get(row.to_key or "")
        if old is None:
            plan.problems.append(Problem(line, "from_key", "unknown_unit", row.from_key))
        elif new is None and row.to_key is not None:
            plan.problems.append(Problem(line, "to_key", "unknown_unit", row.to_key))
        elif not in_force(versions, old.id, row.on - ONE_DAY):
            plan.problems.append(Problem(line, "from_key", "unit_not_in_force", row.from_key))
        elif new is not None and not in_force(versions, new.id, row.on):
            plan.problems.append(Problem(line, "to_key", "unit_not_in_force", row.to_key or ""))
        else:
            _plan_one(plan, row, old.id, new.id if new else None, standing)
    return plan


def _plan_one(
    plan: Plan, row: SuccessionRow, from_id: int, to_id: int | None, standing: Mapping[Place, UnitSuccession]
) -> None:
    wanted = {"kind": row.succession, "legal_ref": row.legal_ref}
    fresh = UnitSuccession(from_id=from_id, to_id=to_id, on=row.on, **wanted)
    mark = plan.mark()
    subject = f"unit:{row.from_key}>{row.to_key or ''}@{row.on.isoformat()}"
    plan.settle(subject, standing.get((from_id, to_id, row.on)), wanted, fresh)
    plan.count(mark)

"""Reception offices with their slip settings."""

from collections.abc import Mapping, Sequence
from datetime import date

from khaosat.access import ScopedSession
from khaosat.models.office import Office, OfficeSlips
from khaosat.models.unit import UnitVersion
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, once
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import OfficeRow

Slips = Mapping[tuple[int, date], OfficeSlips]


def plan_offices(session: ScopedSession, rows: list[Placed[OfficeRow]]) -> Plan:
    """Return the plan of a file of offices; an office never moves to another unit."""
    plan = Plan()
    units = catalogue_rows.units_by_key(session)
    standing = catalogue_rows.offices_by_key(session)
    slips = catalogue_rows.slips_by_office_and_day(session)
    versions = catalogue_rows.unit_versions(session)
    for line, row in once(rows, lambda row: row.key, "key", plan):
        unit, office = units.get(row.unit_key), standing.get(row.key)
        if unit is None:
            plan.problems.append(Problem(line, "unit_key", "unknown_unit", row.unit_key))
        elif office is not None and office.unit_id != unit.id:
            plan.problems.append(Problem(line, "unit_key", "office_moves", row.unit_key))
        elif not in_force(versions, unit.id, row.opened_on):
            plan.problems.append(Problem(line, "opened_on", "unit_not_in_force", row.opened_on.isoformat()))
        elif row.slips_from is not None and row.slips is None:
            plan.problems.append(Problem(line, "slips", "missing", ""))
        else:
            _plan_office(plan, row, office, unit.id, slips)
    return plan


def in_force(versions: Sequence[UnitVersion], unit_id: int, day: date) -> bool:
    """Return whether the unit existed that day."""
    return any(
        version.unit_id == unit_id
        and version.valid_from <= day
        and (version.valid_to is None or day < version.valid_to)
        for version in versions
    )


def _plan_office(plan: Plan, row: OfficeRow, office: Office | None, unit_id: int, slips: Slips) -> None:
    wanted = {"name": row.name, "address": row.address, "opened_on": row.opened_on, "closed_on": row.closed_on}
    fresh = Office(key=row.key, unit_id=unit_id, **wanted)
    subject = f"office:{row.key}"
    mark = plan.mark()
    plan.settle(subject, office, wanted, fresh)
    if row.slips is not None:
        _plan_slips(plan, row, office or fresh, slips)
    plan.count(mark)


def _plan_slips(plan: Plan, row: OfficeRow, office: Office, slips: Slips) -> None:
    start = row.slips_from or row.opened_on
    subject = f"office:{row.key}/slips@{start.isoformat()}"
    setting = slips.get((office.id, start))
    if setting is not None:
        plan.edit(subject, setting, {"handed_out": row.slips})
        return
    if office not in plan.new:  # a new office comes with its setting
        plan.created.append(subject)
    plan.then.append(
        lambda: OfficeSlips(office_id=office.id, unit_id=office.unit_id, valid_from=start, handed_out=row.slips)
    )

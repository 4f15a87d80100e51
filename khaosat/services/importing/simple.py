"""Fields of procedure, officers, special days: a key and a name."""

from khaosat.access import ScopedSession
from khaosat.models.dossier import SpecialDay
from khaosat.models.office import Field
from khaosat.models.officer import Officer
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, once
from khaosat.services.importing.rows import FieldRow, OfficerRow, SpecialDayRow
from khaosat.services.sorting import sort_key


def plan_fields(session: ScopedSession, rows: list[Placed[FieldRow]]) -> Plan:
    """Return the plan of a file of fields."""
    plan = Plan()
    standing = catalogue_rows.fields_by_key(session)
    for _, row in once(rows, lambda row: row.key, "key", plan):
        wanted = {"names": {"vi": row.name, "en": row.name_en}}
        mark = plan.mark()
        plan.settle(f"field:{row.key}", standing.get(row.key), wanted, Field(key=row.key, **wanted))
        plan.count(mark)
    return plan


def plan_officers(session: ScopedSession, rows: list[Placed[OfficerRow]]) -> Plan:
    """Return the plan of a file of officers."""
    plan = Plan()
    standing = catalogue_rows.officers_by_key(session)
    for _, row in once(rows, lambda row: row.key, "key", plan):
        wanted = {"display_name": row.display_name, "sort_key": sort_key(row.display_name)}
        mark = plan.mark()
        plan.settle(f"officer:{row.key}", standing.get(row.key), wanted, Officer(key=row.key, **wanted))
        plan.count(mark)
    return plan


def plan_special_days(session: ScopedSession, rows: list[Placed[SpecialDayRow]]) -> Plan:
    """Return the plan of a file of holidays and of days worked to make up for them."""
    plan = Plan()
    standing = catalogue_rows.special_days(session)
    for _, row in once(rows, lambda row: row.day, "day", plan):
        wanted = {"name": row.name, "works": row.works}
        mark = plan.mark()
        plan.settle(f"day:{row.day.isoformat()}", standing.get(row.day), wanted, SpecialDay(day=row.day, **wanted))
        plan.count(mark)
    return plan

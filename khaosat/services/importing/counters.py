"""Counters with the fields they serve."""

from collections.abc import Callable, Mapping

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, CounterField, Field
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed, as_shown
from khaosat.services.importing.planning import Plan, once
from khaosat.services.importing.report import Change, Problem
from khaosat.services.importing.rows import CounterRow


def plan_counters(session: ScopedSession, rows: list[Placed[CounterRow]]) -> Plan:
    """Return the plan of a file of counters; the fields named are all a counter serves, not an addition."""
    plan = Plan()
    offices = catalogue_rows.offices_by_key(session)
    fields = catalogue_rows.fields_by_key(session)
    standing = catalogue_rows.counters_by_office_and_number(session)
    served = _served(session)
    for line, row in once(rows, lambda row: (row.office_key, row.number), "number", plan):
        mark = plan.mark()
        office = offices.get(row.office_key)
        plan.problems += [Problem(line, "fields", "unknown_field", key) for key in row.fields if key not in fields]
        if office is None:
            plan.problems.append(Problem(line, "office_key", "unknown_office", row.office_key))
            continue
        counter = standing.get((office.id, row.number))
        fresh = Counter(office_id=office.id, unit_id=office.unit_id, number=row.number, name=row.name)
        subject = f"counter:{row.office_key}/{row.number}"
        desk = plan.settle(subject, counter, {"name": row.name}, fresh)
        if plan.mark()[2] == mark[2]:
            _plan_fields(plan, subject, desk, {key: fields[key] for key in row.fields}, served.get(desk.id, {}))
        plan.count(mark)
    return plan


def _served(session: ScopedSession) -> dict[int, dict[str, CounterField]]:
    key_of = {field.id: key for key, field in catalogue_rows.fields_by_key(session).items()}
    found: dict[int, dict[str, CounterField]] = {}
    for (counter_id, field_id), row in catalogue_rows.counter_fields(session).items():
        found.setdefault(counter_id, {})[key_of[field_id]] = row
    return found


def _plan_fields(
    plan: Plan, subject: str, desk: Counter, wanted: Mapping[str, Field], served: Mapping[str, CounterField]
) -> None:
    plan.gone += [row for key, row in served.items() if key not in wanted]
    plan.then += [_serving(desk, field) for key, field in wanted.items() if key not in served]
    if desk.id and wanted.keys() != served.keys():
        plan.changes.append(Change(subject, "fields", as_shown(tuple(served)), as_shown(tuple(wanted))))


def _serving(desk: Counter, field: Field) -> Callable[[], CounterField]:
    return lambda: CounterField(counter_id=desk.id, field_id=field.id, unit_id=desk.unit_id)

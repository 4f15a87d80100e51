"""Officers at offices, from day to day."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from khaosat.access import ScopedSession
from khaosat.models.office import Office
from khaosat.models.officer import Officer, Posting
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, covers, once, overlap
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import PostingRow


class Stay(NamedTuple):
    """A posting as overlaps are judged: line 0 stands already."""

    line: int
    office_id: int
    kind: str
    start: date
    end: date | None


def plan_postings(session: ScopedSession, rows: list[Placed[PostingRow]]) -> Plan:
    """Return the plan of a file of postings; an officer is full-time at one office at a time."""
    plan = Plan()
    officers = catalogue_rows.officers_by_key(session)
    offices = catalogue_rows.offices_by_key(session)
    standing = {(row.officer_id, row.office_id, row.valid_from): row for row in catalogue_rows.postings(session)}
    stays = {
        key: (row.officer_id, Stay(0, row.office_id, row.kind, row.valid_from, row.valid_to))
        for key, row in standing.items()
    }
    for line, row in once(rows, lambda row: (row.officer_key, row.office_key, row.valid_from), "officer_key", plan):
        officer, office = officers.get(row.officer_key), offices.get(row.office_key)
        if (
            officer is None
            or office is None
            or not covers(office.opened_on, office.closed_on, row.valid_from, row.valid_to)
        ):
            plan.problems += _unknown(line, row, officer, office)
            continue
        key = (officer.id, office.id, row.valid_from)
        stays[key] = (officer.id, Stay(line, office.id, row.kind, row.valid_from, row.valid_to))
        _plan_posting(plan, row, standing.get(key), officer, office)
    by_officer: dict[int, list[Stay]] = {}
    for officer_id, stay in stays.values():
        by_officer.setdefault(officer_id, []).append(stay)
    for its in by_officer.values():
        plan.problems += _overlaps(its)
    return plan


def _unknown(line: int, row: PostingRow, officer: Officer | None, office: Office | None) -> list[Problem]:
    found = []
    if officer is None:
        found.append(Problem(line, "officer_key", "unknown_officer", row.officer_key))
    if office is None:
        found.append(Problem(line, "office_key", "unknown_office", row.office_key))
    return found or [Problem(line, "valid_from", "office_not_open", row.valid_from.isoformat())]


def _plan_posting(plan: Plan, row: PostingRow, posting: Posting | None, officer: Officer, office: Office) -> None:
    mark = plan.mark()
    wanted = {"kind": row.kind, "duty_group": row.duty_group, "valid_to": row.valid_to}
    fresh = Posting(
        officer_id=officer.id, office_id=office.id, unit_id=office.unit_id, valid_from=row.valid_from, **wanted
    )
    subject = f"posting:{row.officer_key}/{row.office_key}@{row.valid_from.isoformat()}"
    plan.settle(subject, posting, wanted, fresh)
    plan.count(mark)


def _overlaps(stays: Sequence[Stay]) -> list[Problem]:
    found = []
    for place, one in enumerate(stays):
        for other in stays[:place]:
            same = one.office_id == other.office_id or {one.kind, other.kind} == {"full_time"}
            if same and (one.line or other.line) and overlap(one.start, one.end, other.start, other.end):
                line = max(one.line, other.line)
                start = one.start if one.line == line else other.start
                found.append(Problem(line, "valid_from", "overlap", start.isoformat()))
    return found

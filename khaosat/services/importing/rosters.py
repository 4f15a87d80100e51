"""Who sits at which counter on which half-day; a closed day's roster is not imported any more."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from khaosat.access import ScopedSession
from khaosat.models.officer import Posting, Roster
from khaosat.queries import catalogue_rows
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, covers, once
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import RosterRow

CLOSES_AFTER = timedelta(days=2)  # a day D closes at D+2 00:00
Places = Mapping[tuple[int, int], list[Posting]]


def plan_rosters(session: ScopedSession, rows: list[Placed[RosterRow]], *, at: datetime) -> Plan:
    """Return the plan of a file of rosters; rows are added, never taken away."""
    plan = Plan()
    if not rows:
        return plan
    officers = {key: officer.id for key, officer in catalogue_rows.officers_by_key(session).items()}
    offices = catalogue_rows.offices_by_key(session)
    counters = catalogue_rows.counters_by_office_and_number(session)
    posted: dict[tuple[int, int], list[Posting]] = {}
    for posting in catalogue_rows.postings(session):
        posted.setdefault((posting.officer_id, posting.office_id), []).append(posting)
    days = [row.day for _, row in rows]
    sitting = catalogue_rows.sittings(session, first=min(days), last=max(days))
    mass: list[Mapping[str, object]] = []
    for line, row in once(rows, lambda row: (row.officer_key, row.office_key, row.day, row.half), "officer_key", plan):
        office = offices.get(row.office_key)
        officer_id = officers.get(row.officer_key)
        counter = counters.get((office.id, row.counter_number)) if office else None
        if office is None or officer_id is None or counter is None:
            plan.problems += _unknown(line, row, known_office=office is not None, known_officer=officer_id is not None)
        elif (officer_id, counter.id, row.day, row.half) in sitting:
            plan.unchanged += 1
        elif row.day + CLOSES_AFTER <= at.date():
            plan.problems.append(Problem(line, "day", "day_closed", row.day.isoformat()))
        elif not _posted(posted, officer_id, office.id, row.day):
            plan.problems.append(Problem(line, "officer_key", "not_posted", row.officer_key))
        else:
            plan.created.append(f"roster:{row.office_key}/{row.counter_number}@{row.day.isoformat()}/{row.half}")
            place = {"office_id": office.id, "unit_id": office.unit_id, "counter_id": counter.id}
            mass.append({"officer_id": officer_id, "day": row.day, "half": row.half, **place})
    plan.masses[Roster] = mass
    return plan


def _unknown(line: int, row: RosterRow, *, known_office: bool, known_officer: bool) -> list[Problem]:
    found = []
    if not known_officer:
        found.append(Problem(line, "officer_key", "unknown_officer", row.officer_key))
    if not known_office:
        found.append(Problem(line, "office_key", "unknown_office", row.office_key))
    return found or [Problem(line, "counter_number", "unknown_counter", row.counter_number)]


def _posted(posted: Places, officer_id: int, office_id: int, day: date) -> bool:
    return any(
        covers(stay.valid_from, stay.valid_to, day, day + timedelta(days=1))
        for stay in posted.get((officer_id, office_id), [])
    )

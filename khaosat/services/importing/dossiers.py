"""Dossier counts by month, and dossiers closed by quarter hour."""

from collections.abc import Container, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from khaosat.access import Everything, ScopedSession
from khaosat.models.dossier import ClosedDossiers, DossierCount
from khaosat.models.office import Office
from khaosat.queries import catalogue_rows
from khaosat.services.calendar import ONE_DAY, month_end
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import Plan, once, overlap
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import ClosedRow, DossierRow

COUNTED = ("received", "returned", "early", "on_time", "late")


@dataclass
class Catalogue:
    """What the rows point to, read once."""

    session: ScopedSession

    @cached_property
    def offices(self) -> dict[str, Office]:
        """Every office by key whose counts this session may write; to it there are no others."""
        writes = self.session.scope.writes
        found = catalogue_rows.offices_by_key(self.session)
        return {key: one for key, one in found.items() if isinstance(writes, Everything) or one.unit_id in writes}

    @cached_property
    def fields(self) -> dict[str, int]:
        """Every field's id by key."""
        return {key: field.id for key, field in catalogue_rows.fields_by_key(self.session).items()}

    @cached_property
    def units(self) -> dict[str, int]:
        """Every unit's id by key."""
        return {key: unit.id for key, unit in catalogue_rows.units_by_key(self.session).items()}

    @cached_property
    def officers(self) -> dict[str, int]:
        """Every officer's id by key."""
        return {key: officer.id for key, officer in catalogue_rows.officers_by_key(self.session).items()}

    @cached_property
    def _stays(self) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
        found: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
        for row in catalogue_rows.postings(self.session):
            found.setdefault((row.officer_id, row.office_id), []).append((row.valid_from, row.valid_to))
        return found

    def posted(self, officer_id: int, office_id: int, first: date, last: date) -> bool:
        """Return whether the officer was posted at the office on some day from first to last."""
        stays = self._stays.get((officer_id, office_id), [])
        return any(overlap(start, end, first, last + ONE_DAY) for start, end in stays)

    def problems(self, line: int, first: date, last: date, **keys: str | None) -> list[Problem]:
        """Return what a row points to in vain; `keys` by column, None for what it leaves open."""
        known: dict[str, tuple[Container[str], str]] = {
            "office_key": (self.offices, "unknown_office"),
            "field_key": (self.fields, "unknown_field"),
            "decided_by": (self.units, "unknown_unit"),
            "officer_key": (self.officers, "unknown_officer"),
        }
        found = [
            Problem(line, column, known[column][1], key)
            for column, key in keys.items()
            if key is not None and key not in known[column][0]
        ]
        officer, office = keys.get("officer_key"), keys["office_key"]
        if found or officer is None or office is None:
            return found
        if not self.posted(self.officers[officer], self.offices[office].id, first, last):
            return [Problem(line, "officer_key", "not_posted", officer)]
        return []


def plan_dossiers(session: ScopedSession, rows: list[Placed[DossierRow]]) -> Plan:
    """Return the plan of a file of monthly counts; a row that stands already is brought to the file's numbers."""
    plan, known = Plan(), Catalogue(session)
    months = [row.month for _, row in rows] or [date.min]
    standing = catalogue_rows.dossier_counts(session, first=min(months), last=max(months))

    def place_of(row: DossierRow) -> Hashable:
        office = known.offices.get(row.office_key)
        decides = known.units.get(row.decided_by) if row.decided_by else office and office.unit_id
        return row.office_key, decides, row.field_key, row.month, row.officer_key

    for line, row in once(rows, place_of, "office_key", plan):
        keys = {"office_key": row.office_key, "field_key": row.field_key, "decided_by": row.decided_by}
        problems = known.problems(line, row.month, month_end(row.month), **keys, officer_key=row.officer_key)
        if problems:
            plan.problems += problems
            continue
        office = known.offices[row.office_key]
        place = {
            "office_id": office.id,
            "decided_by": known.units[row.decided_by] if row.decided_by else office.unit_id,
            "field_id": known.fields[row.field_key],
            "month": row.month,
            "officer_id": known.officers[row.officer_key] if row.officer_key else None,
        }
        wanted = {name: getattr(row, name) for name in COUNTED}
        subject = f"dossiers:{row.office_key}/{row.field_key}@{row.month:%Y-%m}"
        plan.settle_mass(
            subject, standing.get(tuple(place.values())), wanted, DossierCount, {"unit_id": office.unit_id, **place}
        )
    return plan


def plan_closed_dossiers(session: ScopedSession, rows: list[Placed[ClosedRow]]) -> Plan:
    """Return the plan of a file of dossiers closed by quarter hour; rows of nothing are left out."""
    plan, known = Plan(), Catalogue(session)
    days = [row.day for _, row in rows] or [date.min]
    standing = catalogue_rows.closed_dossiers(session, first=min(days), last=max(days))
    for line, row in once(rows, lambda row: (row.office_key, row.officer_key, row.day, row.slot), "slot", plan):
        problems = known.problems(line, row.day, row.day, office_key=row.office_key, officer_key=row.officer_key)
        if problems or not row.closed:
            plan.problems += problems
            continue
        office = known.offices[row.office_key]
        place = {"office_id": office.id, "officer_id": known.officers[row.officer_key], "day": row.day,
                 "slot": row.slot}  # fmt: skip  # one key, one line of thought
        hour = timedelta(minutes=15 * row.slot)
        subject = f"closed:{row.officer_key}@{row.day.isoformat()} {hour}"
        plan.settle_mass(
            subject,
            standing.get(tuple(place.values())),
            {"closed": row.closed},
            ClosedDossiers,
            {"unit_id": office.unit_id, **place},
        )
    return plan

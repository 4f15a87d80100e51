"""The catalogue: where answers can be given, and the standing round that takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure
from khaosat.models.round import Round
from khaosat.queries import catalogue_rows
from khaosat.queries.standing_round import RoundView, standing_round
from khaosat.services.acts import Actor, act, record


@dataclass(frozen=True)
class OfficePlace:
    """An office by ids: its unit, who was ever posted there by key, and what hangs by counter number ('' the whole)."""

    id: int
    unit_id: int
    officers: Mapping[str, int]
    placards: Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class Places:
    """Everything an answer can point to, by key."""

    offices: Mapping[str, OfficePlace]
    fields: Mapping[str, int]


def places(session: ScopedSession) -> Places:
    """Return every office, officer, placard and field by the keys of the catalogue."""
    key_of = {officer.id: key for key, officer in catalogue_rows.officers_by_key(session).items()}
    number_of = {row.id: number for (_, number), row in catalogue_rows.counters_by_office_and_number(session).items()}
    officers: dict[int, dict[str, int]] = {}
    for posting in catalogue_rows.postings(session):
        officers.setdefault(posting.office_id, {})[key_of[posting.officer_id]] = posting.officer_id
    hanging: dict[int, dict[str, tuple[int, str]]] = {}
    for placard, office, counter, code in catalogue_rows.hanging_placards(session):
        hanging.setdefault(office, {}).setdefault(number_of[counter] if counter else "", (placard, code))
    offices = {
        key: OfficePlace(office.id, office.unit_id, officers.get(office.id, {}), hanging.get(office.id, {}))
        for key, office in catalogue_rows.offices_by_key(session).items()
    }
    fields = {key: field.id for key, field in catalogue_rows.fields_by_key(session).items()}
    return Places(offices, fields)


def the_standing_round(session: ScopedSession, *, day: date) -> RoundView | None:
    """Return the round that takes the placards' answers on that day, or None."""
    return standing_round(session, day)


@act("rounds:open_standing")
def open_standing_round(
    session: ScopedSession,
    *,
    key: str,
    name: str,
    questionnaire_id: int,
    starts_on: date,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the same
) -> None:
    """Open the round that is always open; raises ConflictFailure while another one stands."""
    if standing_round(session, date.max) is not None:
        raise ConflictFailure(what="round", reason="standing")
    session.add(Round(key=key, name=name, questionnaire_id=questionnaire_id, starts_on=starts_on, standing=True))
    after = {"name": name, "questionnaire": questionnaire_id, "starts_on": starts_on.isoformat()}
    record(session, subject=f"round:{key}", before=None, after=after)

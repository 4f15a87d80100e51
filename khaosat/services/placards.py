"""Placards: issuing, revoking, replacing, and what hangs where."""

from dataclasses import dataclass
from datetime import date, datetime
from random import SystemRandom

from khaosat.access import Everything, ScopedSession, Units
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure, PlacardRevokedFailure
from khaosat.models.office import Office
from khaosat.models.placard import Placard
from khaosat.queries.office_lines import counters_of
from khaosat.queries.placards import (
    PlacardLine,
    Wanted,
    code_is_taken,
    counter_of,
    office_by_key,
    placard_lines,
    placard_row,
)
from khaosat.services import codes
from khaosat.services.acts import Actor, act, record
from khaosat.services.searching import found_in

__all__ = [
    "Listing",
    "PlacardLine",
    "hanging",
    "issue",
    "issue_for_counters",
    "listing",
    "of_office",
    "placard",
    "replace",
    "revoke",
    "text_of_code",
]

PAGE = 50


@dataclass(frozen=True)
class Listing:
    """One page of placards; pages count from 1."""

    lines: tuple[PlacardLine, ...]
    total: int
    page: int
    pages: int


@act("placards:issue")
def issue(
    session: ScopedSession,
    *,
    office_key: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
    counter_number: str | None = None,
) -> str:
    """Issue a placard for an office, or one counter of it; returns its code.

    Raises NotFoundFailure for an unknown office, InvalidFailure for a counter it does not have, ConflictFailure for an
    office that has closed.
    """
    office = _open_office(session, office_key, at)
    counter = counter_of(session, office_id=office.id, number=counter_number) if counter_number else None
    if counter_number and counter is None:
        raise InvalidFailure(field="counter", reason="unknown")
    made = _made(session, office.id, office.unit_id, counter.id if counter else None, at)
    after = {"office": office_key, "counter": counter_number}
    record(session, subject=f"placard:{made.code}", before=None, after=after)
    return made.code


@act("placards:issue_for_counters")
def issue_for_counters(session: ScopedSession, *, office_key: str, by: Actor, at: datetime) -> tuple[str, ...]:  # noqa: ARG001  the act leaves `by` in its event
    """Issue a placard for each counter of an office where none hangs; returns their codes in the counters' order.

    Raises NotFoundFailure, ConflictFailure for a closed office, InvalidFailure where there is no counter left.
    """
    office = _open_office(session, office_key, at)
    served = {line.counter_number for line in of_office(session, office_key=office_key, day=at.date())
              if line.revoked_at is None}  # fmt: skip  # one set, one line of thought
    bare = [counter for counter in counters_of(session, office_id=office.id) if counter.number not in served]
    if not bare:
        raise InvalidFailure(field="counters", reason="none_left")
    codes_made = tuple(_made(session, office.id, office.unit_id, counter.id, at).code for counter in bare)
    after = {"counters": [counter.number for counter in bare], "placards": list(codes_made)}
    record(session, subject=f"office:{office_key}", before=None, after=after)
    return codes_made


@act("placards:revoke")
def revoke(
    session: ScopedSession,
    *,
    code: str,
    reason: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> None:
    """Take a placard down for good, with a reason; who scans it is led to another of the office."""
    found = _hanging_row(session, code)
    if not reason.strip():
        raise InvalidFailure(field="reason", reason="missing")
    found.revoked_at = at
    after = {"revoked_at": at.isoformat(), "reason": reason.strip()}
    record(session, subject=f"placard:{found.code}", before={"revoked_at": None}, after=after)


@act("placards:replace")
def replace(
    session: ScopedSession,
    *,
    code: str,
    reason: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> str:
    """Take a placard down and issue one for the same place; returns the new code, to which the old one leads."""
    found = _hanging_row(session, code)
    if not reason.strip():
        raise InvalidFailure(field="reason", reason="missing")
    made = _made(session, found.office_id, found.unit_id, found.counter_id, at)
    found.revoked_at, found.replaced_by_id = at, made.id
    after = {"revoked_at": at.isoformat(), "replaced_by": made.code, "reason": reason.strip()}
    record(session, subject=f"placard:{found.code}", before={"revoked_at": None, "replaced_by": None}, after=after)
    return made.code


def listing(session: ScopedSession, *, day: date, search: str = "", page: int = 1) -> Listing:
    """Return one page of the placards this person keeps, by the names of the units; words of a name or a code."""
    everything = placard_lines(session, Wanted(), day=day)
    found = [
        line
        for line in everything
        if found_in(search, line.unit_name, line.parent_name, line.office_name, line.office_key, line.code)
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), pages)
    return Listing(tuple(found[(page - 1) * PAGE : page * PAGE]), len(found), page, pages)


def hanging(
    session: ScopedSession,
    *,
    day: date,
    units: Units | None = None,
    office_key: str | None = None,
    code: str | None = None,
) -> tuple[PlacardLine, ...]:
    """Return what hangs: everywhere, in these units (what a person reads), of one office, of one code.

    Placards are catalogue, open to every reader: which of them somebody prints is said here. Raises NotFoundFailure
    where an office or code was named and nothing of it hangs in these units.
    """
    among = None if units is None or isinstance(units, Everything) else units
    plain = codes.tidy(code) if code is not None else None
    found = placard_lines(session, Wanted(unit_ids=among, office_key=office_key, code=plain, hanging=True), day=day)
    if (office_key is not None or code is not None) and not found:
        raise NotFoundFailure(what="placard", office=office_key, code=code)
    return found


def of_office(session: ScopedSession, *, office_key: str, day: date) -> tuple[PlacardLine, ...]:
    """Return every placard of an office, what hangs and what was taken down."""
    return placard_lines(session, Wanted(office_key=office_key), day=day)


def placard(session: ScopedSession, *, code: str, day: date) -> PlacardLine:
    """Return one placard; raises NotFoundFailure."""
    found = placard_lines(session, Wanted(code=codes.tidy(code)), day=day)
    if not found:
        raise NotFoundFailure(what="placard", code=code)
    return found[0]


def text_of_code(public_url: str, code: str) -> str:
    """Return what the QR says: the scheme in small letters (one camera refuses capitals), the rest in capitals."""
    scheme, rest = public_url.split("://", 1)
    return f"{scheme.lower()}://{rest.upper()}/P/{code.upper()}"


def _open_office(session: ScopedSession, key: str, at: datetime) -> Office:
    office = office_by_key(session, key)
    if office is None:
        raise NotFoundFailure(what="office", key=key)
    if office.closed_on is not None and office.closed_on <= at.date():
        raise ConflictFailure(field="office", reason="closed")
    return office


def _hanging_row(session: ScopedSession, code: str) -> Placard:
    found = placard_row(session, codes.tidy(code))
    if found is None:
        raise NotFoundFailure(what="placard", code=code)
    if found.revoked_at is not None:
        raise PlacardRevokedFailure(code=found.code)
    return found


def _made(session: ScopedSession, office_id: int, unit_id: int, counter_id: int | None, at: datetime) -> Placard:
    source = SystemRandom()
    code = codes.new_code(source)
    while code_is_taken(session, code):
        code = codes.new_code(source)
    made = Placard(code=code, office_id=office_id, unit_id=unit_id, counter_id=counter_id, issued_at=at)
    session.add(made)
    session.flush()
    return made

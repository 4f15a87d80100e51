"""Roles: given by an administrator; those that read answers work once Internal Affairs, another person, confirmed."""

from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.account import Account, RoleGrant
from khaosat.policy import EVERY_UNIT, READS_ANSWERS, Role
from khaosat.queries.accounts import account_by_id
from khaosat.queries.grants import accounts_in_roles, grant_by_id, grants_of
from khaosat.queries.units import unit_by_key
from khaosat.services.acts import Actor, act, record

NEEDS_UNIT = frozenset({Role.UNIT_HEAD, Role.OFFICER})
WITHOUT_UNIT = EVERY_UNIT | {Role.ADMINISTRATOR}


def side_of(role: Role) -> str | None:
    """Return the side a role stands on: administration and the reading of answers never meet in one person."""
    if role in READS_ANSWERS:
        return "answers"
    return "administration" if role is Role.ADMINISTRATOR else None


@act("grants:grant")
def grant(
    session: ScopedSession, *, account_id: int, role: Role, by: Actor, at: datetime, unit_key: str | None = None
) -> int:
    """Give a role, for a unit where the role needs one; returns the grant's id.

    Raises ConflictFailure with a reason: 'own' (nobody changes their own), 'other_side' (administration and answers on
    one person), 'granted' (they have it already); InvalidFailure for a unit missing, unknown or out of place.
    """
    _refuse_own(account_id, by)
    account = account_by_id(session, account_id=account_id, lock=True)
    given = _given(session, account, role, unit_key, by, at)
    session.add(given)
    session.flush()
    record(session, subject=f"account:{account.name}", before=None, after=_as_known(given, unit_key))
    return given.id


def _given(
    session: ScopedSession, account: Account, role: Role, unit_key: str | None, by: Actor, at: datetime
) -> RoleGrant:
    unit_id = _unit_id(session, role, unit_key)
    side = side_of(role)
    if side is not None and account.side not in {None, side}:
        raise ConflictFailure(what="grant", reason="other_side")
    if any(one.role == role and one.unit_id == unit_id for one in grants_of(session, account_id=account.id)):
        raise ConflictFailure(what="grant", reason="granted")
    account.side = account.side or side
    session.flush()  # the database compares the grant's side with the account's
    return RoleGrant(
        account_id=account.id, side=side, role=role.value, unit_id=unit_id, granted_by=by.account_id, granted_at=at
    )


def _unit_id(session: ScopedSession, role: Role, unit_key: str | None) -> int | None:
    if not unit_key:
        if role in NEEDS_UNIT:
            raise InvalidFailure(field="unit", reason="missing")
        return None
    if role in WITHOUT_UNIT:
        raise InvalidFailure(field="unit", reason="out_of_place")
    unit = unit_by_key(session, unit_key)
    if unit is None:
        raise InvalidFailure(field="unit", reason="unknown")
    return unit.id


@act("grants:confirm")
def confirm(session: ScopedSession, *, grant_id: int, by: Actor, at: datetime) -> None:
    """Confirm a role that reads answers; Internal Affairs does, for another person, given by another."""
    found = _waiting(session, grant_id)
    if by.account_id is not None and by.account_id in {found.account_id, found.granted_by}:
        raise ConflictFailure(what="grant", reason="own")
    found.confirmed_by, found.confirmed_at = by.account_id, at
    account = account_by_id(session, account_id=found.account_id)
    after = {"role": found.role, "confirmed_at": at.isoformat()}
    record(session, subject=f"account:{account.name}", before={"role": found.role, "confirmed_at": None}, after=after)


@act("grants:confirm_first")
def confirm_first(session: ScopedSession, *, grant_id: int, by: Actor, at: datetime) -> None:
    """Confirm the first person of Internal Affairs, by command, while nobody there could: ConflictFailure else."""
    found = _waiting(session, grant_id)
    if by.account_id is not None or found.role != Role.AFFAIRS or accounts_in_roles(session, roles=[Role.AFFAIRS]):
        raise ConflictFailure(what="grant", reason="somebody_can")
    found.confirmed_at = at
    account = account_by_id(session, account_id=found.account_id)
    after = {"role": found.role, "confirmed_at": at.isoformat()}
    record(session, subject=f"account:{account.name}", before={"role": found.role, "confirmed_at": None}, after=after)


@act("grants:refuse")
def refuse(session: ScopedSession, *, grant_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Turn a waiting grant down, with a reason that stays in the audit trail."""
    found = _waiting(session, grant_id)
    _end(session, found, reason, by, at)


@act("grants:revoke")
def revoke(session: ScopedSession, *, grant_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a role away, with a reason; it works no more from the next request on. Nobody takes their own."""
    found = grant_by_id(session, grant_id=grant_id)
    if found is None or found.revoked_at is not None:
        raise NotFoundFailure(what="grant", id=grant_id)
    _end(session, found, reason, by, at)


def _end(session: ScopedSession, found: RoleGrant, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise InvalidFailure(field="reason", reason="missing")
    _refuse_own(found.account_id, by)
    found.revoked_at = at
    account = account_by_id(session, account_id=found.account_id)
    before = {"role": found.role, "unit_id": found.unit_id, "revoked_at": None}
    after = {"revoked_at": at.isoformat(), "reason": reason.strip()}
    record(session, subject=f"account:{account.name}", before=before, after=after)


def _waiting(session: ScopedSession, grant_id: int) -> RoleGrant:
    found = grant_by_id(session, grant_id=grant_id)
    if found is None or found.revoked_at is not None or found.role not in READS_ANSWERS:
        raise NotFoundFailure(what="grant", id=grant_id)
    if found.confirmed_at is not None:
        raise ConflictFailure(what="grant", reason="confirmed")
    return found


def _refuse_own(account_id: int, by: Actor) -> None:
    if by.account_id == account_id:
        raise ConflictFailure(what="grant", reason="own")


def _as_known(given: RoleGrant, unit_key: str | None) -> dict[str, object]:
    return {"role": given.role, "unit": unit_key, "waits_for_affairs": given.role in READS_ANSWERS}

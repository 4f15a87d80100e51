"""People of the demonstration: made ready to sign in, so that a visitor can play every part. Demo mode alone calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.account import Account, RoleGrant
from khaosat.policy import READS_ANSWERS, SECOND_FACTOR, Role
from khaosat.queries.accounts import account_by_name
from khaosat.queries.officers import officer_by_key
from khaosat.queries.units import unit_by_key
from khaosat.services import passwords, second_factor
from khaosat.services.acts import Actor, act, record
from khaosat.services.grants import side_of
from khaosat.services.lockout import forgiven
from khaosat.services.sealed_secrets import Ring, sealed


@dataclass(frozen=True)
class DemoPerson:
    """A part of the demonstration: one role, for a unit where the role needs one."""

    name: str
    display_name: str
    role: Role
    unit_key: str | None = None
    officer_key: str | None = None


@act("accounts:make_demo")
def make_demo(
    session: ScopedSession,
    *,
    people: Sequence[DemoPerson],
    ring: Ring,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> dict[str, str]:
    """Make the accounts that are not there yet, roles working and second factor enrolled; returns name → password.

    Raises NotFoundFailure for a unit or officer that is not in the catalogue.
    """
    made = {person.name: passwords.fresh() for person in people if account_by_name(session, person.name) is None}
    for person in people:
        if person.name in made:
            account = _account(session, person, made[person.name], ring, at)
            session.add(_working_grant(session, person, account, at))
    after = {"made": sorted(made)}
    record(session, subject="accounts:demo", before=None, after=after)
    return made


@act("accounts:demo_passwords")
def demo_passwords(
    session: ScopedSession,
    *,
    names: Sequence[str],
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the same
) -> dict[str, str]:
    """Give these accounts new passwords, good until the next ones; returns name → password."""
    made = {name: passwords.fresh() for name in names}
    for name, password in made.items():
        account = _known(session, name)
        account.password_hash, account.must_change_password = passwords.hashed(password), False
        forgiven(account)
    record(session, subject="accounts:demo", before=None, after={"new_passwords": sorted(made)})
    return made


def demo_code(session: ScopedSession, *, name: str, ring: Ring, at: datetime) -> str | None:
    """Return the second factor's code for this moment, or the next one where this one is spent; None without one."""
    account = _known(session, name)
    if account.totp_secret is None:
        return None
    spent = account.totp_last_step or 0
    step = max(int(at.timestamp()) // second_factor.STEP, spent + 1)
    return second_factor.code_of_step(account.totp_secret, ring=ring, step=step)


def _known(session: ScopedSession, name: str) -> Account:
    account = account_by_name(session, name)
    if account is None:
        raise NotFoundFailure(what="account", name=name)
    return account


def _account(session: ScopedSession, person: DemoPerson, password: str, ring: Ring, at: datetime) -> Account:
    officer = officer_by_key(session, person.officer_key) if person.officer_key else None
    if person.officer_key and officer is None:
        raise NotFoundFailure(what="officer", key=person.officer_key)
    account = Account(
        name=person.name,
        display_name=person.display_name,
        side=side_of(person.role),
        officer_id=officer.id if officer else None,
        password_hash=passwords.hashed(password),
        failures=0,
    )
    if person.role in SECOND_FACTOR:
        account.totp_secret, account.totp_confirmed_at = sealed(second_factor.fresh_secret(), ring), at
    session.add(account)
    session.flush()
    return account


def _working_grant(session: ScopedSession, person: DemoPerson, account: Account, at: datetime) -> RoleGrant:
    unit = unit_by_key(session, person.unit_key) if person.unit_key else None
    if person.unit_key and unit is None:
        raise NotFoundFailure(what="unit", key=person.unit_key)
    return RoleGrant(
        account_id=account.id,
        side=account.side,
        role=person.role.value,
        unit_id=unit.id if unit else None,
        granted_at=at,
        confirmed_at=at if person.role in READS_ANSWERS else None,
    )

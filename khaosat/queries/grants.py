"""Which roles a person has, and which wait for a confirmation."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from khaosat.access import ScopedSession
from khaosat.models.account import Account, RoleGrant
from khaosat.policy import READS_ANSWERS, Role

READERS = sorted(role.value for role in READS_ANSWERS)


def works() -> ColumnElement[bool]:
    """Return the condition of a grant that works: not revoked, and confirmed where the role reads answers."""
    return RoleGrant.revoked_at.is_(None) & (RoleGrant.role.not_in(READERS) | RoleGrant.confirmed_at.is_not(None))


def working_grants(session: ScopedSession, *, account_id: int) -> Sequence[RoleGrant]:
    """Return the account's grants that work."""
    statement = select(RoleGrant).where(RoleGrant.account_id == account_id, works()).order_by(RoleGrant.id)
    return session.scalars(statement).all()


def grants_of(session: ScopedSession, *, account_id: int) -> Sequence[RoleGrant]:
    """Return the account's grants that were not revoked, working or waiting."""
    statement = select(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
    return session.scalars(statement.order_by(RoleGrant.id)).all()


def standing_grants(session: ScopedSession) -> Sequence[RoleGrant]:
    """Return every account's grants that were not revoked, working or waiting."""
    return session.scalars(select(RoleGrant).where(RoleGrant.revoked_at.is_(None)).order_by(RoleGrant.id)).all()


def grant_by_id(session: ScopedSession, *, grant_id: int) -> RoleGrant | None:
    """Return the grant, standing or revoked."""
    return session.scalars(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update()).one_or_none()


def waiting_grants(session: ScopedSession) -> Sequence[tuple[RoleGrant, Account]]:
    """Return the grants that wait for Internal Affairs, oldest first, each with its account."""
    statement = (
        select(RoleGrant, Account)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.revoked_at.is_(None), RoleGrant.role.in_(READERS), RoleGrant.confirmed_at.is_(None))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [(grant, account) for grant, account in session.execute(statement)]


def accounts_in_roles(session: ScopedSession, *, roles: Sequence[Role]) -> Sequence[int]:
    """Return the ids of accounts that are on and hold one of the roles today."""
    statement = (
        select(RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role.in_([role.value for role in roles]), works(), Account.disabled_at.is_(None))
        .distinct()
        .order_by(RoleGrant.account_id)
    )
    return session.scalars(statement).all()

"""Which account it is, and which accounts there are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.account import Account, SignIn


def account_by_name(session: ScopedSession, name: str, *, lock: bool = False) -> Account | None:
    """Return the account of that sign-in name; `lock` makes other writers of the row wait (PostgreSQL)."""
    statement = select(Account).where(Account.name == name)
    return session.scalars(statement.with_for_update() if lock else statement).one_or_none()


def account_by_id(session: ScopedSession, *, account_id: int, lock: bool = False) -> Account:
    """Return the account; raises NotFoundFailure."""
    statement = select(Account).where(Account.id == account_id)
    account = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if account is None:
        raise NotFoundFailure(what="account", id=account_id)
    return account


def accounts(session: ScopedSession) -> Sequence[Account]:
    """Return every account, by sign-in name."""
    return session.scalars(select(Account).order_by(Account.name)).all()


def going_on(session: ScopedSession, *, now: datetime) -> dict[int, int]:
    """Return how many sign-ins go on, by account id."""
    statement = select(SignIn.account_id, func.count()).where(SignIn.ends_at > now).group_by(SignIn.account_id)
    return dict(session.execute(statement).all())


def account_names(session: ScopedSession) -> dict[int, str]:
    """Return every account's sign-in name by its id."""
    return dict(session.execute(select(Account.id, Account.name)).all())

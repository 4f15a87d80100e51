"""Whose sign-in a token is, and which sign-ins go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from khaosat.access import ScopedSession
from khaosat.models.account import Account, RoleGrant, SignIn
from khaosat.queries.grants import works

_LIVE: Final = (
    select(SignIn, Account, RoleGrant)
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(RoleGrant, (RoleGrant.account_id == Account.id) & works())
    .where(SignIn.token_digest == bindparam("token_digest"), SignIn.ends_at > bindparam("now"))
    .where(Account.disabled_at.is_(None))
    .order_by(RoleGrant.id)
)


@dataclass(frozen=True)
class LiveSignIn:
    """A sign-in that has not ended, with its account and the account's grants that work today."""

    sign_in: SignIn
    account: Account
    grants: tuple[RoleGrant, ...]


def live_sign_in(session: ScopedSession, *, token_digest: bytes, now: datetime) -> LiveSignIn | None:
    """Return the sign-in of that token (one statement), or None when there is none, it ended or the account is off."""
    rows = session.execute(_LIVE, {"token_digest": token_digest, "now": now}).all()
    if not rows:
        return None
    return LiveSignIn(rows[0][0], rows[0][1], tuple(row[2] for row in rows if row[2] is not None))


def sign_in_by_token(session: ScopedSession, *, token_digest: bytes) -> SignIn | None:
    """Return the sign-in of that token, ended or not."""
    return session.scalars(select(SignIn).where(SignIn.token_digest == token_digest)).one_or_none()


def sign_ins_of(session: ScopedSession, *, account_id: int, now: datetime) -> Sequence[SignIn]:
    """Return the sign-ins of an account that are going on, newest first."""
    statement = select(SignIn).where(SignIn.account_id == account_id, SignIn.ends_at > now)
    return session.scalars(statement.order_by(SignIn.started_at.desc(), SignIn.id.desc())).all()


def sign_in_by_id(session: ScopedSession, *, sign_in_id: int) -> SignIn | None:
    """Return the sign-in, ended or not."""
    return session.get(SignIn, sign_in_id)

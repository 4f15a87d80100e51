"""Tokens of programs: which one was shown, and which there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.account import Account, RoleGrant
from khaosat.models.api_token import ApiToken
from khaosat.policy import TokenPower
from khaosat.queries.grants import works


@dataclass(frozen=True)
class ShownToken:
    """A token that works, whoever vouches for it (confirmed it, else made it), and that account's working grants."""

    token: ApiToken
    voucher: Account
    grants: tuple[RoleGrant, ...]


def shown_token(session: ScopedSession, *, digests: Sequence[bytes]) -> ShownToken | None:
    """Return the token of one of these digests, unless revoked or nobody who is on vouches for it (one statement)."""
    statement = (
        select(ApiToken, Account, RoleGrant)
        .join(Account, Account.id == func.coalesce(ApiToken.confirmed_by, ApiToken.made_by))
        .outerjoin(RoleGrant, (RoleGrant.account_id == Account.id) & works())
        .where(ApiToken.digest.in_(digests), ApiToken.revoked_at.is_(None), Account.disabled_at.is_(None))
        .order_by(RoleGrant.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    return ShownToken(rows[0][0], rows[0][1], tuple(row[2] for row in rows if row[2] is not None))


def token_by_id(session: ScopedSession, *, token_id: int, lock: bool = False) -> ApiToken:
    """Return the token, working or not; raises NotFoundFailure."""
    statement = select(ApiToken).where(ApiToken.id == token_id)
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFoundFailure(what="token", id=token_id)
    return found


def token_by_name(session: ScopedSession, name: str) -> ApiToken | None:
    """Return the token of that name."""
    return session.scalars(select(ApiToken).where(ApiToken.name == name)).one_or_none()


def tokens(session: ScopedSession) -> Sequence[ApiToken]:
    """Return every token, the newest first."""
    return session.scalars(select(ApiToken).order_by(ApiToken.made_at.desc(), ApiToken.id.desc())).all()


def waiting_tokens(session: ScopedSession) -> Sequence[ApiToken]:
    """Return the tokens that wait for Internal Affairs, the oldest first."""
    statement = select(ApiToken).where(
        ApiToken.power == TokenPower.READ_RESULTS.value,
        ApiToken.confirmed_by.is_(None),
        ApiToken.revoked_at.is_(None),
    )
    return session.scalars(statement.order_by(ApiToken.made_at, ApiToken.id)).all()

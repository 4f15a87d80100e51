"""Signing in and out. Whoever may not come in hears one answer, whatever the reason."""

import secrets
import unicodedata
from datetime import datetime, timedelta

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure, SignInFailure
from khaosat.models.account import SignIn
from khaosat.policy import Role
from khaosat.queries.accounts import account_by_id, account_by_name
from khaosat.queries.grants import working_grants
from khaosat.queries.sign_ins import sign_in_by_id, sign_in_by_token
from khaosat.services import passwords
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.lockout import failed, forgiven, locked
from khaosat.services.person import Person, asks_second_factor, digest_of, person_of

__all__ = ["LIFETIME", "Person", "end_sign_in", "person_of", "sign_in", "sign_out"]

LIFETIME = timedelta(hours=12)


def sign_in(session: ScopedSession, *, name: str, password: str, by: Actor, at: datetime) -> str:
    """Return the token of a new sign-in, good for LIFETIME; the second factor is asked for afterwards.

    Raises SignInFailure for an unknown name, a wrong password, a locked and a disabled account alike, after the
    same time. The failure is counted on the account and may lock it (`lockout`). A locked account counts nothing:
    nobody can be kept out by knocking without end.
    """
    account = account_by_name(session, plain_name(name))
    known_hash = account.password_hash if account else None
    session.rollback()  # the hash takes 26 ms: other writers must not wait for it
    fits = passwords.fits(known_hash, password)
    token = _settled(session, name=plain_name(name), checked_hash=known_hash, fits=fits, at=at)
    if token is None:
        raise SignInFailure(by=by.name)
    return token


def plain_name(name: str) -> str:
    """Return a sign-in name as accounts keep it: NFC, no blanks around it, small letters."""
    return unicodedata.normalize("NFC", name).strip().casefold()


@own_record("the sign-in's row is its own record, and a failure is counted on the account")
def _settled(session: ScopedSession, *, name: str, checked_hash: str | None, fits: bool, at: datetime) -> str | None:
    account = account_by_name(session, name, lock=True)
    if account is None or account.disabled_at is not None or locked(account, at):
        return None
    if not fits or account.password_hash != checked_hash:  # changed while it was being checked
        failed(account, at)
        return None
    roles = [Role(grant.role) for grant in working_grants(session, account_id=account.id)]
    if not asks_second_factor(account, roles):  # else the right password must not buy more guesses at the code
        forgiven(account)
    token = secrets.token_urlsafe(32)
    row = SignIn(token_digest=digest_of(token), account_id=account.id, started_at=at, ends_at=at + LIFETIME)
    session.add(row)
    return token


@own_record("the sign-in's row keeps its end")
def sign_out(session: ScopedSession, *, token: str, by: Actor, at: datetime) -> None:  # noqa: ARG001  every verb says who
    """End the sign-in of that token; nothing happens when there is none."""
    row = sign_in_by_token(session, token_digest=digest_of(token))
    if row is not None and row.ends_at > at:
        row.ends_at = at


@act("sign_ins:end")
def end_sign_in(session: ScopedSession, *, sign_in_id: int, by: Actor, at: datetime, own: bool = False) -> None:
    """End somebody's sign-in (an administrator), or one's own on another device (`own`); NotFoundFailure else."""
    row = sign_in_by_id(session, sign_in_id=sign_in_id)
    if row is None or row.ends_at <= at or (own and row.account_id != by.account_id):
        raise NotFoundFailure(what="sign_in", id=sign_in_id)
    before = row.ends_at.isoformat()
    row.ends_at = at
    account = account_by_id(session, account_id=row.account_id)
    record(session, subject=f"account:{account.name}", before={"ends_at": before}, after={"ends_at": at.isoformat()})

"""Keeping accounts: making them, giving a new password, switching them off and on."""

import re
from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.models.account import Account
from khaosat.queries.accounts import account_by_id, account_by_name
from khaosat.queries.officers import officer_by_key
from khaosat.queries.recovery_codes import recovery_codes
from khaosat.queries.sign_ins import sign_ins_of
from khaosat.services import passwords
from khaosat.services.acts import Actor, act, record
from khaosat.services.announcing import tell_the_roles
from khaosat.services.lockout import forgiven
from khaosat.services.signing_in import plain_name

A_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,38}[a-z0-9]")
LONGEST_DISPLAY_NAME = 80


@act("accounts:create")
def create(
    session: ScopedSession,
    *,
    name: str,
    display_name: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the same
    officer_key: str | None = None,
) -> str:
    """Make an account without any role; returns its one-time password, shown once and changed at the first sign-in.

    Raises InvalidFailure for a name that is not 2–40 small letters, digits, dots, hyphens, an empty display name or an
    unknown officer; ConflictFailure where the name is taken.
    """
    password = passwords.fresh()
    password_hash = passwords.hashed(password)  # before the first statement: other writers must not wait for it
    account = _new(session, name=name, display_name=display_name, password_hash=password_hash, officer_key=officer_key)
    after = {"display_name": account.display_name, "officer": officer_key}
    record(session, subject=f"account:{account.name}", before=None, after=after)
    return password


def _new(
    session: ScopedSession, *, name: str, display_name: str, password_hash: str, officer_key: str | None
) -> Account:
    plain, shown = plain_name(name), " ".join(display_name.split())
    if not A_NAME.fullmatch(plain):
        raise InvalidFailure(field="name", reason="not_a_name")
    if not 0 < len(shown) <= LONGEST_DISPLAY_NAME:
        raise InvalidFailure(field="display_name", reason="length", most=LONGEST_DISPLAY_NAME)
    if account_by_name(session, plain) is not None:
        raise ConflictFailure(field="name", reason="taken")
    officer = officer_by_key(session, officer_key) if officer_key else None
    if officer_key and officer is None:
        raise InvalidFailure(field="officer", reason="unknown")
    account = Account(
        name=plain,
        display_name=shown,
        officer_id=officer.id if officer else None,
        password_hash=password_hash,
        must_change_password=True,
        failures=0,
    )
    session.add(account)
    session.flush()
    return account


@act("accounts:reset_password")
def reset_password(session: ScopedSession, *, account_id: int, by: Actor, at: datetime) -> str:
    """Give a one-time password, shown once; ends every sign-in, lifts a lock, is told to everybody of the role."""
    password = passwords.fresh()
    password_hash = passwords.hashed(password)  # before the first statement: other writers must not wait for it
    account = _of_another(session, account_id, by)
    account.password_hash, account.must_change_password = password_hash, True
    forgiven(account)
    ended = _end_all(session, account, at)
    told = tell_the_roles(session, account=account, subject="password_reset", by=by, at=at)
    record(session, subject=f"account:{account.name}", before=None, after={"sign_ins_ended": ended, "told": told})
    return password


@act("accounts:reset_second_factor")
def reset_second_factor(session: ScopedSession, *, account_id: int, by: Actor, at: datetime) -> None:
    """Forget the phone and the recovery codes: the next sign-in enrols anew. Told to everybody of the role."""
    account = _of_another(session, account_id, by)
    if account.totp_confirmed_at is None:
        raise ConflictFailure(what="second_factor", reason="none")
    before = {"second_factor_since": account.totp_confirmed_at.isoformat()}
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    for code in recovery_codes(session, account_id=account.id):
        session.delete(code)
    forgiven(account)
    ended = _end_all(session, account, at)
    told = tell_the_roles(session, account=account, subject="second_factor_reset", by=by, at=at)
    record(session, subject=f"account:{account.name}", before=before, after={"sign_ins_ended": ended, "told": told})


@act("accounts:disable")
def disable(session: ScopedSession, *, account_id: int, by: Actor, at: datetime) -> None:
    """Switch an account off: nobody signs in, every sign-in ends; what the person did stays in the books."""
    account = _of_another(session, account_id, by)
    if account.disabled_at is not None:
        raise ConflictFailure(what="account", reason="disabled")
    account.disabled_at = at
    ended = _end_all(session, account, at)
    record(
        session,
        subject=f"account:{account.name}",
        before={"disabled_at": None},
        after={"disabled_at": at.isoformat(), "sign_ins_ended": ended},
    )


@act("accounts:enable")
def enable(
    session: ScopedSession,
    *,
    account_id: int,
    by: Actor,
    at: datetime,  # noqa: ARG001  the act leaves it in its event
) -> None:
    """Switch an account on again, with the roles it had."""
    account = _of_another(session, account_id, by)
    if account.disabled_at is None:
        raise ConflictFailure(what="account", reason="enabled")
    before = {"disabled_at": account.disabled_at.isoformat()}
    account.disabled_at = None
    record(session, subject=f"account:{account.name}", before=before, after={"disabled_at": None})


def _of_another(session: ScopedSession, account_id: int, by: Actor) -> Account:
    """Nobody resets or switches their own account: that is another administrator's to do."""
    if by.account_id == account_id:
        raise ConflictFailure(what="account", reason="own")
    return account_by_id(session, account_id=account_id, lock=True)


def _end_all(session: ScopedSession, account: Account, at: datetime) -> int:
    going_on = sign_ins_of(session, account_id=account.id, now=at)
    for row in going_on:
        row.ends_at = at
    return len(going_on)

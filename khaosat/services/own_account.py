"""What a person does with their own account: a new password, ending sign-ins on other devices."""

from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, LockedFailure
from khaosat.models.account import SignIn
from khaosat.queries.accounts import account_by_id
from khaosat.queries.recovery_codes import unused_recovery_codes
from khaosat.queries.sign_ins import sign_ins_of
from khaosat.services import passwords
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.lockout import failed, forgiven, locked
from khaosat.services.person import Person


def change_password(session: ScopedSession, *, sign_in_id: int, old: str, new: str, by: Actor, at: datetime) -> None:
    """Change one's own password; the sign-ins on other devices end.

    Raises InvalidFailure for a new one that is not good (`passwords.check_new`), is the old one, or where `old` does
    not fit, which counts like a failed sign-in; LockedFailure with `until` where the account is locked.
    """
    passwords.check_new(new, name=by.name)
    if new == old:
        raise InvalidFailure(field="password", reason="same")
    wrong = _checked(session, old=old, by=by, at=at)
    if wrong is not None:
        raise wrong
    _changed(session, sign_in_id=sign_in_id, new_hash=passwords.hashed(new), by=by, at=at)


@own_record("a failure is counted on the account")
def _checked(session: ScopedSession, *, old: str, by: Actor, at: datetime) -> InvalidFailure | LockedFailure | None:
    account = account_by_id(session, account_id=by.account_id or 0, lock=True)
    if locked(account, at):
        return LockedFailure(until=account.locked_until)
    if passwords.fits(account.password_hash, old):
        return None
    failed(account, at)
    return InvalidFailure(field="old", reason="does_not_fit")


@act("accounts:change_password")
def _changed(session: ScopedSession, *, sign_in_id: int, new_hash: str, by: Actor, at: datetime) -> None:
    account = account_by_id(session, account_id=by.account_id or 0, lock=True)
    account.password_hash, account.must_change_password = new_hash, False
    forgiven(account)
    others = [row for row in sign_ins_of(session, account_id=account.id, now=at) if row.id != sign_in_id]
    for row in others:
        row.ends_at = at
    record(session, subject=f"account:{account.name}", before=None, after={"other_sign_ins_ended": len(others)})


def own_sign_ins(session: ScopedSession, *, person: Person, now: datetime) -> tuple[SignIn, ...]:
    """Return the person's sign-ins that go on, newest first."""
    return tuple(sign_ins_of(session, account_id=person.account_id, now=now))


def recovery_codes_left(session: ScopedSession, *, person: Person) -> int:
    """Return how many recovery codes the person can still use."""
    return unused_recovery_codes(session, account_id=person.account_id)

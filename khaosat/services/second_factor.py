"""The second factor: time-based codes (RFC 6238, 30 s, 6 digits) and recovery codes for a lost phone.

`ring` is the key ring "totp": it encrypts the secret and makes the recovery codes' digests, outside the database.
"""

import hmac
import re
import secrets
from datetime import datetime

import pyotp

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, LockedFailure, NotFoundFailure, SignInFailure
from khaosat.models.account import Account, RecoveryCode, SignIn
from khaosat.queries.accounts import account_by_id
from khaosat.queries.recovery_codes import recovery_codes, unused_recovery_code
from khaosat.queries.sign_ins import sign_in_by_id
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.lockout import failed, forgiven, locked
from khaosat.services.passwords import FRESH_LETTERS
from khaosat.services.sealed_secrets import Ring, digests, opened, sealed

ISSUER = "Khao sat hai long"
STEP = 30  # seconds, as every authenticator app counts
RECOVERY_CODES, RECOVERY_LENGTH = 10, 10
A_SECRET = re.compile(r"[A-Z2-7]{32}")


def fresh_secret() -> str:
    """Return a new secret of 160 bits in base 32, to be shown and then confirmed by a code (`enrol`)."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Return whether a text can be a secret made here: it went to the browser and came back in a form."""
    return A_SECRET.fullmatch(text) is not None


def address_of(secret: str, *, name: str) -> str:
    """Return what the QR code of an authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


@act("second_factors:enrol")
def enrol(
    session: ScopedSession,
    *,
    sign_in_id: int,
    secret: str,
    code: str,
    ring: Ring,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> tuple[str, ...]:
    """Take a secret whose code the person could read off; returns fresh recovery codes, shown once.

    One who has a second factor already must have confirmed it in this sign-in: ConflictFailure. A code that does
    not fit is InvalidFailure: nothing is guessed at, the secret is the person's own.
    """
    sign_in, account = _at_the_door(session, sign_in_id, at)
    if account.totp_confirmed_at is not None and sign_in.second_factor_at is None:
        raise ConflictFailure(what="second_factor", reason="confirm_first")
    step = _step_of(secret, code, at) if is_secret(secret) else None
    if step is None:
        raise InvalidFailure(field="code", reason="does_not_fit")
    before = {"second_factor": account.totp_confirmed_at is not None}
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = sealed(secret, ring), at, step
    sign_in.second_factor_at = at
    forgiven(account)
    codes = _renew(session, account, ring)
    record(session, subject=f"account:{account.name}", before=before, after={"second_factor": True})
    return codes


def confirm(session: ScopedSession, *, sign_in_id: int, code: str, ring: Ring, by: Actor, at: datetime) -> None:
    """Confirm a sign-in by a time-based or a recovery code; each is good once.

    Raises SignInFailure where the code does not fit (it counts like a wrong password), LockedFailure with `until`
    where the account is locked.
    """
    wrong = _confirmed(session, sign_in_id=sign_in_id, code=code, ring=ring, by=by, at=at)
    if wrong is not None:
        raise wrong


@own_record("the sign-in keeps when it was confirmed, the account its failures, the recovery code its use")
def _confirmed(
    session: ScopedSession,
    *,
    sign_in_id: int,
    code: str,
    ring: Ring,
    by: Actor,  # noqa: ARG001  every verb says who
    at: datetime,
) -> SignInFailure | LockedFailure | None:
    sign_in, account = _at_the_door(session, sign_in_id, at)
    if locked(account, at):
        return LockedFailure(until=account.locked_until)
    if not (_takes_step(account, code, ring, at) or _takes_recovery_code(session, account, code, ring, at)):
        failed(account, at)
        return SignInFailure(what="code")
    forgiven(account)
    sign_in.second_factor_at = at
    return None


@act("second_factors:new_recovery_codes")
def new_recovery_codes(
    session: ScopedSession,
    *,
    sign_in_id: int,
    ring: Ring,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> tuple[str, ...]:
    """Return fresh recovery codes, shown once; the earlier ones are void."""
    sign_in, account = _at_the_door(session, sign_in_id, at)
    if sign_in.second_factor_at is None:
        raise ConflictFailure(what="second_factor", reason="confirm_first")
    codes = _renew(session, account, ring)
    record(session, subject=f"account:{account.name}", before=None, after={"recovery_codes": len(codes)})
    return codes


def code_of_step(secret: bytes, *, ring: Ring, step: int) -> str:
    """Return the code of a step (seconds since 1970 // STEP); for the demo's command and the tests alone."""
    return pyotp.TOTP(opened(secret, ring)).generate_otp(step)


def _at_the_door(session: ScopedSession, sign_in_id: int, at: datetime) -> tuple[SignIn, Account]:
    sign_in = sign_in_by_id(session, sign_in_id=sign_in_id)
    if sign_in is None or sign_in.ends_at <= at:
        raise NotFoundFailure(what="sign_in", id=sign_in_id)
    return sign_in, account_by_id(session, account_id=sign_in.account_id, lock=True)


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the step whose code it is: now, or one step off for clocks that differ."""
    now = int(at.timestamp()) // STEP
    plain = code.replace(" ", "")
    generator = pyotp.TOTP(secret)
    fitting = [step for step in (now, now - 1, now + 1) if _same(generator.generate_otp(step), plain)]
    return fitting[0] if fitting else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def _takes_step(account: Account, code: str, ring: Ring, at: datetime) -> bool:
    if account.totp_secret is None or account.totp_confirmed_at is None:
        return False
    step = _step_of(opened(account.totp_secret, ring), code, at)
    if step is None or (account.totp_last_step is not None and step <= account.totp_last_step):
        return False
    account.totp_last_step = step
    return True


def _takes_recovery_code(session: ScopedSession, account: Account, code: str, ring: Ring, at: datetime) -> bool:
    plain = code.strip().casefold().replace("-", "").replace(" ", "")
    found = unused_recovery_code(session, account_id=account.id, hashes=digests(plain, ring))
    if found is None:
        return False
    found.used_at = at
    return True


def _renew(session: ScopedSession, account: Account, ring: Ring) -> tuple[str, ...]:
    for old in recovery_codes(session, account_id=account.id):
        session.delete(old)
    made = ["".join(secrets.choice(FRESH_LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account.id, code_hash=digests(code, ring)[0]) for code in made)
    return tuple(f"{code[:5]}-{code[5:]}" for code in made)

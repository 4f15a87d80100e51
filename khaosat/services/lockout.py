"""Failed attempts lock an account for a while: enough against guessing, never for good."""

from datetime import datetime, timedelta

from khaosat.models.account import Account

PATIENCE = 5  # failures before the first lock
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=24)


def locked(account: Account, at: datetime) -> bool:
    """Return whether the account is locked at that moment."""
    return account.locked_until is not None and account.locked_until > at


def failed(account: Account, at: datetime) -> None:
    """Count a failed attempt, and lock from the PATIENCE-th on, doubling up to LONGEST_LOCK."""
    account.failures += 1
    over = account.failures - PATIENCE
    if over >= 0:
        account.locked_until = at + min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(over, 20))


def forgiven(account: Account) -> None:
    """Forget the failures: the person is who they say, or an administrator vouches for them."""
    account.failures, account.locked_until = 0, None

"""Which recovery codes a person has."""

from collections.abc import Sequence

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.account import RecoveryCode


def recovery_codes(session: ScopedSession, *, account_id: int) -> Sequence[RecoveryCode]:
    """Return the account's recovery codes, used ones too."""
    return session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account_id)).all()


def unused_recovery_code(session: ScopedSession, *, account_id: int, hashes: Sequence[str]) -> RecoveryCode | None:
    """Return the account's unused code with one of those hashes."""
    mine = (RecoveryCode.account_id == account_id) & RecoveryCode.used_at.is_(None)
    return session.scalars(select(RecoveryCode).where(mine, RecoveryCode.code_hash.in_(hashes))).first()


def unused_recovery_codes(session: ScopedSession, *, account_id: int) -> int:
    """Return how many unused codes the account has."""
    mine = (RecoveryCode.account_id == account_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(mine)) or 0

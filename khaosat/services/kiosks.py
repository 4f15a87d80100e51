"""Tablets at the exit: invited by a one-time code, enrolled by whoever types it there, revoked at once.

Secrets are drawn here and kept as digests: the code of eight drawn characters (40 bits, good for half an hour and
once) and the cookie of 256 bits.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_urlsafe
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.kiosk import Kiosk
from khaosat.queries import kiosks as queries
from khaosat.queries.kiosks import KioskView
from khaosat.queries.placard_by_code import PlacardView
from khaosat.queries.placards import PlacardLine
from khaosat.services import codes
from khaosat.services.acts import Actor, act, record

__all__ = ["KioskLine", "KioskView", "enrol", "holder", "invite", "lines", "revoke"]

CODE_LENGTH: Final = 8  # drawn characters; the ninth is the check
CODE_LIFETIME: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class KioskLine:
    """A tablet as who keeps it sees it; `state` is waiting, lapsed, enrolled or revoked."""

    id: int
    state: str
    since: datetime


def holder(session: ScopedSession, *, cookie: str) -> KioskView | None:
    """Return the tablet that holds the cookie, revoked or not; None for a stranger."""
    return queries.kiosk_by_cookie(session, _digest("cookie", cookie)) if cookie else None


def lines(session: ScopedSession, *, placard: PlacardLine, at: datetime) -> tuple[KioskLine, ...]:
    """Return the placard's tablets in the order they were invited."""
    return tuple(_line(row, at) for row in queries.kiosks_of_placard(session, placard.id))


@act("kiosks:invite")
def invite(
    session: ScopedSession,
    *,
    placard: PlacardLine,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> str:
    """Return a one-time code, good for half an hour, with which a tablet enrols at the placard.

    Raises ConflictFailure for a placard that was taken down.
    """
    if placard.revoked_at is not None:
        raise ConflictFailure(what="placard", reason="revoked")
    code = codes.with_check("".join(SystemRandom().choices(codes.ALPHABET, k=CODE_LENGTH)))
    made = Kiosk(
        placard_id=placard.id,
        unit_id=placard.unit_id,
        code_digest=_digest("code", code),
        code_ends_at=at + CODE_LIFETIME,
    )
    session.add(made)
    session.flush()
    after = {"kiosk": made.id, "ends_at": made.code_ends_at.isoformat()}
    record(session, subject=f"placard:{placard.code}", before=None, after=after)
    return code


@act("kiosks:enrol")
def enrol(
    session: ScopedSession,
    *,
    placard: PlacardView,
    code: str,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> str:
    """Spend the code typed at the placard's address; returns the cookie's secret. Raises InvalidFailure (`code`)."""
    found = queries.kiosk_by_code(session, _digest("code", codes.tidy(code)))
    if found is None or found.placard_id != placard.id or found.revoked_at is not None or at >= found.code_ends_at:
        raise InvalidFailure(field="code", reason="unknown")  # it does not say which: existence is information
    secret = token_urlsafe(32)
    found.code_digest, found.cookie_digest, found.enrolled_at = None, _digest("cookie", secret), at
    record(session, subject=f"placard:{placard.code}", before=None, after={"kiosk": found.id})
    return secret


@act("kiosks:revoke")
def revoke(
    session: ScopedSession,
    *,
    placard: PlacardLine,
    kiosk_id: int,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> None:
    """End a tablet, or a code nobody has typed yet. Raises NotFoundFailure, ConflictFailure where it has ended."""
    found = queries.kiosk_of(session, kiosk_id=kiosk_id, placard_id=placard.id)
    if found is None:
        raise NotFoundFailure(what="kiosk", id=kiosk_id)
    if found.revoked_at is not None:
        raise ConflictFailure(what="kiosk", reason="revoked")
    found.revoked_at = at
    after = {"kiosk": found.id, "revoked_at": at.isoformat()}
    record(session, subject=f"placard:{placard.code}", before={"revoked_at": None}, after=after)


def _line(row: Kiosk, at: datetime) -> KioskLine:
    if row.revoked_at is not None:
        return KioskLine(row.id, "revoked", row.revoked_at)
    if row.enrolled_at is not None:
        return KioskLine(row.id, "enrolled", row.enrolled_at)
    return KioskLine(row.id, "waiting" if at < row.code_ends_at else "lapsed", row.code_ends_at)


def _digest(what: str, secret: str) -> bytes:
    return hashlib.sha256(f"kiosk {what} {secret}".encode("utf-8", "surrogatepass")).digest()

"""Which tablets there are: by cookie, by one-time code, of a placard."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.kiosk import Kiosk, OfficeHours


@dataclass(frozen=True)
class KioskView:
    """A tablet that has been enrolled; `revoked` where it is no longer."""

    id: int
    placard_id: int
    revoked: bool


def kiosk_by_cookie(session: ScopedSession, cookie_digest: bytes) -> KioskView | None:
    """Return the tablet that holds that cookie, revoked or not."""
    row = session.execute(
        select(Kiosk.id, Kiosk.placard_id, Kiosk.revoked_at).where(Kiosk.cookie_digest == cookie_digest)
    ).one_or_none()
    return None if row is None else KioskView(row.id, row.placard_id, row.revoked_at is not None)


def kiosk_by_code(session: ScopedSession, code_digest: bytes) -> Kiosk | None:
    """Return the tablet that waits for that one-time code, locked: of two that type it at once, one enrols."""
    return session.scalar(select(Kiosk).where(Kiosk.code_digest == code_digest).with_for_update())


def kiosk_of(session: ScopedSession, *, kiosk_id: int, placard_id: int) -> Kiosk | None:
    """Return that tablet of that placard, locked to be changed."""
    return session.scalar(select(Kiosk).where(Kiosk.id == kiosk_id, Kiosk.placard_id == placard_id).with_for_update())


def kiosks_of_placard(session: ScopedSession, placard_id: int) -> Sequence[Kiosk]:
    """Return the placard's tablets in the order they were invited."""
    return session.scalars(select(Kiosk).where(Kiosk.placard_id == placard_id).order_by(Kiosk.id)).all()


def office_hours(session: ScopedSession, office_id: int) -> OfficeHours | None:
    """Return the hours that office has set, or None."""
    return session.get(OfficeHours, office_id)

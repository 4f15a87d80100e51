"""What a person was told and has not put away."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from khaosat.access import ScopedSession
from khaosat.models.announcement import Announcement

_UNREAD: Final = (
    select(Announcement)
    .where(Announcement.account_id == bindparam("account_id"), Announcement.read_at.is_(None))
    .order_by(Announcement.id)
)


def unread_announcements(session: ScopedSession, *, account_id: int) -> Sequence[Announcement]:
    """Return what this account was told and has not put away, oldest first."""
    return session.scalars(_UNREAD, {"account_id": account_id}).all()


def announcement_by_id(session: ScopedSession, *, announcement_id: int) -> Announcement | None:
    """Return the announcement, read or not."""
    return session.get(Announcement, announcement_id)

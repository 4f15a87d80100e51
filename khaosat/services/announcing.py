"""Telling people: a reset is told to everybody in the same roles, so that none happens in silence."""

from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.account import Account
from khaosat.models.announcement import Announcement
from khaosat.policy import Role
from khaosat.queries.announcements import announcement_by_id
from khaosat.queries.grants import accounts_in_roles, working_grants
from khaosat.services.acts import Actor, own_record


def tell_the_roles(session: ScopedSession, *, account: Account, subject: str, by: Actor, at: datetime) -> int:
    """Tell everybody in the account's roles, its person too; part of a running act. Returns how many were told."""
    roles = sorted({Role(grant.role) for grant in working_grants(session, account_id=account.id)})
    told = {account.id, *accounts_in_roles(session, roles=roles)}
    details: dict[str, object] = {
        "name": account.name,
        "display_name": account.display_name,
        "roles": [*roles],
        "by": by.name,
    }
    _tell(session, told, subject, details, at)
    return len(told)


def _tell(session: ScopedSession, told: set[int], subject: str, details: dict[str, object], at: datetime) -> None:
    for account_id in sorted(told):
        session.add(Announcement(account_id=account_id, subject=subject, details=details, at=at))


@own_record("the announcement keeps when it was read")
def put_away(session: ScopedSession, *, announcement_id: int, by: Actor, at: datetime) -> None:
    """Mark an announcement as read by whom it was told to; raises NotFoundFailure for anybody else's."""
    row = announcement_by_id(session, announcement_id=announcement_id)
    if row is None or row.account_id != by.account_id:
        raise NotFoundFailure(what="announcement", id=announcement_id)
    row.read_at = row.read_at or at

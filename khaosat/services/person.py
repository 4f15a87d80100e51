"""A signed-in person: what they may do, and whose rows they may see."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config import ZONE
from khaosat.access import NO_UNITS, Everything, Scope, ScopedSession, Units
from khaosat.models.account import Account, RoleGrant
from khaosat.models.announcement import Announcement
from khaosat.policy import (
    APPRAISALS,
    CHANGES,
    EVERY_UNIT,
    GRANTS,
    READS,
    SECOND_FACTOR,
    SIGNED_IN,
    Permission,
    Realm,
    Role,
)
from khaosat.queries.announcements import unread_announcements
from khaosat.queries.sign_ins import live_sign_in
from khaosat.queries.unit_tree import units_below
from khaosat.services.acts import Actor


@dataclass(frozen=True)
class Person:
    """Who signed in, as it stands at this request.

    `unit_ids` are the units their roles were granted for; `collects_at` those a collector enters forms for (None:
    everywhere); `scope` also holds what is below a unit head's. Until the second factor is confirmed, and until a
    password made by an administrator is changed, the permissions are those of the own account alone and the scope is
    empty.
    """

    account_id: int
    name: str
    display_name: str
    roles: frozenset[Role]
    unit_ids: frozenset[int]
    officer_id: int | None
    collects_at: frozenset[int] | None
    permissions: frozenset[Permission]
    scope: Scope
    has_second_factor: bool
    must_confirm_second_factor: bool
    must_change_password: bool
    sign_in_id: int
    announcements: tuple[Announcement, ...]

    @property
    def actor(self) -> Actor:
        """The person as the audit trail names them."""
        return Actor(self.account_id, self.name)


def digest_of(token: str) -> bytes:
    """Return what is kept of a sign-in's token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def person_of(session: ScopedSession, *, token: str, now: datetime) -> Person | None:
    """Return who holds that token, or None; in a session of `Scope.sign_in_desk()` (2 or 3 statements)."""
    live = live_sign_in(session, token_digest=digest_of(token), now=now)
    if live is None:
        return None
    roles = frozenset(Role(grant.role) for grant in live.grants)
    unconfirmed = asks_second_factor(live.account, roles) and live.sign_in.second_factor_at is None
    permissions, scope = powers_of(session, live.account, live.grants, now, unconfirmed=unconfirmed)
    return Person(
        account_id=live.account.id,
        name=live.account.name,
        display_name=live.account.display_name,
        roles=roles,
        unit_ids=frozenset(grant.unit_id for grant in live.grants if grant.unit_id is not None),
        officer_id=live.account.officer_id,
        collects_at=_collects_at(session, live.grants, now),
        permissions=permissions,
        scope=scope,
        has_second_factor=live.account.totp_confirmed_at is not None,
        must_confirm_second_factor=unconfirmed,
        must_change_password=live.account.must_change_password,
        sign_in_id=live.sign_in.id,
        announcements=() if unconfirmed else tuple(unread_announcements(session, account_id=live.account.id)),
    )


def asks_second_factor(account: Account, roles: Iterable[Role]) -> bool:
    """Return whether signing in needs a code: forced by a role, or chosen by the person."""
    return account.totp_confirmed_at is not None or not SECOND_FACTOR.isdisjoint(roles)


def powers_of(
    session: ScopedSession, account: Account, grants: tuple[RoleGrant, ...], now: datetime, *, unconfirmed: bool = False
) -> tuple[frozenset[Permission], Scope]:
    """Return what an account may do and whose rows it sees today, by its working grants."""
    if unconfirmed or account.must_change_password:
        return SIGNED_IN, Scope()
    roles = frozenset(Role(grant.role) for grant in grants)
    permissions = SIGNED_IN.union(*(GRANTS[role] for role in roles))
    headed = {grant.unit_id for grant in grants if grant.role == Role.UNIT_HEAD and grant.unit_id is not None}
    below = units_below(session, headed, now.astimezone(ZONE).date())
    served = frozenset(g.unit_id for g in grants if g.role == Role.OFFICER and g.unit_id is not None)
    return permissions, Scope(
        reads=_reads(roles, below or served),  # who heads a unit must not read another they only serve in
        writes=Everything("administration") if Role.ADMINISTRATOR in roles else below,
        realms=frozenset().union(*(READS[role] for role in roles)),
        changes=frozenset().union(*(CHANGES[role] for role in roles)),
        files=frozenset(APPRAISALS[role] for role in roles if Realm.APPRAISALS in READS[role]),
        file_changes=frozenset(APPRAISALS[role] for role in roles if Realm.APPRAISALS in CHANGES[role]),
        officer=account.officer_id,  # without the role it opens nothing, but tells what is their own
    )


def _collects_at(session: ScopedSession, grants: tuple[RoleGrant, ...], now: datetime) -> frozenset[int] | None:
    units = {grant.unit_id for grant in grants if grant.role == Role.COLLECTOR}
    if None in units:
        return None
    return units_below(session, {unit for unit in units if unit is not None}, now.astimezone(ZONE).date())


def _reads(roles: frozenset[Role], units: frozenset[int]) -> Units:
    """A role that needs no unit opens every unit only if it opens a book of units; else it would widen another's.

    The files of the appraisal have a reach of their own, by role.
    """
    for role in sorted(roles & EVERY_UNIT):
        if READS[role] - {Realm.APPRAISALS}:
            return Everything(role.value)
    return units or NO_UNITS

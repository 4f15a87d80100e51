"""Who has an account and which roles: the administrator's and Internal Affairs' lists."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.account import Account, RoleGrant, SignIn
from khaosat.policy import READS_ANSWERS, Role
from khaosat.queries.accounts import account_by_id, account_by_name, account_names, accounts, going_on
from khaosat.queries.grants import accounts_in_roles, grant_by_id, grants_of, standing_grants, waiting_grants
from khaosat.queries.sign_ins import sign_in_by_id, sign_ins_of
from khaosat.queries.units import unit_versions_on
from khaosat.services.lockout import locked
from khaosat.services.searching import found_in
from khaosat.services.signing_in import plain_name


@dataclass(frozen=True)
class GrantLine:
    """A role somebody has; `waits` for Internal Affairs to confirm it."""

    id: int
    role: Role
    unit_name: str | None
    granted_by: str | None
    granted_at: datetime
    waits: bool


@dataclass(frozen=True)
class AccountLine:
    """An account as the administrator sees it."""

    id: int
    name: str
    display_name: str
    grants: tuple[GrantLine, ...]
    sign_ins: int
    disabled: bool
    locked_until: datetime | None
    second_factor: bool
    must_change_password: bool


@dataclass(frozen=True)
class AccountFile:
    """One account with its sign-ins that go on."""

    line: AccountLine
    sign_ins: tuple[SignIn, ...]


@dataclass(frozen=True)
class WaitingGrant:
    """A role that waits for Internal Affairs, and for whom."""

    grant: GrantLine
    account_id: int
    name: str
    display_name: str
    granted_by_id: int | None


def account_list(session: ScopedSession, *, search: str = "", now: datetime) -> tuple[AccountLine, ...]:
    """Return the accounts whose name holds the words, by sign-in name (5 statements whatever their number)."""
    names, units = account_names(session), unit_labels(session, now.date())
    numbers, grants = going_on(session, now=now), standing_grants(session)
    return tuple(
        _line(account, [one for one in grants if one.account_id == account.id], names, units, numbers, now)
        for account in accounts(session)
        if found_in(search, account.name, account.display_name)
    )


def account_file(session: ScopedSession, *, account_id: int, now: datetime) -> AccountFile:
    """Return one account; raises NotFoundFailure."""
    account = account_by_id(session, account_id=account_id)
    names, units = account_names(session), unit_labels(session, now.date())
    sign_ins = tuple(sign_ins_of(session, account_id=account.id, now=now))
    line = _line(account, grants_of(session, account_id=account.id), names, units, {account.id: len(sign_ins)}, now)
    return AccountFile(line, sign_ins)


def waiting(session: ScopedSession, *, now: datetime) -> tuple[WaitingGrant, ...]:
    """Return the roles that wait for Internal Affairs, oldest first."""
    names, units = account_names(session), unit_labels(session, now.date())
    return tuple(
        WaitingGrant(_grant(grant, names, units), account.id, account.name, account.display_name, grant.granted_by)
        for grant, account in waiting_grants(session)
    )


def one_waiting(session: ScopedSession, *, grant_id: int, now: datetime) -> WaitingGrant:
    """Return a role that waits; raises NotFoundFailure."""
    for found in waiting(session, now=now):
        if found.grant.id == grant_id:
            return found
    raise NotFoundFailure(what="grant", id=grant_id)


def account_id_of(session: ScopedSession, *, name: str) -> int:
    """Return the id of the account of that sign-in name; raises NotFoundFailure."""
    account = account_by_name(session, plain_name(name))
    if account is None:
        raise NotFoundFailure(what="account", name=name)
    return account.id


def account_of_sign_in(session: ScopedSession, *, sign_in_id: int) -> int:
    """Return whose sign-in it is; raises NotFoundFailure."""
    row = sign_in_by_id(session, sign_in_id=sign_in_id)
    if row is None:
        raise NotFoundFailure(what="sign_in", id=sign_in_id)
    return row.account_id


def account_of_grant(session: ScopedSession, *, grant_id: int) -> int:
    """Return whose role it is; raises NotFoundFailure."""
    row = grant_by_id(session, grant_id=grant_id)
    if row is None:
        raise NotFoundFailure(what="grant", id=grant_id)
    return row.account_id


def somebody_confirms(session: ScopedSession) -> bool:
    """Return whether somebody of Internal Affairs works already."""
    return bool(accounts_in_roles(session, roles=[Role.AFFAIRS]))


def unit_labels(session: ScopedSession, day: date) -> dict[int, str]:
    """Return each unit's name of that day, by id and in order; one that occurs twice comes with its parent's."""
    rows = unit_versions_on(session, day)
    names = {unit.id: version.name for unit, version in rows}
    taken = Counter(version.name for _, version in rows)
    labels = {}
    for unit, version in rows:
        parent = names.get(version.parent_id or 0)
        twice = taken[version.name] > 1 and parent is not None
        labels[unit.id] = f"{version.name} ({parent})" if twice else version.name
    return labels


def units_to_choose(session: ScopedSession, *, day: date) -> tuple[tuple[str, str], ...]:
    """Return (key, label) of every unit of that day, in the Vietnamese order."""
    labels = unit_labels(session, day)
    return tuple((unit.key, labels[unit.id]) for unit, _ in unit_versions_on(session, day))


def _line(
    account: Account,
    grants: Sequence[RoleGrant],
    names: dict[int, str],
    units: dict[int, str],
    numbers: dict[int, int],
    now: datetime,
) -> AccountLine:
    return AccountLine(
        id=account.id,
        name=account.name,
        display_name=account.display_name,
        grants=tuple(_grant(one, names, units) for one in grants),
        sign_ins=numbers.get(account.id, 0),
        disabled=account.disabled_at is not None,
        locked_until=account.locked_until if locked(account, now) else None,
        second_factor=account.totp_confirmed_at is not None,
        must_change_password=account.must_change_password,
    )


def _grant(grant: RoleGrant, names: dict[int, str], units: dict[int, str]) -> GrantLine:
    return GrantLine(
        id=grant.id,
        role=Role(grant.role),
        unit_name=units.get(grant.unit_id, str(grant.unit_id)) if grant.unit_id is not None else None,
        granted_by=names.get(grant.granted_by) if grant.granted_by is not None else None,
        granted_at=grant.granted_at,
        waits=grant.role in READS_ANSWERS and grant.confirmed_at is None,
    )

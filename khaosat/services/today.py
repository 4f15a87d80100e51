"""What needs an administrator today."""

from dataclasses import dataclass
from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.queries.office_lines import OfficeLine, office_lines
from khaosat.services.directory import AccountLine, account_list


@dataclass(frozen=True)
class Today:
    """The first page's lists, each empty when nothing is to be done."""

    waiting: tuple[AccountLine, ...]
    locked: tuple[AccountLine, ...]
    without_role: tuple[AccountLine, ...]
    offices_without_placard: tuple[OfficeLine, ...]
    offices: int
    accounts: int


def administrators_today(session: ScopedSession, *, now: datetime) -> Today:
    """Return what waits: grants for Internal Affairs, locked accounts, people without a role, offices without code."""
    people = [one for one in account_list(session, now=now) if not one.disabled]
    offices = [one for one in office_lines(session, day=now.date()) if one.closed_on is None]
    return Today(
        waiting=tuple(one for one in people if any(grant.waits for grant in one.grants)),
        locked=tuple(one for one in people if one.locked_until is not None),
        without_role=tuple(one for one in people if not one.grants),
        offices_without_placard=tuple(one for one in offices if not one.placards),
        offices=len(offices),
        accounts=len(people),
    )

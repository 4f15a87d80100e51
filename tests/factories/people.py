"""The cast's accounts: who may sign in, and with what."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Engine

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.account import Account, RoleGrant
from khaosat.policy import READS_ANSWERS, Role
from khaosat.services import passwords

HIRED = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)
PASSWORD = "một-mật-khẩu-thử"  # noqa: S105  of the tests' own people


@cache
def _hashed(password: str) -> str:
    """Hash a password once a process: hundreds of tests give theirs the same one."""
    return passwords.hashed(password)


def person(  # the parts of a person are what tests differ in
    engine: Engine,
    name: str,
    *roles: Role,
    unit_id: int | None = None,
    officer_id: int | None = None,
    waiting: Sequence[Role] = (),
    password: str = PASSWORD,
) -> int:
    """Make an account with working roles (and `waiting` ones, not yet confirmed); returns its id."""
    reads = not READS_ANSWERS.isdisjoint({*roles, *waiting})
    side = "answers" if reads else "administration" if Role.ADMINISTRATOR in roles else None
    with open_session(engine, Scope.system("people for a test")) as session:
        account = Account(
            name=name,
            display_name=name.title(),
            side=side,
            officer_id=officer_id,
            password_hash=_hashed(password),
            failures=0,
        )
        session.add(account)
        session.flush()
        for role in (*roles, *waiting):
            confirmed = None if role in waiting or role not in READS_ANSWERS else HIRED
            session.add(
                RoleGrant(account_id=account.id, side=side, role=role, unit_id=unit_id, granted_at=HIRED,
                          confirmed_at=confirmed)
            )  # fmt: skip  # one grant, one line of thought
        session.commit()
        return account.id

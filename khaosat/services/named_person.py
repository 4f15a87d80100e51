"""Somebody named on the command line, with exactly what their roles allow today; the trail says it was by command."""

from dataclasses import dataclass
from datetime import datetime

from config import ZONE
from khaosat.access import Scope, ScopedSession
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.queries.accounts import account_by_name
from khaosat.queries.grants import working_grants
from khaosat.services.acts import Actor
from khaosat.services.appraisal_desk import Asker
from khaosat.services.appraisal_moves import Mover
from khaosat.services.person import powers_of


@dataclass(frozen=True)
class Acting:
    """A person as a command acts for them: their scope, what they may do, and how the trail names them."""

    scope: Scope
    asker: Asker
    by: Actor


def acting(session: ScopedSession, *, name: str, needs: Permission, now: datetime) -> Acting:
    """Return who is meant, in a session of `Scope.sign_in_desk()`.

    Raises NotFoundFailure for an unknown name, ConflictFailure(reason='not_permitted') where their roles do not allow
    it. Whoever runs commands on this machine has its database: the second factor guards the door, not the house.
    """
    account = account_by_name(session, name)
    if account is None:
        raise NotFoundFailure(what="account", name=name)
    grants = tuple(working_grants(session, account_id=account.id))
    permissions, scope = powers_of(session, account, grants, now)
    if needs not in permissions:
        raise ConflictFailure(what="account", reason="not_permitted", name=name, needs=needs.value)
    mover = Mover(permissions, account.officer_id, scope.writes, account.display_name)
    asker = Asker(mover, account.id, now.astimezone(ZONE).date())
    return Acting(scope, asker, Actor(account.id, f"{account.name} (command)"))

"""Programs that show a token: which one it is, what it may do, and whose rows it sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config import ZONE
from khaosat.access import NO_UNITS, Everything, Scope, ScopedSession, Units
from khaosat.policy import TOKEN_CHANGES, TOKEN_READS, TOKENS, Permission, TokenPower
from khaosat.queries.api_tokens import ShownToken, shown_token, token_by_id
from khaosat.queries.unit_tree import units_below
from khaosat.services.acts import Actor, own_record
from khaosat.services.api_tokens import PREFIX, digest_of
from khaosat.services.person import powers_of

LONGEST_SECRET = 100
VOUCHED_BY = {  # what whoever vouches must themselves be allowed today
    TokenPower.READ_RESULTS: Permission.UNIT_RESULTS,
    TokenPower.WRITE_DOSSIERS: Permission.ADMIN_CATALOGUE,
}


@dataclass(frozen=True)
class Bearer:
    """A program that showed a token that works; `units` are those it is for."""

    token_id: int
    name: str
    permissions: frozenset[Permission]
    scope: Scope
    units: Units
    used_today: bool

    @property
    def actor(self) -> Actor:
        """The program as the audit trail names it."""
        return Actor(None, f"token {self.name}")


def bearer_of(session: ScopedSession, *, secret: str, keys: Sequence[bytes], now: datetime) -> Bearer | None:
    """Return who shows that secret, or None; in a session of `Scope.sign_in_desk()` (1 to 3 statements).

    Never more than the account that vouches for it may see today: a role taken away narrows its tokens too.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST_SECRET:
        return None
    shown = shown_token(session, digests=[digest_of(key, secret) for key in keys])
    today = now.astimezone(ZONE).date()
    if shown is None or shown.token.last_day < today:
        return None
    power = TokenPower(shown.token.power)
    permissions, scope = powers_of(session, shown.voucher, shown.grants, now)
    if VOUCHED_BY[power] not in permissions:
        return None
    units = _units(session, shown, scope.writes if power is TokenPower.WRITE_DOSSIERS else scope.reads, now)
    return Bearer(
        token_id=shown.token.id,
        name=shown.token.name,
        permissions=TOKENS[power],
        scope=_scope(power, units, scope),
        units=units,
        used_today=shown.token.used_on == today,
    )


@own_record("the token keeps the last day it was shown")
def note_used(session: ScopedSession, *, token_id: int, at: datetime) -> None:
    """Keep the day a token was shown; asked once a day."""
    token_by_id(session, token_id=token_id).used_on = at.astimezone(ZONE).date()


def _units(session: ScopedSession, shown: ShownToken, vouched: Units, now: datetime) -> Units:
    unit_id = shown.token.unit_id
    if unit_id is None:
        return vouched
    below = units_below(session, {unit_id}, now.astimezone(ZONE).date())
    return below if isinstance(vouched, Everything) else below & vouched


def _scope(power: TokenPower, units: Units, vouched: Scope) -> Scope:
    """The token's scope, no book of which the voucher may not open: reading needs it read, writing needs it changed."""
    writes = power is TokenPower.WRITE_DOSSIERS
    return Scope(
        reads=units,
        writes=units if writes else NO_UNITS,
        realms=TOKEN_READS[power] & (vouched.changes if writes else vouched.realms),
        changes=TOKEN_CHANGES[power] & vouched.changes,
    )

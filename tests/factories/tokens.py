"""Tokens of programs, made and confirmed as people do it: Dũng makes them, Chi vouches for those that read."""

from datetime import date

from config import Settings, key_ring
from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Realm, TokenPower
from khaosat.queries.api_tokens import token_by_name
from khaosat.services import api_tokens
from khaosat.services.acts import Actor
from tests.cast import Cast

LAST_DAY = date(2027, 6, 30)
READ, WRITE = TokenPower.READ_RESULTS, TokenPower.WRITE_DOSSIERS


def token(cast: Cast, power: TokenPower, unit: str | None = None, *, name: str = "", last_day: date = LAST_DAY) -> str:
    """Return the secret of a token that works."""
    settings: Settings = cast.app.config["SETTINGS"]
    key, at = key_ring(settings.keys, api_tokens.RING)[0], cast.clock.now()
    books = frozenset({Realm.ACCOUNTS, Realm.AUDIT})
    desk = Scope(writes=Everything("a test"), realms=books, changes=books)
    called = name or f"{power.value.replace(':', '-')}.{(unit or 'all').lower()}"
    made_by, vouched = Actor(cast.account("dung"), "dung"), Actor(cast.account("chi"), "chi")
    with open_session(cast.app.extensions["engine"], desk) as session:
        secret = api_tokens.make(
            session, name=called, power=power.value, unit_key=unit, last_day=last_day, key=key, by=made_by, at=at
        )
        if secret is None:
            row = token_by_name(session, called)
            assert row is not None
            secret = api_tokens.confirm(session, token_id=row.id, key=key, by=vouched, at=at)
    return secret


def shown(secret: str) -> dict[str, str]:
    """Return the header that shows it."""
    return {"Authorization": f"Bearer {secret}"}

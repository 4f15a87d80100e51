"""Tokens of programs: an administrator makes them; one that reads results is confirmed by Internal Affairs.

The secret is shown once, to whoever vouches for it: the administrator for one that brings dossier counts, the person of
Internal Affairs for one that reads results. An administrator reads no results, not through a program either.
"""

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from config import ZONE
from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.models.api_token import ApiToken
from khaosat.policy import TokenPower
from khaosat.queries import api_tokens as asking
from khaosat.queries.accounts import account_names
from khaosat.queries.units import unit_by_key
from khaosat.services.acts import Actor, act, record
from khaosat.services.directory import unit_labels

RING: Final = "api"  # the name of the digest keys' file: config.key_ring(settings.keys, RING)
PREFIX: Final = "ksat_"  # so that a leaked secret is recognised for what it is
SECRET_BYTES: Final = 24
LONGEST: Final = timedelta(days=366)
A_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")


@dataclass(frozen=True)
class TokenLine:
    """A token as lists show it; `works` until `last_day` unless it waits or was revoked."""

    id: int
    name: str
    power: TokenPower
    unit_name: str | None
    made_by: str
    made_by_id: int
    made_at: datetime
    confirmed_by: str | None
    last_day: date
    used_on: date | None
    revoked: bool
    over: bool
    waits: bool

    @property
    def works(self) -> bool:
        """Whether a program that shows it is let in today."""
        return not (self.revoked or self.over or self.waits)


def digest_of(key: bytes, secret: str) -> bytes:
    """Return what is kept of a secret: HMAC-SHA256 under a key outside the database."""
    return hmac.digest(key, b"api token|" + secret.encode("utf-8", "surrogatepass"), "sha256")


@act("tokens:make")
def make(
    session: ScopedSession,
    *,
    name: str,
    power: str,
    unit_key: str | None,
    last_day: date,
    key: bytes,
    by: Actor,
    at: datetime,
) -> str | None:
    """Make a token; returns its secret, or None where Internal Affairs must confirm it first.

    Raises InvalidFailure for a name, power, unit or day that cannot be, ConflictFailure for a taken name.
    """
    row = _made(session, name=name, power=power, unit_key=unit_key, last_day=last_day, by=by, at=at)
    secret = _give_secret(row, key) if row.power == TokenPower.WRITE_DOSSIERS else None
    session.add(row)
    session.flush()
    after = {"power": row.power, "unit": unit_key, "last_day": last_day.isoformat(), "waits_for_affairs": not secret}
    record(session, subject=f"token:{row.name}", before=None, after=after)
    return secret


def _made(
    session: ScopedSession, *, name: str, power: str, unit_key: str | None, last_day: date, by: Actor, at: datetime
) -> ApiToken:
    if by.account_id is None:
        raise InvalidFailure(field="name", reason="nobody")
    if not A_NAME.fullmatch(name):
        raise InvalidFailure(field="name", reason="not_a_name")
    if power not in set(TokenPower):
        raise InvalidFailure(field="power", reason="unknown")
    today = at.astimezone(ZONE).date()
    if not today <= last_day <= today + LONGEST:
        raise InvalidFailure(field="last_day", reason="out_of_range", most=LONGEST.days)
    unit = unit_by_key(session, unit_key) if unit_key else None
    if unit_key and unit is None:
        raise InvalidFailure(field="unit", reason="unknown")
    if asking.token_by_name(session, name) is not None:
        raise ConflictFailure(field="name", reason="taken")
    return ApiToken(
        name=name, power=power, unit_id=unit.id if unit else None, made_by=by.account_id, made_at=at, last_day=last_day
    )


@act("tokens:confirm")
def confirm(session: ScopedSession, *, token_id: int, key: bytes, by: Actor, at: datetime) -> str:
    """Vouch for a token that reads results; returns its secret. ConflictFailure where one made it oneself."""
    row = _waiting(session, token_id)
    if by.account_id is None or by.account_id == row.made_by:
        raise ConflictFailure(what="token", reason="own")
    row.confirmed_by, row.confirmed_at = by.account_id, at
    secret = _give_secret(row, key)
    record(session, subject=f"token:{row.name}", before={"confirmed_at": None}, after={"confirmed_at": at.isoformat()})
    return secret


@act("tokens:refuse")
def refuse(session: ScopedSession, *, token_id: int, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act names who
    """Turn a waiting token down: it never works."""
    row = _waiting(session, token_id)
    row.revoked_at = at
    record(session, subject=f"token:{row.name}", before={"revoked_at": None}, after={"revoked_at": at.isoformat()})


@act("tokens:revoke")
def revoke(session: ScopedSession, *, token_id: int, by: Actor, at: datetime) -> None:  # noqa: ARG001  as above
    """End a token at once; raises ConflictFailure where it has ended already."""
    row = asking.token_by_id(session, token_id=token_id, lock=True)
    if row.revoked_at is not None:
        raise ConflictFailure(what="token", reason="revoked")
    row.revoked_at = at
    record(session, subject=f"token:{row.name}", before={"revoked_at": None}, after={"revoked_at": at.isoformat()})


def listing(session: ScopedSession, *, now: datetime) -> tuple[TokenLine, ...]:
    """Return every token, the newest first (3 statements)."""
    return _lines(session, asking.tokens(session), now)


def waiting(session: ScopedSession, *, now: datetime) -> tuple[TokenLine, ...]:
    """Return the tokens that wait for Internal Affairs, the oldest first."""
    found = asking.waiting_tokens(session)
    return _lines(session, found, now) if found else ()


def _waiting(session: ScopedSession, token_id: int) -> ApiToken:
    row = asking.token_by_id(session, token_id=token_id, lock=True)
    if row.power != TokenPower.READ_RESULTS or row.confirmed_by is not None or row.revoked_at is not None:
        raise ConflictFailure(what="token", reason="decided")
    return row


def _give_secret(row: ApiToken, key: bytes) -> str:
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row.digest = digest_of(key, secret)
    return secret


def _lines(session: ScopedSession, rows: Sequence[ApiToken], now: datetime) -> tuple[TokenLine, ...]:
    today = now.astimezone(ZONE).date()
    names, units = account_names(session), unit_labels(session, today)
    return tuple(
        TokenLine(
            id=row.id,
            name=row.name,
            power=TokenPower(row.power),
            unit_name=units.get(row.unit_id, str(row.unit_id)) if row.unit_id is not None else None,
            made_by=names.get(row.made_by, ""),
            made_by_id=row.made_by,
            made_at=row.made_at,
            confirmed_by=names.get(row.confirmed_by) if row.confirmed_by is not None else None,
            last_day=row.last_day,
            used_on=row.used_on,
            revoked=row.revoked_at is not None,
            over=row.last_day < today,
            waits=row.digest is None,
        )
        for row in rows
    )

"""The account pages' session: a person keeps their own account whatever their roles let them see."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from config import key_ring
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.services.acts import Actor
from khaosat.services.sealed_secrets import Ring
from khaosat.web import guard

NOBODY_YET = Actor(None, "sign-in desk")


@contextmanager
def desk() -> Iterator[ScopedSession]:
    """Open a session at the sign-in desk, without any right to change on GET and HEAD."""
    scope = Scope.sign_in_desk()
    with open_session(guard.engine(), scope.reading() if request.method in {"GET", "HEAD"} else scope) as session:
        yield session


def ring() -> Ring:
    """Return the keys of the second factor."""
    return key_ring(guard.settings().keys, "totp")

"""What answering about results needs beside the person's own session, for the length of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import current_app

from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Realm
from khaosat.services.memory import Memory
from khaosat.services.results import Means
from khaosat.web import guard

WIDE: Final = Scope(
    reads=Everything("the province as a reference, how many answers wait, how often dossiers were imported"),
    realms=frozenset({Realm.RELEASES, Realm.TALLIES, Realm.AUDIT}),
)


@contextmanager
def means() -> Iterator[Means]:
    """Open the wide session that reads and changes nothing, with the program's memory of closed releases."""
    memory: Memory = current_app.extensions.setdefault("released", Memory())
    with open_session(guard.engine(), WIDE) as wide:
        yield Means(wide, memory)

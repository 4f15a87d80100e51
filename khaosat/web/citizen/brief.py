"""What a process knows for a few seconds, so that a visit in a busy minute asks nobody what was just asked."""

from collections.abc import Hashable
from time import monotonic
from typing import Any, Final

from sqlalchemy import Engine

from khaosat.access import catalogue_changes

MOST: Final = 2000  # things; some are pages of six kilobytes
_BRIEF: Final = "citizen_memory"


class Brief:
    """Forgets each thing after its seconds, and everything at once where this process changes the catalogue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[Hashable, tuple[float, int, Any]] = {}

    def recall(self, what: Hashable) -> Any | None:  # noqa: ANN401  whatever was kept under that name
        """Return what is known under that name, None where it is not or no more."""
        kept = self._known.get(what)
        if kept is None or monotonic() > kept[0] or kept[1] != self.changes:
            return None
        return kept[2]

    @property
    def changes(self) -> int:
        """How often this process has changed the catalogue until now; to be looked at before asking."""
        return catalogue_changes(self._engine)

    def keep(self, what: Hashable, known: object, *, seconds: float, changes: int) -> None:
        """Remember for so long what was asked at that count of changes."""
        if len(self._known) > MOST:
            self._known.clear()
        self._known[what] = (monotonic() + seconds, changes, known)


def brief_of(known_here: dict[str, Any]) -> Brief:
    """Return the memory among a program's extensions; looked up once a question, each look costs."""
    found: Brief | None = known_here.get(_BRIEF)
    if found is None:
        found = known_here[_BRIEF] = Brief(known_here["engine"])
    return found

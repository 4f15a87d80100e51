"""Since when has the always-open channel asked which questionnaire? With what results rest on, in one statement."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from sqlalchemy import BindParameter, bindparam, func, select

from khaosat.access import ScopedSession
from khaosat.models.event import DOSSIERS_IMPORTED, Event
from khaosat.models.release import Release
from khaosat.models.round import Round

IMPORTED: Final[BindParameter[str]] = bindparam("imported", DOSSIERS_IMPORTED, literal_execute=True)  # for its index


_NEWEST: Final = select(func.coalesce(func.max(Release.id), 0)).scalar_subquery()
_IMPORTS: Final = select(func.count(Event.id)).where(Event.subject == IMPORTED).scalar_subquery()
_NOW: Final = select(_NEWEST.label("newest"), _IMPORTS.label("imports")).subquery()
_STATEMENT: Final = (
    select(_NOW.c.newest, _NOW.c.imports, Round.starts_on, Round.questionnaire_id)
    .select_from(_NOW)
    .outerjoin(Round, Round.standing.is_(True))
    .order_by(Round.starts_on)
)


@dataclass(frozen=True, slots=True)
class Asking:
    """`newest` is the id of the newest release, 0 before the first; `changed` the days another questionnaire began.

    `imports` is how many files of dossiers were taken in: a number that also grows when two end in another order
    than they began.
    """

    newest: int
    imports: int
    changed: tuple[date, ...]

    @property
    def stamp(self) -> tuple[int, int]:
        """What is remembered of releases and dossiers holds until this is another."""
        return self.newest, self.imports


def asking(session: ScopedSession) -> Asking:
    """Return all of it (one statement); before the first release nothing is shown that could have changed."""
    rows = session.execute(_STATEMENT).all()
    changed = [after[2] for before, after in pairwise(rows) if before[3] != after[3]]
    return Asking(rows[0][0], rows[0][1], tuple(changed) if rows[0][0] else ())

"""Since when has the always-open channel asked which questionnaire? With the newest release, in one statement."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release
from khaosat.models.round import Round


@dataclass(frozen=True, slots=True)
class Asking:
    """`newest` is the id of the newest release, 0 before the first; `changed` the days another questionnaire began."""

    newest: int
    changed: tuple[date, ...]


def asking(session: ScopedSession) -> Asking:
    """Return both (one statement); before the first release nothing is shown that could have changed."""
    newest = select(func.max(Release.id)).correlate(None).scalar_subquery()
    wanted = (
        select(Release.id, Round.starts_on, Round.questionnaire_id)
        .select_from(Release)
        .outerjoin(Round, Round.standing.is_(True))
        .where(Release.id == newest)
        .order_by(Round.starts_on)
    )
    rows = session.execute(wanted).all()
    changed = [after[1] for before, after in pairwise(rows) if before[2] != after[2]]
    return Asking(rows[0][0] if rows else 0, tuple(changed))

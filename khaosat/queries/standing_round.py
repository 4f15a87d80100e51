"""The round that takes the answers of the placards on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.round import Round


@dataclass(frozen=True)
class RoundView:
    """A round and the questionnaire it asks; `ends_on` is its last day, None while open."""

    id: int
    key: str
    questionnaire_id: int
    starts_on: date
    ends_on: date | None

    def is_open(self, day: date) -> bool:
        """Return whether answers of that day belong to the round."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def standing_round(session: ScopedSession, day: date) -> RoundView | None:
    """Return the standing round that is open on that day, or None."""
    statement = (
        select(Round)
        .where(Round.standing, Round.starts_on <= day, or_(Round.ends_on.is_(None), Round.ends_on >= day))
        .order_by(Round.starts_on.desc())
        .limit(1)
    )
    row = session.scalar(statement)
    return None if row is None else RoundView(row.id, row.key, row.questionnaire_id, row.starts_on, row.ends_on)

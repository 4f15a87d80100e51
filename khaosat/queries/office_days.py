"""The tallies and the answers' attributes of one office over days: what its next release is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.response import Response
from khaosat.models.seal import SealEntry
from khaosat.models.tally import Tally

CROSSED = "crossed"


@dataclass(frozen=True)
class DayLevel:
    """One tally of counted answers; `pooled` is given for the split ''."""

    day: date
    split: str
    level: str
    n: int
    counts: dict[str, list[int]]
    pooled: list[int] | None


@dataclass(frozen=True)
class DayCell:
    """How many counted answers of a day share these attributes; None is unknown."""

    day: date
    field_id: int | None
    kind: str | None
    mode: str
    verified: bool
    number: int


def day_levels(session: ScopedSession, office_id: int, *, first: date, last: date) -> list[DayLevel]:
    """Return the tallies of counted answers of those days, but what no release shows."""
    columns = (Tally.day, Tally.split, Tally.level, Tally.n, Tally.counts)
    there = (Tally.office_id == office_id, Tally.day.between(first, last), Tally.held.is_(False))
    whole = session.execute(select(*columns, Tally.pooled).where(*there, Tally.split == ""))
    split = session.execute(select(*columns).where(*there, Tally.split.not_in(("", CROSSED))))
    return [DayLevel(*row) for row in whole] + [DayLevel(*row, None) for row in split]


def day_cells(session: ScopedSession, office_id: int, *, days: Sequence[date]) -> list[DayCell]:
    """Return how many counted answers of those days share field, kind, mode and slip."""
    by = (Response.day, Response.field_id, Response.kind, Response.mode, Response.verified)
    there = (Response.day.in_(days), Response.office_id == office_id, Response.state == "counted")
    return [DayCell(*row) for row in session.execute(select(*by, func.count()).where(*there).group_by(*by))]


def revised_days(session: ScopedSession) -> Mapping[date, datetime]:
    """Return the days that were settled again with another result, and when that was last so."""
    last = select(SealEntry.day, func.max(SealEntry.sealed_at)).where(SealEntry.revision > 1).group_by(SealEntry.day)
    return {day: at for day, at in session.execute(last)}  # noqa: C416  mypy takes a row for no pair

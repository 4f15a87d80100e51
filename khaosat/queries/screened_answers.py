"""What the detectors look at: answers that name an officer, and the dossiers officers closed by quarter hour.

The session reads every unit's answers (a job's, never a page's).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.dossier import ClosedDossiers
from khaosat.models.response import Response
from khaosat.queries.scored_items import ScoredItem, scored_items

SCREENED: Final = ("placard", "link")
"""Modes that come from a person's own device: a kiosk serves one after another, paper is entered in heaps."""
HIGHEST: Final = 5
OFFICER: Final = "officer"
Items = Mapping[int, tuple[ScoredItem, ...]]


@dataclass(frozen=True, slots=True)
class Rated:
    """One answer that names an officer; `best` says whether all that was answered is the highest level."""

    id: UUID
    officer_id: int
    office_id: int
    day: date
    slot: int
    score: int
    best: bool
    repeat_of_day: int | None
    held: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """How many dossiers an officer closed in a quarter hour at an office."""

    office_id: int
    officer_id: int
    day: date
    slot: int
    closed: int


def rated_answers(session: ScopedSession, *, first: date, last: date) -> list[Rated]:
    """Return the answers of those days that count or are held and name an officer, in no order (two statements)."""
    items = scored_items(session)
    if not items:
        return []
    row = Response
    wanted = select(
        row.id,
        row.officer_id,
        row.office_id,
        row.day,
        row.slot,
        _score(items),
        _best(items),
        row.repeat_of_day,
        row.state == "held",
    ).where(
        row.day.between(first, last),
        row.officer_id.is_not(None),
        row.state.in_(("counted", "held")),
        row.mode.in_(SCREENED),
    )
    return [Rated(*found) for found in session.execute(wanted)]  # type: ignore[arg-type]  # only named officers are asked for


def closed_dossiers(session: ScopedSession, *, first: date, last: date) -> list[Closed]:
    """Return the dossiers closed on those days, by office, officer and quarter hour (one statement)."""
    row = ClosedDossiers
    wanted = select(row.office_id, row.officer_id, row.day, row.slot, row.closed).where(row.day.between(first, last))
    return [Closed(*found) for found in session.execute(wanted)]


def number_of_dossiers(session: ScopedSession, *, first: date, last: date) -> int:
    """Return how many dossiers closed on those days are known by quarter hour (one statement)."""
    wanted = select(func.coalesce(func.sum(ClosedDossiers.closed), 0)).where(ClosedDossiers.day.between(first, last))
    return int(session.scalar(wanted) or 0)


def _score(items: Items) -> ColumnElement[int]:
    """What was said about the officer, else about the service (the first item)."""
    cases = []
    for key, its in sorted(items.items()):
        asked = [item for item in its if item.about == OFFICER] + [its[0]]
        said = [getattr(Response, item.column) for item in asked]
        cases.append((Response.questionnaire_id == key, func.coalesce(*said) if len(said) > 1 else said[0]))
    return case(*cases)


def _best(items: Items) -> ColumnElement[int]:
    """Whether every item that was answered has the highest level; what does not apply (0) is no answer."""
    cases = []
    for key, its in sorted(items.items()):
        columns = [getattr(Response, item.column) for item in its]
        other = or_(*(column.between(1, HIGHEST - 1) for column in columns))
        cases.append((Response.questionnaire_id == key, case((other, 0), else_=1)))
    return case(*cases)

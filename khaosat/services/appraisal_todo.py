"""What of the yearly appraisal waits for a person today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from khaosat.access import ScopedSession
from khaosat.models.appraisal import OPEN
from khaosat.policy import Permission
from khaosat.queries.appraisals import appraisal_years
from khaosat.services.appraisal_desk import Asker, own_queues, waiting
from khaosat.services.appraisal_files import ended_unopened
from khaosat.services.appraisal_flow import Move, State
from khaosat.services.appraisal_own import own_files
from khaosat.services.appraisal_signing import readiness

URGENT: Final = frozenset({Move.COSIGN, Move.DECIDE_APPEAL})
"""What holds up a decision that was made, or somebody's right."""


@dataclass(frozen=True)
class Waits:
    """So many files of `year` wait for `kind`: a move, 'sign', 'told' (the own class) or 'open'.

    'sign' says that the year may be signed; 'open' that it has ended, a league of it is kept, and nobody opened it.
    """

    kind: str
    year: int
    number: int
    day: date | None = None
    urgent: bool = False


def waits(session: ScopedSession, asker: Asker, *, wide: ScopedSession, now: datetime) -> Iterator[Waits]:
    """Yield what waits in each open year; `wide` counts every file of a year."""
    for move in own_queues(asker):
        for year, number in waiting(session, asker, move).items():
            yield Waits(move, year, number, urgent=move in URGENT)
    yield from _years(session, asker, wide, now)
    if Permission.APPRAISAL_APPEAL in asker.who.permissions:
        for own in own_files(session, officer_id=asker.who.officer_id):
            until = own.file.appeal_until
            if own.year.state == OPEN and own.file.state == State.TOLD and until is not None and until >= asker.today:
                yield Waits("told", own.year.year, 1, until)


def _years(session: ScopedSession, asker: Asker, wide: ScopedSession, now: datetime) -> Iterator[Waits]:
    """Years to be opened, for who opens them, and to be signed, for who signs."""
    if Permission.APPRAISAL_OPEN in asker.who.permissions:
        for year in ended_unopened(session, today=asker.today):
            yield Waits("open", year, 1)
    if Permission.APPRAISAL_SIGN in asker.who.permissions:
        for known in appraisal_years(session):
            if known.state == OPEN and readiness(session, wide=wide, year=known.year, now=now).ready:
                yield Waits("sign", known.year, 1)

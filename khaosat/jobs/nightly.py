"""The night's work: settle the days that have closed, mix the spent slips, release what is due, keep the seals."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from config import Settings
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.db import forget_what_lay_before
from khaosat.errors import ConflictFailure
from khaosat.services import (
    appraisal_moves,
    cases,
    comment_releasing,
    findings,
    holds,
    releasing,
    retention,
    scanning,
    sealing,
    settling,
    slips,
)
from khaosat.services.acts import Actor

WORKER = Actor(None, "worker")


@dataclass(frozen=True)
class Done:
    """What a run did: the days it settled, the blocks and comments it released, the seals it kept."""

    days: tuple[date, ...]
    blocks: int
    comments: int
    kept: int
    file: Path


def seals_file(settings: Settings) -> Path:
    """Return where the sealed list is kept beside the database, for the inspector to take away."""
    return settings.instance / "seals" / sealing.SEALS_FILE


def run(engine: Engine, *, now: datetime, settings: Settings) -> Done:
    """Settle and release what is due at that moment and continue the kept file.

    Raises SealFailure, see `keep`, and ConflictFailure where another run was quicker: ask again.
    """
    try:
        with open_session(engine, Scope.system("settling and releasing")) as session:
            new_day = settling.has_new_day(session, now=now)
            if new_day:  # once a night, as its page says: a day is not settled anew for each decision about it
                findings.carry_out(session, now=now)
                holds.carry_out(session, now=now)
                appraisal_moves.end_terms(session, now=now)
            days = settling.settle_due(session, now=now, keys=settings.keys)
            if new_day:  # all of a day at once: mixed one by one their order would be that of their coming
                slips.mix_spent(session)
            blocks = releasing.release_due(session, now=now)
            said = 0
            if days or blocks:  # nothing else brings comments to a unit, or takes one away
                said = comment_releasing.release_comments(session, now=now, keys=settings.keys).released
            if days:  # once a night is often enough
                cases.end_due(session, now=now)
                scanning.forget_old(session, now=now)
                _forget(session, now)
    except IntegrityError as error:  # the same sequence number or ordinal: one of the two has it, whole
        raise ConflictFailure(reason="another_run") from error
    if days:
        forget_what_lay_before(engine)
    with open_session(engine, Scope.system("keeping the seals").reading()) as session:
        kept = sealing.keep(session, keys=settings.keys, file=seals_file(settings))
    return Done(tuple(days), blocks, said, kept, seals_file(settings))


def _forget(session: ScopedSession, now: datetime) -> None:
    if retention.due(session, now=now):
        retention.forget(session, by=WORKER, at=now)

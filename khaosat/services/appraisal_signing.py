"""Signing a year off: once every file is final, by the decider, for good; what is missing is counted and said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.models.appraisal import OPEN, SIGNED
from khaosat.queries.appraisal_ways import files_by_state, files_whose_term_is_over, year_seen, year_to_sign
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_flow import State
from khaosat.services.appraisal_moves import end_terms_within
from khaosat.services.days import day_of
from khaosat.services.year_snapshots import freeze


@dataclass(frozen=True)
class Readiness:
    """How far a year is: files by state, and how many of those told have only their ended term to be noted."""

    files: Mapping[State, int]
    over: int
    signed: bool

    @property
    def missing(self) -> dict[State, int]:
        """The states that keep the year from being signed, with how many files each, in the order of their way."""
        left = {state: self.files.get(state, 0) for state in State if state is not State.FINAL}
        left[State.TOLD] -= self.over
        return {state: number for state, number in left.items() if number}

    @property
    def total(self) -> int:
        """How many files the year has."""
        return sum(self.files.values())

    @property
    def ready(self) -> bool:
        """Whether the year may be signed."""
        return not self.signed and self.total > 0 and not self.missing


def readiness(session: ScopedSession, *, wide: ScopedSession, year: int, now: datetime) -> Readiness:
    """Return how far the year is; `wide` (`Scope.file_counter()`) counts every file, whoever's turn it is.

    Raises NotFoundFailure for a year the session does not see.
    """
    row = year_seen(session, year=year)
    if row is None:
        raise NotFoundFailure(what="appraisal year")
    files = {State(state): number for state, number in files_by_state(wide, year=year).items()}
    over = files_whose_term_is_over(wide, state=State.TOLD, today=day_of(now), year=year)
    return Readiness(files, len(over), row.state == SIGNED)


@act("appraisals:sign")
def sign(session: ScopedSession, *, wide: ScopedSession, year: int, keys: Path, by: Actor, at: datetime) -> bytes:
    """Sign the year: nothing in it moves any more. The one place where a year becomes signed.

    Returns the digest of the snapshot that is kept of it; `wide` is a session of `Scope.year_keeper()`. Files whose
    term of appeal is over become final in the same transaction. Raises NotFoundFailure, ConflictFailure with `reason`
    'signed' or 'unfinished' (and `number`); the database looks again.
    """
    row = year_to_sign(session, year=year)
    if row is None:
        raise NotFoundFailure(what="appraisal year")
    if row.state != OPEN:
        raise ConflictFailure(what="appraisal_year", reason="signed")
    end_terms_within(session, now=at, year=year)
    found = readiness(session, wide=wide, year=year, now=at)
    if not found.ready:
        raise ConflictFailure(what="appraisal_year", reason="unfinished", number=sum(found.missing.values()))
    row.state, row.signed_by, row.signed_at = SIGNED, by.account_id, at
    try:
        session.flush()
    except IntegrityError as error:  # a file was added meanwhile
        raise ConflictFailure(what="appraisal_year", reason="unfinished", number=1) from error
    digest = freeze(session, wide, row, keys=keys, by=by, at=at)
    after = {"state": row.state, "files": found.total, "digest": digest.hex()}
    record(session, subject=f"appraisal_year:{year}", before={"state": OPEN}, after=after)
    return digest

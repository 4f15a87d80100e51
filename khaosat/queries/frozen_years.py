"""What a signed year rests on, as it stands now: files, steps, leagues with their lines; and what was kept of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.appraisal import Appraisal, AppraisalSnapshot, AppraisalStep
from khaosat.models.event import Event
from khaosat.models.league import League, LeagueLine
from khaosat.models.officer import Officer
from khaosat.models.seal import SealEntry
from khaosat.models.unit import Unit


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with the keys of its officer and unit, and the officer's name."""

    file: Appraisal
    officer_key: str
    name: str
    unit_key: str


def year_files(session: ScopedSession, *, year: int) -> list[Kept]:
    """Return every file of the year that the session sees, by officer key, read anew (one statement)."""
    wanted = (
        select(Appraisal, Officer.key, Officer.display_name, Unit.key)
        .join(Officer, Officer.id == Appraisal.officer_id)
        .join(Unit, Unit.id == Appraisal.unit_id)
        .where(Appraisal.year == year)
        .order_by(Officer.key)
    )
    return [Kept(*row) for row in session.execute(wanted, execution_options={"populate_existing": True})]


def year_steps(session: ScopedSession, *, year: int) -> dict[int, list[AppraisalStep]]:
    """Return the steps of every file of the year, each file's in order (one statement)."""
    wanted = (
        select(AppraisalStep)
        .join(Appraisal, Appraisal.id == AppraisalStep.appraisal_id)
        .where(Appraisal.year == year)
        .order_by(AppraisalStep.id)
    )
    found: dict[int, list[AppraisalStep]] = {}
    for step in session.scalars(wanted):
        found.setdefault(step.appraisal_id, []).append(step)
    return found


def leagues(session: ScopedSession, *, ids: Collection[int]) -> Sequence[League]:
    """Return these leagues, oldest first."""
    return session.scalars(select(League).where(League.id.in_(sorted(ids))).order_by(League.id)).all()


def league_lines(
    session: ScopedSession, *, league_ids: Collection[int], officers: Collection[int]
) -> list[tuple[LeagueLine, str]]:
    """Return these officers' lines in those leagues with the officer's key, without case mix first (one statement)."""
    wanted = (
        select(LeagueLine, Officer.key)
        .join(Officer, Officer.id == LeagueLine.officer_id)
        .where(LeagueLine.league_id.in_(sorted(league_ids)))
        .order_by(LeagueLine.league_id, Officer.key, LeagueLine.adjusted)
    )
    chosen = frozenset(officers)  # thousands would be too many parameters
    return [(line, key) for line, key in session.execute(wanted) if line.officer_id in chosen]


def snapshots(session: ScopedSession, *, year: int, after: int = 0) -> Sequence[AppraisalSnapshot]:
    """Return the versions of the year's snapshot that came after that one, the first first, read anew."""
    those = (AppraisalSnapshot.year == year, AppraisalSnapshot.version > after)
    wanted = select(AppraisalSnapshot).where(*those).order_by(AppraisalSnapshot.version)
    return session.scalars(wanted, execution_options={"populate_existing": True}).all()


def told_digests(session: ScopedSession, *, year: int, acts: Collection[str]) -> list[str]:
    """Return the digests the audit trail names for the year's snapshots, oldest first."""
    wanted = (
        select(Event.after)
        .where(Event.subject == f"appraisal_year:{year}", Event.act.in_(sorted(acts)))
        .order_by(Event.id)
    )
    return [str(after["digest"]) for after in session.scalars(wanted) if after is not None and "digest" in after]


def seal_by_sequence(session: ScopedSession, *, sequence: int) -> bytes | None:
    """Return the digest of that entry of the sealed list, None where it is not there."""
    return session.scalar(select(SealEntry.digest).where(SealEntry.sequence == sequence))

"""Files of the yearly appraisal as they are moved: one held, their steps, and how many stand where."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.appraisal import OPEN, Appraisal, AppraisalStep, AppraisalYear
from khaosat.models.officer import Officer

ByFile = dict[int, list[AppraisalStep]]


def held_file(session: ScopedSession, *, file_id: int) -> tuple[Appraisal, str] | None:
    """Return the file and its officer's key, if the session may see it; held until the transaction ends."""
    wanted = (
        select(Appraisal, Officer.key)
        .join(Officer, Officer.id == Appraisal.officer_id)
        .where(Appraisal.id == file_id)
        .with_for_update(of=Appraisal)
    )
    row = session.execute(wanted, execution_options={"populate_existing": True}).one_or_none()
    return (row[0], row[1]) if row else None


def year_of_file(session: ScopedSession, *, file_id: int) -> AppraisalYear | None:
    """Return the year of a file the session may see; held, shared with others who move its files, against its signing.

    Asked before the file itself is held: who signs holds the year and then its files.
    """
    wanted = (
        select(AppraisalYear)
        .join(Appraisal, Appraisal.year == AppraisalYear.year)
        .where(Appraisal.id == file_id)
        .with_for_update(read=True, of=AppraisalYear)
    )
    return session.scalar(wanted, execution_options={"populate_existing": True})


def year_seen(session: ScopedSession, *, year: int) -> AppraisalYear | None:
    """Return the year, if the session may see it."""
    return session.scalar(select(AppraisalYear).where(AppraisalYear.year == year))


def year_to_sign(session: ScopedSession, *, year: int) -> AppraisalYear | None:
    """Return the year; held until the transaction ends, against whoever would still move one of its files."""
    wanted = select(AppraisalYear).where(AppraisalYear.year == year).with_for_update()
    return session.scalar(wanted, execution_options={"populate_existing": True})


def steps_of(session: ScopedSession, *, files: Collection[int]) -> ByFile:
    """Return the steps of those files, each file's in order (one statement)."""
    found: ByFile = {file: [] for file in files}
    wanted = select(AppraisalStep).where(AppraisalStep.appraisal_id.in_(sorted(files))).order_by(AppraisalStep.id)
    for step in session.scalars(wanted):
        found[step.appraisal_id].append(step)
    return found


def files_by_state(session: ScopedSession, *, year: int) -> dict[str, int]:
    """Return how many files of the year the session sees in each state."""
    wanted = select(Appraisal.state, func.count()).where(Appraisal.year == year).group_by(Appraisal.state)
    return {row[0]: row[1] for row in session.execute(wanted)}


def files_whose_term_is_over(session: ScopedSession, *, state: str, today: date, year: int | None) -> list[int]:
    """Return the files of open years (or of that one) in that state whose term of appeal ended before today."""
    wanted = (
        select(Appraisal.id)
        .join(AppraisalYear, AppraisalYear.year == Appraisal.year)
        .where(Appraisal.state == state, Appraisal.appeal_until < today, AppraisalYear.state == OPEN)
        .order_by(Appraisal.id)
    )
    return list(session.scalars(wanted if year is None else wanted.where(Appraisal.year == year)))

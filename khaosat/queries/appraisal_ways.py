"""Files of the yearly appraisal as they are moved: one held, their steps, and how many stand where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select

from khaosat.access import ScopedSession
from khaosat.models.appraisal import OPEN, Appraisal, AppraisalStep, AppraisalYear
from khaosat.models.officer import Officer
from khaosat.queries.appraisals import Filed, veiled

ByFile = dict[int, list[AppraisalStep]]


def held_files(session: ScopedSession, *, files: Collection[int]) -> dict[int, tuple[Appraisal, str]]:
    """Return those files the session sees, with their officers' keys, by id and in its order; held until the end.

    Always in one order, so that no two transactions that take many wait for each other.
    """
    wanted = (
        select(Appraisal, Officer.key)
        .join(Officer, Officer.id == Appraisal.officer_id)
        .where(Appraisal.id.in_(sorted(files)))
        .order_by(Appraisal.id)
        .with_for_update(of=Appraisal)
    )
    rows = session.execute(wanted, execution_options={"populate_existing": True})
    return {row[0].id: (row[0], row[1]) for row in rows}


def years_of_files(session: ScopedSession, *, files: Collection[int]) -> dict[int, AppraisalYear]:
    """Return the years of files the session may see; held, shared with others who move files, against their signing.

    Asked before the files themselves are held: who signs holds the year and then its files.
    """
    named = select(Appraisal.year).where(Appraisal.id.in_(sorted(files)))
    wanted = select(AppraisalYear).where(AppraisalYear.year.in_(named)).with_for_update(read=True)
    rows = session.scalars(wanted, execution_options={"populate_existing": True})
    return {row.year: row for row in rows}


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


def files_by_state(
    session: ScopedSession, *, year: int, units: Collection[int] | None = None, hidden_from: int | None = None
) -> dict[str, int]:
    """Return how many files of the year (of these units, or all) the session sees in each state.

    `hidden_from` is the officer who asks: their own is not counted until it is told.
    """
    wanted = select(Appraisal.state, func.count()).where(Appraisal.year == year).group_by(Appraisal.state)
    wanted = veiled(wanted, hidden_from)
    if units is not None:
        wanted = wanted.where(Appraisal.unit_id.in_(sorted(units)))
    return {row[0]: row[1] for row in session.execute(wanted)}


def files_in(
    session: ScopedSession,
    *,
    year: int,
    states: Collection[str],
    units: Collection[int] | None,
    hidden_from: int | None,
    first: int,
    most: int,
) -> list[Filed]:
    """Return that stretch of the year's files in these states (of these units, or all), by unit and name.

    `hidden_from` as in `files_by_state`.
    """
    wanted = (
        select(Appraisal, Officer.key, Officer.display_name)
        .join(Officer, Officer.id == Appraisal.officer_id)
        .where(Appraisal.year == year, Appraisal.state.in_(sorted(states)))
        .order_by(Appraisal.unit_id, Officer.sort_key, Officer.key)
    )
    if units is not None:
        wanted = wanted.where(Appraisal.unit_id.in_(sorted(units)))
    return [Filed(*row) for row in session.execute(veiled(wanted, hidden_from).offset(first).limit(most))]


@dataclass(frozen=True, slots=True)
class Mine:
    """For whom files are counted: who is not barred by own steps (`apart_from`) nor by being the officer."""

    account_id: int
    officer_id: int | None
    apart_from: frozenset[str]


def files_open_to(
    session: ScopedSession, *, states: Collection[str], units: Collection[int] | None, mine: Mine
) -> dict[int, int]:
    """Return how many files in these states (of these units, or all) this person may move, by open year."""
    barred = exists().where(
        AppraisalStep.appraisal_id == Appraisal.id,
        AppraisalStep.made_by == mine.account_id,
        AppraisalStep.move.in_(sorted(mine.apart_from)),
    )
    wanted = (
        select(Appraisal.year, func.count())
        .join(AppraisalYear, AppraisalYear.year == Appraisal.year)
        .where(AppraisalYear.state == OPEN, Appraisal.state.in_(sorted(states)), ~barred)
        .group_by(Appraisal.year)
        .order_by(Appraisal.year)
    )
    if mine.officer_id is not None:
        wanted = wanted.where(Appraisal.officer_id != mine.officer_id)
    if units is not None:
        wanted = wanted.where(Appraisal.unit_id.in_(sorted(units)))
    return {row[0]: row[1] for row in session.execute(wanted)}


def files_of_officer(session: ScopedSession, *, officer_id: int) -> list[tuple[AppraisalYear, Filed]]:
    """Return the officer's files with their years, the newest first."""
    wanted = (
        select(AppraisalYear, Appraisal, Officer.key, Officer.display_name)
        .join(Appraisal, Appraisal.year == AppraisalYear.year)
        .join(Officer, Officer.id == Appraisal.officer_id)
        .where(Appraisal.officer_id == officer_id)
        .order_by(AppraisalYear.year.desc())
    )
    return [(row[0], Filed(row[1], row[2], row[3])) for row in session.execute(wanted)]


def files_whose_term_is_over(session: ScopedSession, *, state: str, today: date, year: int | None) -> list[int]:
    """Return the files of open years (or of that one) in that state whose term of appeal ended before today."""
    wanted = (
        select(Appraisal.id)
        .join(AppraisalYear, AppraisalYear.year == Appraisal.year)
        .where(Appraisal.state == state, Appraisal.appeal_until < today, AppraisalYear.state == OPEN)
        .order_by(Appraisal.id)
    )
    return list(session.scalars(wanted if year is None else wanted.where(Appraisal.year == year)))

"""Years of appraisal, their files, and what a file is made of: postings, leagues' lines, who followed whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.appraisal import UNTOLD, Appraisal, AppraisalYear
from khaosat.models.league import League, LeagueLine
from khaosat.models.officer import Officer, Posting
from khaosat.models.unit import UnitSuccession


@dataclass(frozen=True, slots=True)
class Filed:
    """A file with the officer's key and name."""

    file: Appraisal
    officer_key: str
    name: str


class YearPosting(NamedTuple):
    """One posting that touches the year; `until` is the first day no longer there, None while posted."""

    officer_id: int
    unit_id: int
    kind: str
    duty_group: str
    since: date
    until: date | None


def appraisal_year(session: ScopedSession, *, year: int) -> AppraisalYear | None:
    """Return the year, if it was opened."""
    return session.get(AppraisalYear, year)


def held_year(session: ScopedSession, *, year: int) -> AppraisalYear | None:
    """Return the year as it stands; held until the transaction ends against its signing, shared with other work on it.

    Asked before any of its files is held: who signs holds the year and then its files.
    """
    wanted = select(AppraisalYear).where(AppraisalYear.year == year).with_for_update(read=True)
    return session.scalar(wanted, execution_options={"populate_existing": True})


def appraisal_years(session: ScopedSession) -> list[AppraisalYear]:
    """Return every opened year, the newest first."""
    return list(session.scalars(select(AppraisalYear).order_by(AppraisalYear.year.desc())))


def files(
    session: ScopedSession,
    *,
    year: int,
    units: Collection[int] | None = None,
    state: str = "",
    hidden_from: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Filed]:
    """Return the year's files that the session sees, of these units or all, in alphabetical order (one statement).

    `hidden_from` is the officer who asks: their own is left out until it is told.
    """
    wanted = veiled(_of(_filed(), year, units), hidden_from).order_by(Officer.sort_key, Officer.key)
    if state:
        wanted = wanted.where(Appraisal.state == state)
    return [Filed(*row) for row in session.execute(wanted.offset(offset).limit(limit))]


def held_files(session: ScopedSession, *, year: int, officer_key: str = "") -> list[Filed]:
    """Return the year's files, or one officer's, held until the transaction ends: nobody moves them meanwhile.

    In the order of their ids, as whoever moves many holds them: two never wait for each other.
    """
    wanted = _filed().where(Appraisal.year == year).order_by(Appraisal.id).with_for_update(of=Appraisal)
    if officer_key:
        wanted = wanted.where(Officer.key == officer_key)
    return [Filed(*row) for row in session.execute(wanted, execution_options={"populate_existing": True})]


def file_numbers(
    session: ScopedSession, *, year: int, units: Collection[int] | None = None, hidden_from: int | None = None
) -> list[tuple[str, str | None, int]]:
    """Return how many files stand in each state with each suggested class, as `files` lists them (one statement)."""
    wanted = veiled(_of(select(Appraisal.state, Appraisal.suggested_class, func.count()), year, units), hidden_from)
    return [
        (row[0], row[1], row[2]) for row in session.execute(wanted.group_by(Appraisal.state, Appraisal.suggested_class))
    ]


def units_with_files(session: ScopedSession, *, year: int) -> frozenset[int]:
    """Return the units that propose somebody in that year (one statement)."""
    return frozenset(session.scalars(select(Appraisal.unit_id).where(Appraisal.year == year).distinct()))


def file_of(session: ScopedSession, *, year: int, officer_key: str) -> Filed | None:
    """Return the officer's file of the year, if there is one and the session sees it."""
    row = session.execute(_filed().where(Appraisal.year == year, Officer.key == officer_key)).one_or_none()
    return Filed(*row) if row else None


def untold_files(session: ScopedSession, *, officer_id: int) -> dict[int, int]:
    """Return the officer's files whose class has not been told: their ids by year (one statement)."""
    wanted = select(Appraisal.year, Appraisal.id).where(Appraisal.officer_id == officer_id, Appraisal.state.in_(UNTOLD))
    return {row[0]: row[1] for row in session.execute(wanted)}


def veiled(wanted: Select[*tuple[Any, ...]], officer_id: int | None) -> Select[*tuple[Any, ...]]:
    """Return the same without the file of that officer, who asks, as long as its class has not been told."""
    if officer_id is None:
        return wanted
    return wanted.where(or_(Appraisal.officer_id != officer_id, Appraisal.state.not_in(UNTOLD)))


def _of(wanted: Select[*tuple[Any, ...]], year: int, units: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    wanted = wanted.where(Appraisal.year == year)
    return wanted if units is None else wanted.where(Appraisal.unit_id.in_(sorted(units)))


def _filed() -> Select[*tuple[Any, ...]]:
    return select(Appraisal, Officer.key, Officer.display_name).join(Officer, Officer.id == Appraisal.officer_id)


def postings_in(session: ScopedSession, *, first: date, last: date) -> list[YearPosting]:
    """Return the postings that touch first … last, by officer and begin (one statement)."""
    wanted = (
        select(
            Posting.officer_id, Posting.unit_id, Posting.kind, Posting.duty_group, Posting.valid_from, Posting.valid_to
        )
        .where(Posting.valid_from <= last, or_(Posting.valid_to.is_(None), Posting.valid_to > first))
        .order_by(Posting.officer_id, Posting.valid_from, Posting.id)
    )
    return [YearPosting(*row) for row in session.execute(wanted)]


def followers(session: ScopedSession, *, until: date) -> dict[int, list[tuple[int, float]]]:
    """Return the units that followed each unit until that day, with their share (1 where none is said)."""
    wanted = select(UnitSuccession.from_id, UnitSuccession.to_id, UnitSuccession.share).where(
        UnitSuccession.on <= until, UnitSuccession.to_id.is_not(None)
    )
    found: dict[int, list[tuple[int, float]]] = {}
    for gone, came, share in session.execute(wanted.order_by(UnitSuccession.id)):
        if came is not None:
            found.setdefault(gone, []).append((came, share if share is not None else 1.0))
    return found


def leagues_ending(session: ScopedSession, *, first: date, last: date) -> list[League]:
    """Return the newest league of each duty group and period that ended in first … last, without held answers."""
    place = func.row_number().over(
        partition_by=(League.duty_group, League.first_day, League.last_day), order_by=League.id.desc()
    )
    ended = League.last_day.between(first, last), League.beside_id.is_(None)
    ranked = select(League.id, place.label("place")).where(*ended).subquery()
    wanted = select(League).join(ranked, (ranked.c.id == League.id) & (ranked.c.place == 1))
    return list(session.scalars(wanted.order_by(League.last_day.desc(), League.first_day, League.id)))


def league_years(session: ScopedSession, *, first: date, last: date) -> set[int]:
    """Return the years in which a league without held answers ends, of those that end in first … last (one query)."""
    ended = League.last_day.between(first, last), League.beside_id.is_(None)
    return {day.year for day in session.scalars(select(League.last_day).where(*ended).distinct())}


def leagues_beside(session: ScopedSession, *, league_ids: Collection[int]) -> list[int]:
    """Return the leagues that add held answers to those, by id (one statement)."""
    wanted = select(League.id).where(League.beside_id.in_(sorted(league_ids))).order_by(League.id)
    return list(session.scalars(wanted))


def lines_by_officer(
    session: ScopedSession, *, league_ids: Collection[int]
) -> dict[int, tuple[LeagueLine, LeagueLine]]:
    """Return each officer's lines in those leagues, without and with case mix (one statement)."""
    plain, adjusted = aliased(LeagueLine), aliased(LeagueLine)
    wanted = (
        select(plain, adjusted)
        .join(adjusted, (adjusted.league_id == plain.league_id) & (adjusted.officer_id == plain.officer_id))
        .where(plain.league_id.in_(sorted(league_ids)), plain.adjusted.is_(False), adjusted.adjusted.is_(True))
    )
    return {one.officer_id: (one, other) for one, other in session.execute(wanted)}

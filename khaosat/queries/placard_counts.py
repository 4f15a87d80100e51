"""How many answers and scans placards had, by day; for Internal Affairs by hour of the day."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import delete, func, select

from khaosat.access import ScopedSession
from khaosat.models.placard_day import PlacardDay, PlacardScans

ByDay = dict[int, dict[date, int]]


def clear_placard_day(session: ScopedSession, day: date) -> None:
    """Take the day's counts away, to be counted anew."""
    session.execute(delete(PlacardDay).where(PlacardDay.day == day))


def answers_by_day(session: ScopedSession, *, placards: Collection[int], first: date, last: date) -> ByDay:
    """Return the answers of those placards by day, days without any left out (one statement)."""
    wanted = select(PlacardDay.placard_id, PlacardDay.day, PlacardDay.answers).where(
        PlacardDay.placard_id.in_(sorted(placards)), PlacardDay.day.between(first, last)
    )
    return _by_day((row[0], row[1], row[2]) for row in session.execute(wanted))


def scans_by_day(session: ScopedSession, *, placards: Collection[int], first: date, last: date) -> ByDay:
    """Return the scans of those placards by day, days without any left out (one statement)."""
    wanted = (
        select(PlacardScans.placard_id, PlacardScans.day, func.sum(PlacardScans.scans))
        .where(PlacardScans.placard_id.in_(sorted(placards)), PlacardScans.day.between(first, last))
        .group_by(PlacardScans.placard_id, PlacardScans.day)
    )
    return _by_day((row[0], row[1], row[2]) for row in session.execute(wanted))


def scans_by_hour(session: ScopedSession, *, placard_id: int, first: date, last: date) -> dict[int, int]:
    """Return a placard's scans by hour of the day, over those days together (one statement)."""
    wanted = (
        select(PlacardScans.hour, func.sum(PlacardScans.scans))
        .where(PlacardScans.placard_id == placard_id, PlacardScans.day.between(first, last))
        .group_by(PlacardScans.hour)
    )
    return {hour: int(number) for hour, number in session.execute(wanted)}


def drop_scans(session: ScopedSession, *, before: date) -> None:
    """Delete the scans of the days before that one."""
    session.execute(delete(PlacardScans).where(PlacardScans.day < before))


def _by_day(rows: Iterable[tuple[int, date, int]]) -> ByDay:
    found: ByDay = {}
    for placard, day, number in rows:
        found.setdefault(placard, {})[day] = int(number)
    return found

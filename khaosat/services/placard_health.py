"""Placards that fell silent or count strangely: each held against its own past, the calendar and the dossiers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from khaosat import stats
from khaosat.access import Everything, ScopedSession, Units
from khaosat.errors import NotFoundFailure
from khaosat.queries.dossier_sums import dossier_sums
from khaosat.queries.placard_counts import ByDay, answers_by_day, scans_by_day, scans_by_hour
from khaosat.queries.placards import PlacardLine, Wanted, placard_lines
from khaosat.services.calendar import ONE_DAY, month_end, step_end, step_start
from khaosat.services.figures import LEAST
from khaosat.services.working_days import working_days

PAST: Final = timedelta(days=182)
WORST_FIRST: Final = ("silent", "strange", "too_new", "healthy")
TROUBLED: Final = frozenset({"silent", "strange"})
WIDEST: Final = 4.0  # times more, or fewer, dossiers than before are believed; beyond it the counts are doubted


@dataclass(frozen=True, slots=True)
class PlacardHealth:
    """A placard and how it stands at the end of `last`.

    `answers` and `scans` are those from `first` to `last`; None for 1 to 4 of them where a unit reads. By its own past
    `expected` were to come in the last `days` working days, and `seen` came: for Internal Affairs.
    """

    placard: PlacardLine
    health: str
    first: date
    last: date
    answers: int | None
    scans: int | None
    days: int
    seen: int
    expected: float | None


@dataclass(frozen=True, slots=True)
class Hour:
    """Scans in an hour of the day, over four weeks together; None for 1 to 4."""

    hour: int
    scans: int | None


@dataclass(frozen=True, slots=True)
class PlacardWatch:
    """One placard for Internal Affairs: how it stands, and at which hours it is scanned."""

    one: PlacardHealth
    hours: tuple[Hour, ...]


def last_step(closed: date) -> tuple[date, date]:
    """Return first and last day of the newest step of the month that has closed by then."""
    last = step_end(closed)
    if last > closed:
        last = step_start(closed) - ONE_DAY
    return step_start(last), last


def of_units(session: ScopedSession, *, wide: ScopedSession, units: Units, closed: date) -> tuple[PlacardHealth, ...]:
    """Return how the placards of those units stand at the end of the newest step, the worst first.

    Units see it once a step, never a live feed: `wide` reads the numbers of placards for these units alone.
    """
    first, last = last_step(closed)
    wanted = Wanted(unit_ids=None if isinstance(units, Everything) else units, hanging=True)
    hanging = placard_lines(session, wanted, day=last)
    return _sorted([_masked(one) for one in _judged(wide, hanging, first, last)])


def everywhere(session: ScopedSession, *, closed: date) -> tuple[PlacardHealth, ...]:
    """Return how every placard stands at the end of the newest closed day, with four weeks' counts; the worst first."""
    hanging = placard_lines(session, Wanted(hanging=True), day=closed)
    return _sorted(_judged(session, hanging, closed - timedelta(days=27), closed))


def watched(session: ScopedSession, *, code: str, closed: date) -> PlacardWatch:
    """Return one placard with the hours of its scans, four weeks together; raises NotFoundFailure."""
    hanging = placard_lines(session, Wanted(code=code, hanging=True), day=closed)
    if not hanging:
        raise NotFoundFailure(what="placard", code=code)
    first = closed - timedelta(days=27)
    by_hour = scans_by_hour(session, placard_id=hanging[0].id, first=first, last=closed)
    hours = tuple(Hour(hour, _few(number)) for hour, number in sorted(by_hour.items()))
    return PlacardWatch(_judged(session, hanging, first, closed)[0], hours)


def _judged(session: ScopedSession, lines: Sequence[PlacardLine], first: date, last: date) -> list[PlacardHealth]:
    if not lines:
        return []
    ids, start = [line.id for line in lines], last - PAST
    answers = answers_by_day(session, placards=ids, first=start, last=last)
    scans = scans_by_day(session, placards=ids, first=first, last=last)
    working = working_days(session, first=start, last=last)
    busier = _busier(session, {line.unit_id for line in lines}, working)
    found = []
    for line in lines:
        days = [day for day in working if day > line.issued_at.date()]
        verdict = stats.silence.judge(_counts(answers.get(line.id, {}), days), ratio=busier.get(line.unit_id, 1.0))
        found.append(
            PlacardHealth(
                placard=line,
                health=verdict.health.value,
                first=first,
                last=last,
                answers=_sum(answers, line.id, first, last),
                scans=_sum(scans, line.id, first, last),
                days=verdict.days,
                seen=verdict.seen,
                expected=verdict.expected,
            )
        )
    return found


def _counts(by_day: Mapping[date, int], days: Sequence[date]) -> list[int]:
    """Answers per working day; what came on another day counts with the working day before it."""
    found = dict.fromkeys(days, 0)
    place = 0
    for day, number in sorted(by_day.items()):
        while place + 1 < len(days) and days[place + 1] <= day:
            place += 1
        if days and days[place] <= day:
            found[days[place]] += number
    return list(found.values())


def _busier(session: ScopedSession, units: Collection[int], working: Sequence[date]) -> dict[int, float]:
    """How many more dossiers a working day each unit returned in the months of the window than in those before.

    Only whole months count, and only where both sides are known; else nothing is said of the unit (1).
    """
    recent = {day.replace(day=1) for day in working[-20:]}
    days = {month: sum(day.replace(day=1) == month for day in working) for month in {d.replace(day=1) for d in working}}
    sums = dossier_sums(session, units=units, first=min(days), last=month_end(max(days)))
    table: dict[int, dict[date, int]] = {}
    for one in sums:
        if one.received_here:
            months = table.setdefault(one.unit_id, {})
            months[one.month] = months.get(one.month, 0) + one.returned
    found = {}
    for unit, months in table.items():
        now, before = set(months) & recent, set(months) - recent
        if now == recent and before and all(months[month] for month in now | before):
            rate = sum(months[m] for m in now) / sum(days[m] for m in now)
            past = sum(months[m] for m in before) / sum(days[m] for m in before)
            found[unit] = min(WIDEST, max(1 / WIDEST, rate / past))
    return found


def _sum(by_day: ByDay, placard: int, first: date, last: date) -> int:
    return sum(number for day, number in by_day.get(placard, {}).items() if first <= day <= last)


def _few(number: int | None) -> int | None:
    return None if number is not None and 0 < number < LEAST else number


def _masked(one: PlacardHealth) -> PlacardHealth:
    return PlacardHealth(one.placard, one.health, one.first, one.last, _few(one.answers), _few(one.scans), 0, 0, None)


def _sorted(found: Sequence[PlacardHealth]) -> tuple[PlacardHealth, ...]:
    return tuple(sorted(found, key=lambda one: WORST_FIRST.index(one.health)))  # else by the units' names

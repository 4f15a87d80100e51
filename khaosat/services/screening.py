"""What the detectors see of the year before a closed week, and what of it nobody has been told yet. Pure functions.

Only what is stored is looked at: quarter hours, levels, the ordinal of a device's answers of the day, and closed
dossiers where an office brings them. A look flags an honest officer with a chance of at most `FALSE_ALARM`, so that in
the 52 looks of a year it is at most one in a hundred (docs/statistics.md, "Detectors").
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from khaosat import stats
from khaosat.queries.screened_answers import Closed, Rated
from khaosat.services.finding_pictures import picture_of

if TYPE_CHECKING:
    from khaosat.stats.looking import Look, Seen

VERSION: Final = "1"
WEEKS: Final = 52
FALSE_ALARM: Final = 0.01 / WEEKS
"""Per look and officer: by the union bound at most 1 % per officer and year of looks."""
OPENS, CLOSES, SATURDAY = 28, 72, 5
"""Quarter hours from seven to six: what is sent outside of them, or on a day off, is from home."""
NEAR: Final = 7
"""Days: an office whose dossiers are known within so many days before and after an answer has brought them for it."""
MINUTES_OF_DAY, MINUTES_OF_SLOT = 1440, 15
GROWS: Final = "runs"
"""A test whose set of answers grows from week to week: told again only when half of it is new."""


@dataclass(frozen=True)
class Material:
    """What one look sees: the week's Monday, the days from first to last, answers and closed dossiers."""

    week: date
    first: date
    last: date
    rated: Sequence[Rated]
    closed: Sequence[Closed]


@dataclass(frozen=True)
class Known:
    """What is already told: answers of findings, and officers with a test that points at none."""

    answers: frozenset[UUID] = frozenset()
    whole: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Sighting:
    """A finding before it is kept; columns as in `models.finding`."""

    officer_id: int
    office_id: int
    detector: str
    tests: Mapping[str, float]
    verdict: float
    expected_false: float
    answers: frozenset[UUID]
    first_day: date
    last_day: date
    picture: Mapping[str, Any]


def days_of(week: date) -> tuple[date, date]:
    """Return first and last day of the look after the week of that Monday: its 52 weeks."""
    return week - timedelta(weeks=WEEKS - 1), week + timedelta(days=6)


def monday(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def look(found: Material) -> "Look":
    """Look at every officer named in the material."""
    near = _days_with_dossiers(found.closed)
    events = {
        "officer": [one.officer_id for one in found.rated],
        "minute": [_minute(found.first, one.day, one.slot) for one in found.rated],
        "score": [one.score for one in found.rated],
        "straightline": [int(one.best) for one in found.rated],
        "repeat_of_day": [one.repeat_of_day or 1 for one in found.rated],
        "evening": [int(_from_home(one, near)) for one in found.rated],
    }
    if all(one.repeat_of_day is None for one in found.rated):
        del events["repeat_of_day"]  # nobody counted: the test of devices is not run, rather than run in vain
    dossiers = {
        "officer": [one.officer_id for one in found.closed for _ in range(one.closed)],
        "minute_closed": [_minute(found.first, one.day, one.slot) for one in found.closed for _ in range(one.closed)],
    }
    covered = [int(_covered(near.get(one.office_id, ()), one.day.toordinal())) for one in found.rated]
    return stats.looking.look(events, dossiers, covered=covered, false_alarm=FALSE_ALARM)


def sightings(found: Material, looked: "Look", known: Known) -> list[Sighting]:
    """Return what of a look is new, an officer once."""
    own: dict[int, list[Rated]] = defaultdict(list)
    for one in found.rated:
        own[one.officer_id].append(one)
    closed: dict[int, list[Closed]] = defaultdict(list)
    for row in found.closed:
        closed[row.officer_id].append(row)
    made = (_sighting(found, one, own[one.officer], closed[one.officer], known) for one in looked.seen)
    return [one for one in made if one is not None]


def _sighting(found: Material, seen: "Seen", own: list[Rated], closed: list[Closed], known: Known) -> Sighting | None:
    new: dict[str, set[UUID]] = {}
    for test in seen.by:
        if test in seen.rows:
            every = {found.rated[row].id for row in seen.rows[test].tolist()}
            fresh = every - known.answers
            if fresh and (test != GROWS or 2 * len(fresh) > len(every)):
                new[test] = fresh
        elif (seen.officer, test) not in known.whole:
            new[test] = set()
    if not new:
        return None
    answers = frozenset().union(*new.values())
    concerned = [one for one in own if one.id in answers] or own
    return Sighting(
        officer_id=seen.officer,
        office_id=Counter(one.office_id for one in concerned).most_common(1)[0][0],
        detector=next(iter(new)),
        tests=seen.p,
        verdict=seen.verdict,
        expected_false=seen.expected_false,
        answers=answers,
        first_day=min(one.day for one in concerned),
        last_day=max(one.day for one in concerned),
        picture=picture_of(own, closed, answers),
    )


def _minute(first: date, day: date, slot: int) -> int:
    return (day - first).days * MINUTES_OF_DAY + slot * MINUTES_OF_SLOT


def _days_with_dossiers(closed: Iterable[Closed]) -> dict[int, list[int]]:
    days: dict[int, set[int]] = defaultdict(set)
    for one in closed:
        days[one.office_id].add(one.day.toordinal())
    return {office: sorted(found) for office, found in days.items()}


def _from_home(one: Rated, near: Mapping[int, Collection[int]]) -> bool:
    off = one.day.weekday() >= SATURDAY and one.day.toordinal() not in near.get(one.office_id, ())
    return off or not OPENS <= one.slot < CLOSES


def _covered(days: Sequence[int], day: int) -> bool:
    """Whether dossiers are known of the days before and after: a month that was not brought is not an empty month."""
    place = bisect_left(days, day)
    before = (place < len(days) and days[place] == day) or (place > 0 and day - days[place - 1] <= NEAR)
    return before and place < len(days) and days[place] - day <= NEAR

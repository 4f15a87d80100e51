"""What is drawn of a finding: answers by quarter hour of its fullest day, or by week where they lie far apart."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

from khaosat.queries.screened_answers import Closed, Rated

ONE_DAY_S: Final = 0.6
"""Share of the answers pointed at that one day must hold for its quarter hours to be drawn."""
EDGE: Final = 2  # quarter hours drawn before the first and after the last
WEEKS_DRAWN: Final = 26  # at least, where there were answers


def picture_of(own: Sequence[Rated], closed: Sequence[Closed], answers: Collection[UUID]) -> Mapping[str, Any]:
    """Return what `models.finding.Finding.picture` keeps of an officer's answers of the look.

    'by' is 'slot' (then 'day' is the day) or 'week'; 'bars' are [slot or Monday, all answers, those pointed at, closed
    dossiers or None where none are known]; 'usual' is the median number of answers on a day with any.
    """
    usual = median(Counter(one.day for one in own).values())
    days = Counter(one.day for one in own if one.id in answers)
    day, most = days.most_common(1)[0] if days else (None, 0)
    if day is not None and most >= ONE_DAY_S * days.total():
        return {"by": "slot", "day": day.isoformat(), "usual": usual, "bars": _slots(own, closed, answers, day)}
    return {"by": "week", "usual": usual, "bars": _weeks(own, closed, answers)}


def _slots(own: Sequence[Rated], closed: Sequence[Closed], answers: Collection[UUID], day: date) -> list[list[Any]]:
    there = [one for one in own if one.day == day]
    every, pointed = Counter(one.slot for one in there), Counter(one.slot for one in there if one.id in answers)
    served: Counter[int] = Counter()
    for one in closed:
        if one.day == day:
            served[one.slot] += one.closed
    both = sorted({*every, *served})
    first, last = max(0, both[0] - EDGE), min(95, both[-1] + EDGE)
    return [[slot, every[slot], pointed[slot], served[slot] if served else None] for slot in range(first, last + 1)]


def _weeks(own: Sequence[Rated], closed: Sequence[Closed], answers: Collection[UUID]) -> list[list[Any]]:
    every = Counter(_monday(one.day) for one in own)
    pointed = Counter(_monday(one.day) for one in own if one.id in answers)
    served: Counter[date] = Counter()
    for one in closed:
        served[_monday(one.day)] += one.closed
    last = max(every)
    first = max(min(every), min([last - timedelta(weeks=WEEKS_DRAWN - 1), *pointed]))  # two tests point at no answer
    shown = _mondays(first, last)
    return [[week.isoformat(), every[week], pointed[week], served[week] if served else None] for week in shown]


def _mondays(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

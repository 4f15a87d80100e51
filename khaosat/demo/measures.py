"""Measures that some invented units wrote down: done, under way, overdue, and carried from quarter to quarter."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

import config
from khaosat.access import ScopedSession
from khaosat.demo.officers import PRINTED
from khaosat.demo.sources import table
from khaosat.services import measures
from khaosat.services.acts import Actor
from khaosat.services.measures import Draft
from khaosat.services.periods import Month, Period, between

QUARTERS: Final = 3  # the running one and the two before it
UNITS: Final = ("QT", "464", PRINTED)
AHEAD: Final = timedelta(days=7)  # written so long after a quarter begins


def write(session: ScopedSession, *, today: date, by: Actor) -> int:
    """Write measures of some units over the last quarters, oldest first; returns how many, 0 where they stand."""
    quarters = list(_quarters(today))
    whole = between(quarters[-1].start, quarters[0].end)
    rows = table("measures")
    written = 0
    for unit_key in UNITS:
        if measures.measures_of(session, unit_key=unit_key, period=whole, today=today).own:
            continue
        for ago, quarter in reversed(list(enumerate(quarters))):
            at = datetime.combine(quarter.first + AHEAD, time(9), config.ZONE)
            for row in rows if at.date() < today else ():
                if int(row["quarters_ago"]) == ago:
                    _one(session, unit_key, row, quarter, today=today, by=by, at=at)
                    written += 1
    return written


def _one(
    session: ScopedSession, unit_key: str, row: dict[str, str], quarter: Period, *, today: date, by: Actor, at: datetime
) -> None:
    due = quarter.first + timedelta(days=int(row["due_after"]))
    draft = Draft(row["text"], row["factor"], quarter.key, due)
    measure_id = measures.add(session, unit_key=unit_key, draft=draft, by=by, at=at)
    later = datetime.combine(min(due, today), time(16), config.ZONE)
    if row["then"] == "carried":
        onward = datetime.combine(quarter.last, time(16), config.ZONE)
        measures.carry(session, unit_key=unit_key, measure_id=measure_id, by=by, at=onward)
    elif row["then"] == "done":
        measures.finish(
            session, unit_key=unit_key, measure_id=measure_id, done_on=later.date(), outcome=row["outcome"], by=by,
            at=later,
        )  # fmt: skip  # one act, one line of thought


def _quarters(today: date) -> Iterator[Period]:
    now = Month.of(today)
    running = Month(now.year, (now.number - 1) // 3 * 3 + 1)
    for ago in range(QUARTERS):
        start = running.plus(-3 * ago)
        yield between(start, start.plus(2))

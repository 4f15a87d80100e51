"""What was said of each officer: one number an answer, whose digits say of whom, in which stratum, when and how.

A year's answers are a million and more. The database reads them once and hands them over as few long texts: a row an
answer cost more than the reading, grouping them there sorted them three times (docs/performance.md). The session reads
every unit's answers (a job's, never a page's).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, String, case, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from khaosat.access import ScopedSession
from khaosat.db import by_scan, days_since
from khaosat.models.office import Field, Office, OfficeSlips
from khaosat.models.response import KINDS, MODES, Response
from khaosat.queries.scored_items import scored_items

OFFICER: Final = "officer"
WHO: Final = (None, *KINDS)
MOST: Final = 2_000_000
"""Answers in one text, about: some 30 MB, and PostgreSQL takes no more than 1 GB."""
Setting = tuple[int, date, bool]


@dataclass(frozen=True)
class Counting:
    """Which answers enter: the counted, the `held` too or not, those of `also` held ones, and none of `but`."""

    held: bool = False
    also: frozenset[UUID] = frozenset()
    but: frozenset[UUID] = frozenset()


COUNTED: Final = Counting()
WITH_HELD: Final = Counting(held=True)


@dataclass(frozen=True)
class Answers:
    """Answers about officers: each number's digits are the officer (on top), then those of `radices`, in their order.

    The day is the first of these, so that sorted numbers are an officer's days in their order; it counts from `first`.
    The field's digit is its id and 0 where it is unknown; kind and mode are places in `WHO` and `MODES`; the office is
    its id; 0 and 1 say whether the answer carried a receipt slip and whether it is held (where held ones were asked
    for); the score counts from 0. The `texts` hold the numbers with commas between them. `slips` says of an office (its
    id) whether it hands slips out from a day on, in the order of the days.
    """

    texts: Iterator[str]
    radices: dict[str, int]
    first: date
    slips: list[Setting]


def officer_answers(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> Answers | None:
    """Return every answer about an officer of those days, None where no questionnaire asks (six statements and more).

    The texts are read as they are asked for, once, while the session is open.
    """
    score = _score({key: item.column for key, items in scored_items(session).items() for item in items
                    if item.about == OFFICER})  # fmt: skip  # one mapping, one line of thought
    if score is None:
        return None
    digits: dict[str, tuple[ColumnElement[int] | InstrumentedAttribute[int], int]] = {
        "day": (days_since(Response.day, first), (last - first).days + 1),
        "field": (func.coalesce(Response.field_id, 0), _beyond(session, Field.id)),
        "kind": (_place(Response.kind, WHO), len(WHO)),
        "mode": (_place(Response.mode, MODES), len(MODES)),
        "verified": (_flag(Response.verified), 2),
        "office": (Response.office_id, _beyond(session, Office.id)),
        "held": (_flag(Response.state == "held" if counting.held else false()), 2),
        "score": (score - 1, 5),
    }
    number: ColumnElement[int] = cast(Response.officer_id, BigInteger)
    for digit, radix in digits.values():
        number = number * radix + digit
    enters = _enters(counting) & Response.officer_id.is_not(None) & score.between(1, 5)
    return Answers(
        texts=_texts(session, number, enters, first, last),
        radices={key: radix for key, (_, radix) in digits.items()},
        first=first,
        slips=_settings(session),
    )


def _texts(
    session: ScopedSession, number: ColumnElement[int], enters: ColumnElement[bool], first: date, last: date
) -> Iterator[str]:
    """The numbers of as many days at a time as hold MOST answers, if every day holds as many."""
    days = (last - first).days + 1
    answers = session.scalar(select(func.count()).select_from(Response).where(Response.day.between(first, last))) or 0
    step = max(1, days * MOST // max(answers, MOST))
    joined = func.aggregate_strings(cast(number, String), ",")
    for start in range(0, days, step):
        since, until = first + timedelta(days=start), min(first + timedelta(days=start + step - 1), last)
        found = session.scalar(select(joined).where(by_scan(Response.day).between(since, until), enters))
        if found is not None:
            yield found


def _beyond(session: ScopedSession, column: InstrumentedAttribute[int]) -> int:
    """The number after the largest there is."""
    return (session.scalar(select(func.max(column))) or 0) + 1


def _place(column: InstrumentedAttribute[Any], values: Sequence[str | None]) -> ColumnElement[int]:
    """Which of the values the column has, asked in their order; unknown is the first."""
    return case({value: place for place, value in enumerate(values) if value}, value=column, else_=0)


def _flag(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _enters(counting: Counting) -> ColumnElement[bool]:
    entering = [Response.state == "counted"]
    if counting.held:
        entering.append(Response.state == "held")
    if counting.also:
        entering.append((Response.state == "held") & Response.id.in_(sorted(counting.also)))
    found = or_(*entering)
    return found & Response.id.not_in(sorted(counting.but)) if counting.but else found


def _score(columns: Mapping[int, str]) -> ColumnElement[int] | None:
    """The answer about the officer, in whichever column the answer's questionnaire keeps it."""
    cases = [(Response.questionnaire_id == key, getattr(Response, name)) for key, name in sorted(columns.items())]
    return case(*cases, else_=None) if cases else None


def _settings(session: ScopedSession) -> list[Setting]:
    wanted = select(OfficeSlips.office_id, OfficeSlips.valid_from, OfficeSlips.handed_out)
    return [(row[0], row[1], row[2]) for row in session.execute(wanted.order_by(OfficeSlips.valid_from))]

"""What was said of each officer: one number an answer, whose digits say of whom, in which stratum, when and how.

A year's answers are a million and more. The database reads them once and sends eight bytes of each; grouping them
there sorted them three times (docs/performance.md). The session reads every unit's answers (a job's, never a page's).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from khaosat.access import ScopedSession
from khaosat.db import by_scan, days_since
from khaosat.models.office import Field, OfficeSlips
from khaosat.models.response import KINDS, MODES, Response
from khaosat.queries.scored_items import scored_items

OFFICER: Final = "officer"
WHO: Final = (None, *KINDS)


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

    The field's digit is its id and 0 where it is unknown; kind and mode are places in `WHO` and `MODES`; 0 and 1 say
    whether the answer carried a receipt slip, whether its office handed slips out on that day, and whether it is held
    (where held ones were asked for); the day counts from the first, the score from 0.
    """

    numbers: Iterable[int]
    radices: dict[str, int]


def officer_answers(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> Answers | None:
    """Return every answer about an officer of those days, None where no questionnaire asks (four statements).

    The numbers are read as they are asked for, once, while the session is open.
    """
    score = _score({key: item.column for key, items in scored_items(session).items() for item in items
                    if item.about == OFFICER})  # fmt: skip  # one mapping, one line of thought
    if score is None:
        return None
    fields = session.scalar(select(func.max(Field.id))) or 0
    digits: dict[str, tuple[ColumnElement[int], int]] = {
        "field": (func.coalesce(Response.field_id, 0), fields + 1),
        "kind": (_place(Response.kind, WHO), len(WHO)),
        "mode": (_place(Response.mode, MODES), len(MODES)),
        "verified": (_flag(Response.verified), 2),
        "with_slips": (_flag(_handed(session, first, last)), 2),
        "held": (_flag(Response.state == "held" if counting.held else false()), 2),
        "day": (days_since(Response.day, first), (last - first).days + 1),
        "score": (score - 1, 5),
    }
    number: ColumnElement[int] = cast(Response.officer_id, BigInteger)
    for digit, radix in digits.values():
        number = number * radix + digit
    wanted = (
        select(number)
        .where(by_scan(Response.day).between(first, last), _enters(counting))
        .where(Response.officer_id.is_not(None), score.between(1, 5))
    )
    return Answers(session.scalars(wanted), {key: radix for key, (_, radix) in digits.items()})


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


def _handed(session: ScopedSession, first: date, last: date) -> ColumnElement[bool]:
    """Whether the answer's office handed slips out on its day: by the settings, read once and not for every answer."""
    wanted = select(OfficeSlips.office_id, OfficeSlips.valid_from, OfficeSlips.handed_out)
    settings: dict[int, list[tuple[date, bool]]] = {}
    for office, since, handed in session.execute(wanted.order_by(OfficeSlips.office_id, OfficeSlips.valid_from)):
        settings.setdefault(office, []).append((since, handed))
    always, windows = [], []
    for office, its in settings.items():
        for since, until in _spells(its):
            if since <= first and until > last:
                always.append(office)
            elif since <= last and until > first:
                windows.append((Response.office_id == office) & (Response.day >= since) & (Response.day < until))
    return or_(Response.office_id.in_(always), *windows)


def _spells(settings: list[tuple[date, bool]]) -> list[tuple[date, date]]:
    """From when until before when slips were handed out; neighbours that say the same are one."""
    found: list[tuple[date, date]] = []
    for place, (since, handed) in enumerate(settings):
        until = settings[place + 1][0] if place + 1 < len(settings) else date.max
        if handed and found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        elif handed:
            found.append((since, until))
    return found

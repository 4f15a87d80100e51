"""All answers of one day, as settling and sealing need them."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, inspect, null, select

from khaosat.access import ScopedSession
from khaosat.models.questionnaire import Item
from khaosat.models.response import Response

COLUMNS: Final = tuple(inspect(Response).columns.keys())
PLACES: Final = tuple(name for name in COLUMNS if name[0] == "s" and name[1:].isdigit())
_ASKED: Final = select(Item.place).distinct()


def day_answers(session: ScopedSession, day: date) -> Sequence[Mapping[str, Any]]:
    """Return every answer of that day with all its columns, in no order; whole rows, no objects to keep track of.

    Places of no questionnaire are left out where they are empty on the whole day, as they should be: thirty-three
    columns of nothing are a third of the reading (two statements; three where such a place is filled).
    """
    asked = {f"s{place:02d}" for place in session.scalars(_ASKED)}
    empty = tuple(name for name in PLACES if name not in asked)
    rows = session.execute(_statement(empty), {"day": day}).all()
    if any(row[-1] is not None for row in rows):
        empty = ()
        rows = session.execute(_statement(empty), {"day": day}).all()
    names = _names(empty)
    return [dict(zip(names, row, strict=False)) for row in rows]  # without the last, what the empty ones hold


@lru_cache(maxsize=4)
def _names(empty: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if name not in empty)


@lru_cache(maxsize=4)
def _statement(empty: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    columns = [getattr(Response, name) for name in _names(empty)]
    beyond = func.coalesce(*(getattr(Response, name) for name in empty), null(), null())
    return select(*columns, beyond).where(Response.day == bindparam("day"))

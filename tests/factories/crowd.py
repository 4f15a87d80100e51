"""Rows of answers as the table keeps them, for tests of what happens to closed days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from secrets import token_bytes
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from config import ZONE
from khaosat.access import Scope, open_session, store
from khaosat.models.response import PLACES, Response
from tests.factories.province import SmallProvince

COLUMNS = {"Z1": "s01", "OF": "s02", "A": "s03", "B": "s04", "C": "s05", "D": "s06", "E": "s07"}
NOTHING = dict.fromkeys(
    (*PLACES, "kind", "officer_id", "field_id", "held_reason", "repeat_of_day", "trips", "punctuality", "reasons",
     "comment", "watched", "demanded", "digest_scores", "digest_comment")
)  # fmt: skip


def answer_row(made: SmallProvince, unit: str, day: date, **said: Any) -> dict[str, Any]:  # noqa: ANN401  any column
    """Return one answer's row; item codes in `said` go to their columns, the overall score is 4 if not said."""
    place = {"office_id": made.offices[unit], "unit_id": made.units[unit], "placard_id": made.placards[unit]}
    asked = {"round_id": made.round, "questionnaire_id": made.questionnaire, "language": "vi", "mode": "placard"}
    plain: dict[str, Any] = NOTHING | place | asked
    plain |= {"id": uuid4(), "day": day, "slot": 36, "verified": False, "state": "counted", "changes": 0, "s01": 4}
    plain |= {"salt_scores": token_bytes(16), "salt_comment": token_bytes(16)}
    return plain | {COLUMNS.get(name, name): value for name, value in said.items()}


def write_answers(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows of answers."""
    with open_session(engine, Scope.system("answers for a test")) as session:
        store(session, Response, list(rows))
        session.commit()


def when_closed(day: date) -> datetime:
    """Return ten past midnight of the night in which the day closes."""
    return datetime.combine(day + timedelta(days=2), time(0, 10), ZONE)


SCORES, WEIGHTS = (1, 2, 3, 4, 5), (3, 3, 8, 22, 64)


def crowd(made: SmallProvince, unit: str, days: tuple[date, date], *, a_day: float, seed: int) -> list[dict[str, Any]]:
    """Return the answers of one office over days (both included): about `a_day` a day, unevenly picked out.

    The officer is known in 70 %, the field in 80 %, person or business in 75 %; 60 % tell of their visit; most of it
    comes by placard.
    """
    draw = Random(seed)  # noqa: S311  answers of a test, no secret
    first, last = days
    rows: list[dict[str, Any]] = []
    for number in range((last - first).days + 1):
        come = sum(draw.random() < a_day / 8 for _ in range(8))
        rows += [_somebody(made, unit, first + timedelta(days=number), draw) for _ in range(come)]
    told = Random(-seed - 1)  # noqa: S311  the same
    for row in rows:
        if told.random() < 0.6:
            row["trips"] = told.choices((1, 2, 3), (70, 23, 7))[0]
            row["punctuality"] = told.choices(("early", "on_time", "late"), (22, 70, 8))[0]
    return rows


def _somebody(made: SmallProvince, unit: str, day: date, draw: Random) -> dict[str, Any]:
    fields = list(made.fields.values())
    said: dict[str, Any] = {"Z1": draw.choices(SCORES, WEIGHTS)[0]}
    if draw.random() < 0.7:
        said["officer_id"] = draw.choices(made.officers[unit], range(1, len(made.officers[unit]) + 1))[0]
        said["OF"] = draw.choices(SCORES, WEIGHTS)[0]
        said["verified"] = draw.random() < 0.8
    if draw.random() < 0.6:
        said |= {code: draw.choices(SCORES, WEIGHTS)[0] for code in "ABCDE" if draw.random() < 0.9}
    said["field_id"] = draw.choices([*fields, None], (6, 3, 1, 2))[0]
    said["kind"] = draw.choices(["person", "business", None], (60, 15, 25))[0]
    said["mode"] = draw.choices(["placard", "kiosk", "link"], (80, 15, 5))[0]
    return answer_row(made, unit, day, **said)

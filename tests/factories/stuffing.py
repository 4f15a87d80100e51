"""A year in the small province in which somebody stuffs, or nobody does: answers by quarter hour, and dossiers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine

from config import ZONE
from khaosat.access import Scope, open_session, store
from khaosat.models.dossier import ClosedDossiers
from khaosat.models.finding import Finding, Look
from tests.factories.crowd import SCORES, WEIGHTS, answer_row, write_answers
from tests.factories.province import OFFICERS, SmallProvince

WEEK = date(2026, 11, 9)
"""The Monday of the week in which it happens; every day of it has closed on the 17th."""
FIRST, LAST = date(2025, 11, 17), date(2026, 11, 15)
CLOSED_AT = datetime(2026, 11, 17, 0, 10, tzinfo=ZONE)
BURST_DAY, BURST_SLOT = date(2026, 11, 11), 45
Row = dict[str, Any]


def honest(made: SmallProvince, *, a_year: int = 80, seed: int = 7) -> list[Row]:
    """Return about so many answers for each officer, on working days between seven and half past five."""
    draw, rows = Random(seed), []  # noqa: S311  answers of a test, no secret
    for unit in OFFICERS:
        for officer in made.officers[unit]:
            for _ in range(round(draw.gauss(a_year, a_year / 8))):
                day = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days))
                rows.append(_said(made, unit, officer, day - timedelta(days=max(0, day.weekday() - 4)), draw))
    return rows


def _said(made: SmallProvince, unit: str, officer: int, day: date, draw: Random) -> Row:
    mood = draw.random() < 0.4  # who is content is so throughout
    said = {code: 5 if mood else draw.choices(SCORES, WEIGHTS)[0] for code in ("Z1", "OF", "A", "B", "C")}
    more = {"slot": draw.choice([*range(30, 46), *range(54, 70)]), "officer_id": officer, "repeat_of_day": 1}
    return answer_row(made, unit, day, **more, verified=True, field_id=made.fields["dat-dai"], **said)


def stuffed(made: SmallProvince, unit: str = "19330", number: int = 24, **more: Any) -> list[Row]:  # noqa: ANN401  any column
    """Return that many fives about the unit's first officer within one quarter hour, each from another device."""
    fives = dict.fromkeys(("Z1", "OF", "A", "B", "C"), 5)
    about = {"officer_id": made.officers[unit][0], "slot": BURST_SLOT, "repeat_of_day": 1, "verified": True}
    return [answer_row(made, unit, BURST_DAY, **(about | fives | more)) for _ in range(number)]


def dossiers(made: SmallProvince, answers: list[Row], *, first: date = FIRST, seed: int = 8) -> list[Mapping[str, Any]]:
    """Return the closed dossiers behind honest answers from that day on: each answer's own, and four more a day."""
    draw = Random(seed)  # noqa: S311  the same
    found: dict[tuple[int, date, int], int] = {}
    unit_of = {officer: unit for unit in OFFICERS for officer in made.officers[unit]}
    for row in answers:
        if row["day"] >= first:
            for slot in (row["slot"], *(draw.randrange(30, 70) for _ in range(4))):
                key = (row["officer_id"], row["day"], slot)
                found[key] = found.get(key, 0) + 1
    return [
        {"office_id": made.offices[unit_of[officer]], "unit_id": made.units[unit_of[officer]], "officer_id": officer,
         "day": day, "slot": slot, "closed": closed}
        for (officer, day, slot), closed in found.items()
    ]  # fmt: skip  # a row is read across


def write_dossiers(engine: Engine, rows: list[Mapping[str, Any]]) -> None:
    """Store closed dossiers."""
    with open_session(engine, Scope.system("dossiers for a test")) as session:
        store(session, ClosedDossiers, rows)
        session.commit()


def a_finding(made: SmallProvince, **more: Any) -> tuple[Look, Finding]:  # noqa: ANN401  any column
    """Return a look and a finding as they are kept, about the first officer of 19330: for pages alone."""
    ran = {"window": 0, "homogeneity": 480, "device": 504, "runs": 480, "hours": 0, "response": 0}
    look = Look(week=WEEK, first_day=FIRST, last_day=LAST, made_at=CLOSED_AT, version="1", family=504, answers=41_230,
                dossiers=0, false_alarm=0.01 / 52, ran=ran)  # fmt: skip  # one row
    bars = [[slot, 2 if slot % 3 else 0, 0, slot % 4] for slot in range(30, 70)]
    bars[15] = [BURST_SLOT, 15, 14, 1]
    line = {"n": 94, "mean": 4.52, "low": 4.38, "high": 4.66, "state": "proposed"}
    finding = Finding(
        **{
            "week": WEEK, "officer_id": made.officers["19330"][0], "office_id": made.offices["19330"],
            "detector": "window", "tests": {"window": 4e-20, "homogeneity": 0.001, "device": 1.0, "runs": 0.0014},
            "verdict": 1.2e-19, "expected_false": 2e-17, "answers": 14, "first_day": BURST_DAY, "last_day": BURST_DAY,
            "picture": {"by": "slot", "day": BURST_DAY.isoformat(), "usual": 1, "bars": bars},
            "effect": {"first": FIRST.isoformat(), "last": LAST.isoformat(), "with": line, "others": 1,
                       "without": line | {"n": 80, "mean": 4.31, "low": 4.14, "high": 4.48, "state": "undecided"}},
        } | more
    )  # fmt: skip  # one row, one line of thought
    return look, finding


def a_year(engine: Engine, made: SmallProvince, *, planted: bool = True, with_dossiers: bool = False) -> list[Row]:
    """Write a year of honest answers, and perhaps a burst; returns the planted rows."""
    every = honest(made)
    burst = stuffed(made) if planted else []
    write_answers(engine, [*every, *burst])
    if with_dossiers:
        write_dossiers(engine, dossiers(made, every))
    return burst

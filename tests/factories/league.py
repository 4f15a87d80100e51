"""A year of answers about the officers of the small province: who is good, who is not, and where slips are missing."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from config import ZONE
from khaosat.jobs import league as jobs
from tests.factories.crowd import answer_row, write_answers
from tests.factories.province import OFFICERS, WITHOUT_SLIPS, SmallProvince

FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)
AFTER = datetime(2026, 11, 2, 0, 10, tzinfo=ZONE)
GOOD, MIDDLING, POOR = (0, 0, 1, 9, 50), (1, 2, 9, 24, 24), (9, 12, 20, 14, 5)  # 60 answers each
FEW = (1, 1, 2, 1, 1)
NAMES = ("dat-dai", "ho-tich", "kinh-doanh")
Counts = tuple[int, int, int, int, int]


def plan(made: SmallProvince) -> dict[int, Counts]:
    """What is said of each: good of the first of 461 and of 462 (no slips there), poor of every third, few of one."""
    found: dict[int, Counts] = {}
    for key in OFFICERS:
        for place, officer in enumerate(made.officers[key]):
            found[officer] = POOR if place == 2 else MIDDLING
    found |= {made.officers["461"][0]: GOOD, made.officers[WITHOUT_SLIPS][0]: GOOD}
    return found | {made.officers["so-noi-vu"][1]: FEW}


def rows(made: SmallProvince, said: Mapping[int, Counts], **more: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  any column
    """One row an answer, spread over the year; with a slip wherever slips are handed out."""
    unit_of = {officer: key for key in OFFICERS for officer in made.officers[key]}
    for officer, counts in said.items():
        unit, number = unit_of[officer], 0
        for level, count in enumerate(counts, start=1):
            for _ in range(count):
                about: dict[str, Any] = {"officer_id": officer, "OF": level, "verified": unit != WITHOUT_SLIPS}
                about["day"] = FIRST + timedelta(days=(37 * number + officer) % 360)
                about |= {"field_id": made.fields[NAMES[number % 3]], "kind": "person" if number % 2 else None}
                yield answer_row(made, unit, **(about | more))
                number += 1


def a_league(engine: Engine, made: SmallProvince) -> int:
    """A year of answers and its league; returns the league's id."""
    write_answers(engine, list(rows(made, plan(made))))
    (made_league,) = jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    return made_league

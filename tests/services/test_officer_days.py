"""What a league reads of an officer's days is what the rows of those days add up to, on either database."""

from collections import defaultdict
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine

from khaosat.access import Scope, open_session
from khaosat.queries.officer_answers import Counting
from khaosat.services import ranking
from khaosat.services.officer_cells import Days
from tests.factories.crowd import answer_row, write_answers
from tests.factories.league import AFTER, FIRST, LAST
from tests.factories.province import WITHOUT_SLIPS, SmallProvince, small_province

SEES = Scope.system("a test looks").reading()
STATES = {"counted": 6, "held": 2, "voided": 1}
Row = dict[str, Any]
Sums = list[int]


def crowded(made: SmallProvince, *, number: int, seed: int) -> list[Row]:
    """Few days and many answers: with slip and without, counted, held and voided, on the same day."""
    draw, found = Random(seed), []  # noqa: S311  a test's rows, no secret
    for _ in range(number):
        unit = draw.choice(("461", WITHOUT_SLIPS))
        (state,) = draw.choices(list(STATES), list(STATES.values()))
        about: Row = {
            "officer_id": draw.choice(made.officers[unit]),
            "OF": draw.choice((None, 1, 2, 3, 4, 5, 5, 5)),
            "verified": draw.random() < 0.6,
            "day": FIRST + timedelta(days=draw.randrange(9)),
            "state": state,
            "held_reason": "repeated" if state == "held" else None,
        }
        found.append({"unit": unit} | about | {"row": answer_row(made, unit, **about)})
    return found


def summed(rows: list[Row]) -> Sums:
    by_day: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        by_day[row["day"]].append(row["OF"])
    pairs = [(len(scores), sum(scores)) for scores in by_day.values()]
    return [len(pairs), sum(n * n for n, _ in pairs), sum(n * y for n, y in pairs), sum(y * y for _, y in pairs)]


def expected(rows: list[Row], *states: str) -> list[tuple[int, Sums, Sums]]:
    """The same from the rows: a slip where one was carried, or anything where none is handed out."""
    heard = [row for row in rows if row["state"] in states and row["OF"]]
    found = []
    for officer in sorted({row["officer_id"] for row in heard if row["verified"] or row["unit"] == WITHOUT_SLIPS}):
        its = [row for row in heard if row["officer_id"] == officer]
        with_slip = summed([row for row in its if row["verified"]])
        every = summed([row for row in its if row["verified"] or row["unit"] == WITHOUT_SLIPS])
        found.append((officer, with_slip, every))
    return found


def told(found: Days) -> list[tuple[int, Sums, Sums]]:
    return list(zip(*(each.tolist() for each in (found.officer, found.verified, found.every)), strict=True))


def test_the_sums_over_days_are_those_of_the_rows_with_and_without_what_is_held(engine: Engine) -> None:
    made = small_province(engine)
    rows = crowded(made, number=600, seed=20261128)
    write_answers(engine, [row["row"] for row in rows])
    with open_session(engine, SEES) as session:
        found = ranking.gather(session, first=FIRST, last=LAST, now=AFTER)
        with_them = ranking.gather(session, first=FIRST, last=LAST, now=AFTER, counting=Counting(held=True))
    assert told(found.said.days) == expected(rows, "counted")
    more = ranking.with_held(found)
    assert more is not None
    assert told(more.said.days) == told(with_them.said.days) == expected(rows, "counted", "held")
    assert told(more.said.days) != told(found.said.days)


def test_an_answer_let_in_or_kept_out_changes_the_days_it_is_of(engine: Engine) -> None:
    made = small_province(engine)
    rows = crowded(made, number=200, seed=7)
    write_answers(engine, [row["row"] for row in rows])
    let_in = next(row for row in rows if row["state"] == "held" and row["OF"] and row["verified"])
    kept_out = next(row for row in rows if row["state"] == "counted" and row["OF"] and row["verified"])
    counting = Counting(also=frozenset({let_in["row"]["id"]}), but=frozenset({kept_out["row"]["id"]}))
    with open_session(engine, SEES) as session:
        found = ranking.gather(session, first=FIRST, last=LAST, now=AFTER, counting=counting)
    changed = [row for row in rows if row is not kept_out and (row["state"] == "counted" or row is let_in)]
    assert told(found.said.days) == expected(changed, "counted", "held")
    assert told(found.said.days) != expected(rows, "counted")

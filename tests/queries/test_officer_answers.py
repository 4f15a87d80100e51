"""Answers about officers as numbers are the rows themselves, in one text or in many, on either database."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event

from khaosat.access import Scope, open_session
from khaosat.models.office import OfficeSlips
from khaosat.models.response import KINDS, MODES
from khaosat.queries import officer_answers as asked
from khaosat.queries.officer_answers import COUNTED, WHO, WITH_HELD, Answers, Counting
from khaosat.services.officer_cells import Strata, officer_cells
from khaosat.services.officer_evidence import UNKNOWN
from tests.factories.crowd import answer_row, write_answers
from tests.factories.province import WITHOUT_SLIPS, SmallProvince, small_province

SEES = Scope.system("a test looks").reading()
FIRST, LAST, STARTS = date(2026, 3, 5), date(2026, 6, 20), date(2026, 5, 2)
DAYS = (LAST - FIRST).days + 1
Row = dict[str, Any]


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    """One office hands slips out, one only from STARTS on."""
    made = small_province(engine)
    with open_session(engine, Scope.system("a test")) as session:
        where = {"office_id": made.offices[WITHOUT_SLIPS], "unit_id": made.units[WITHOUT_SLIPS]}
        session.add(OfficeSlips(valid_from=STARTS, handed_out=True, **where))
        session.commit()
    return made


@pytest.fixture
def rows(engine: Engine, made: SmallProvince) -> list[Row]:
    """Answers of all kinds, two days before until two days after: of nobody, without a score, held and voided too."""
    draw, found = Random(20261129), []  # noqa: S311  a test's rows, no secret
    for _ in range(500):
        unit, state = draw.choice(("461", WITHOUT_SLIPS)), draw.choice(("counted", "counted", "held", "voided"))
        about: Row = {
            "officer_id": draw.choice((None, *made.officers[unit])),
            "OF": draw.choice((None, 0, 1, 2, 3, 4, 5, 5, 5)),
            "field_id": draw.choice((None, *made.fields.values())),
            "kind": draw.choice(WHO),
            "mode": draw.choice(MODES),
            "verified": draw.random() < 0.5,
            "state": state,
            "held_reason": "repeated" if state == "held" else None,
        }
        day = FIRST + timedelta(days=draw.randrange(-2, DAYS + 2))
        row = answer_row(made, unit, day, **about)
        found.append(about | {"day": day, "office_id": made.offices[unit], "row": row})
    write_answers(engine, [one["row"] for one in found])
    return found


def enters(row: Row, *states: str) -> bool:
    return bool(row["state"] in states and row["officer_id"] and row["OF"] and FIRST <= row["day"] <= LAST)


def digits(row: Row) -> tuple[int, ...]:
    """Of the row what its number is to say."""
    place = WHO.index(row["kind"]), MODES.index(row["mode"]), int(row["verified"])
    said = row["field_id"] or 0, *place, row["office_id"], int(row["state"] == "held"), row["OF"] - 1
    return (row["officer_id"], (row["day"] - FIRST).days, *said)


def taken_apart(answers: Answers | None) -> tuple[Counter[tuple[int, ...]], int]:
    """What the numbers say, each with how often, and in how many texts they came."""
    assert answers is not None
    found: Counter[tuple[int, ...]] = Counter()
    texts = list(answers.texts)
    for number in (int(each) for text in texts for each in text.split(",")):
        rest, its = number, []
        for radix in reversed(answers.radices.values()):
            rest, digit = divmod(rest, radix)
            its.append(digit)
        found[(rest, *reversed(its))] += 1
    return found, len(texts)


@pytest.mark.parametrize(("counting", "states"), [(COUNTED, ("counted",)), (WITH_HELD, ("counted", "held"))])
def test_the_numbers_are_the_rows(engine: Engine, rows: list[Row], counting: Counting, states: tuple[str, ...]) -> None:
    with open_session(engine, SEES) as session:
        found, texts = taken_apart(asked.officer_answers(session, first=FIRST, last=LAST, counting=counting))
    assert found == Counter(digits(row) for row in rows if enters(row, *states))
    assert texts == 1


@pytest.mark.parametrize("most", [1, 7, 100, 300])
def test_many_answers_come_in_many_texts_and_none_twice(
    engine: Engine, rows: list[Row], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(asked, "MOST", most)
    with open_session(engine, SEES) as session:
        found, texts = taken_apart(asked.officer_answers(session, first=FIRST, last=LAST, counting=WITH_HELD))
    assert found == Counter(digits(row) for row in rows if enters(row, "counted", "held"))
    there, days = (
        sum(FIRST <= row["day"] <= LAST for row in rows),
        {row["day"] for row in rows if enters(row, "counted")},
    )
    assert 1 < min(there / most, len(days)) <= texts + 1
    assert texts <= DAYS


def test_a_year_is_read_once(engine: Engine, rows: list[Row]) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    with open_session(engine, SEES) as session:
        taken_apart(asked.officer_answers(session, first=FIRST, last=LAST))
    assert rows
    assert sum("responses.kind" in one for one in said) == 1


def told(found: Strata) -> Counter[tuple[Any, ...]]:
    """The strata as plain words, each score by itself."""
    columns = (found.officer, found.verified, found.with_slips, found.field, found.kind, found.mode)
    numbers: Counter[tuple[Any, ...]] = Counter()
    for officer, verified, with_slips, field, kind, mode, counts in zip(
        *(each.tolist() for each in columns), found.counts.tolist(), strict=True
    ):
        who = None if kind == UNKNOWN else KINDS[kind]
        about = (officer, verified, with_slips, None if field == UNKNOWN else field, who, MODES[mode])
        numbers.update({(*about, score): count for score, count in enumerate(counts, start=1) if count})
    return numbers


def stratum(made: SmallProvince, row: Row) -> tuple[Any, ...]:
    slips = row["office_id"] == made.offices["461"] or row["day"] >= STARTS
    return (row["officer_id"], row["verified"], slips, row["field_id"], row["kind"], row["mode"], row["OF"])


def test_the_strata_are_the_rows_with_and_without_what_is_held(
    engine: Engine, made: SmallProvince, rows: list[Row]
) -> None:
    with open_session(engine, SEES) as session:
        found = officer_cells(asked.officer_answers(session, first=FIRST, last=LAST, counting=WITH_HELD))
    assert told(found.counted.strata) == Counter(stratum(made, row) for row in rows if enters(row, "counted"))
    assert told(found.with_held.strata) == Counter(stratum(made, row) for row in rows if enters(row, "counted", "held"))
    assert found.held == sum(enters(row, "held") for row in rows)


def test_where_nobody_has_answered_there_is_nothing_to_count(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, SEES) as session:
        found = officer_cells(asked.officer_answers(session, first=FIRST, last=LAST, counting=WITH_HELD))
    assert made.officers
    for said in (found.counted, found.with_held):
        assert (len(said.strata.counts), len(said.days.officer), len(said.days.every)) == (0, 0, 0)
    assert officer_cells(None).held == found.held == 0

"""The demo's answers as whole rows, a month at a time: what `checking.check` makes of each, and no objects between.

One answer costs a fifth of what it costs through `answering.submit_many`; tests/bench/ compares the two row by row.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Engine

from khaosat.demo import answers, visits
from khaosat.demo.calendar import days
from khaosat.demo.filling import Span
from khaosat.demo.officers import posts
from khaosat.models.response import Response
from khaosat.services.answering import Survey
from khaosat.services.catalogue import Places
from khaosat.services.checking import PUNCTUALITY

Row = tuple[Any, ...]
DETAILS = (
    "id", "unit_id", "office_id", "placard_id", "round_id", "questionnaire_id", "day", "slot", "mode", "language",
    "kind", "officer_id", "field_id", "verified", "state", "held_reason", "repeat_of_day", "changes", "trips",
    "punctuality", "reasons", "comment", "watched", "salt_scores", "salt_comment",
)  # fmt: skip  # the columns the generator fills
SALT = 16
AT_ONCE = 50  # rows of a statement


def columns_of(survey: Survey) -> tuple[str, ...]:
    """Return the columns of a row, in order; every other one stays empty."""
    items = survey.questionnaire.by_code
    return (*DETAILS, *(items[code].column for code in visits.ITEMS))


def rows_of(span: Span, places: Places, survey: Survey, *, share: float) -> list[Row]:
    """Return what is said in these days, in the order of the answers' ids."""
    every = np.concatenate([visits.visits_of(day, share=share) for day in days(span.first, span.last)])
    ids = every["id"].copy().view(np.uint8).reshape(-1, SALT)
    ids[:, 6] = ids[:, 6] & 0x0F | 0x40  # as UUID(bytes=…, version=4) sets them
    ids[:, 8] = ids[:, 8] & 0x3F | 0x80
    digits = ids.tobytes().hex()
    every_id = [digits[32 * k : 32 * k + 32] for k in range(len(every))]
    order = sorted(range(len(every)), key=every_id.__getitem__)
    columns = list(_columns(every, places, survey))
    rows = list(zip(every_id, *columns, strict=True))
    return [rows[k] for k in order]


def _columns(every: visits.Visits, places: Places, survey: Survey) -> Iterator[Sequence[Any]]:
    """Yield every column after the id, as DETAILS and the items name them."""
    number, post = len(every), every["post"]
    its = [places.offices[one.office] for one in posts()]
    said = {name: every[name].tolist() for name in every.dtype.names or () if name not in {"id", "scores"}}
    scores = every["scores"].T.tolist()
    yield _picked([office.unit_id for office in its], post)
    yield _picked([office.id for office in its], post)
    yield _placards(said, its)
    yield [survey.round.id] * number
    yield [survey.questionnaire.id] * number
    names = {day: date.fromordinal(day).isoformat() for day in set(said["day"])}
    yield [names[day] for day in said["day"]]
    yield said["slot"]
    yield [visits.MODES[mode] for mode in said["mode"]]
    yield ["en" if english else "vi" for english in said["english"]]
    yield [answers.KINDS[kind] if kind >= 0 else None for kind in said["kind"]]
    officers = [office.officers[one.key] for one, office in zip(posts(), its, strict=True)]
    yield [officers[k] if named else None for k, named in zip(said["post"], said["named"], strict=True)]
    fields = [places.fields[key] for key in visits.fields()]
    yield [fields[k] if known else None for k, known in zip(said["field"], said["field_known"], strict=True)]
    yield said["verified"]
    yield ["held" if held else "counted" for held in said["held"]]
    yield ["repeated" if held else None for held in said["held"]]
    yield [2 if held else None for held in said["held"]]
    yield [0] * number
    yield [trips if trips > 0 else None for trips in said["trips"]]
    yield [PUNCTUALITY[k] if k >= 0 else None for k in said["punctuality"]]
    yield [json.dumps(answers._reasons(mask)) if mask else None for mask in said["reasons"]]  # noqa: SLF001  the demo's own words
    yield [answers._comment(s, k) if k >= 0 else None for s, k in zip(scores[0], said["comment"], strict=True)]  # noqa: SLF001  the same
    yield [bool(watched) if watched >= 0 else None for watched in said["watched"]]
    salts = os.urandom(2 * SALT * number)
    yield [salts[SALT * k : SALT * k + SALT] for k in range(number)]
    yield [salts[SALT * k : SALT * k + SALT] for k in range(number, 2 * number)]
    for column in scores:
        yield [score if score >= 0 else None for score in column]


def _picked(values: Sequence[int], post: Any) -> list[int]:  # noqa: ANN401  a column of numpy's
    found: list[int] = np.array(values)[post].tolist()
    return found


def _placards(said: dict[str, list[Any]], its: Sequence[Any]) -> list[int | None]:
    at_office = [office.placards[""][0] for office in its]
    at_desk = [
        office.placards.get(one.counter, office.placards[""])[0] for one, office in zip(posts(), its, strict=True)
    ]
    paper = [mode in answers.PAPER for mode in visits.MODES]
    return [
        None if paper[mode] else (at_desk if counter else at_office)[k]
        for mode, counter, k in zip(said["mode"], said["at_counter"], said["post"], strict=True)
    ]


def insert(engine: Engine, columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert the rows into `responses` by the driver itself, all or nothing; returns how many."""
    table = Response.__table__
    known = {column.name for column in table.columns}
    if not known.issuperset(columns):
        raise ValueError(f"no columns of responses: {set(columns) - known}")
    names = ", ".join(columns)
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if engine.dialect.name == "postgresql":
            with cursor.copy(f"COPY responses ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.execute("BEGIN IMMEDIATE")
            marks = f"({', '.join('?' * len(columns))})"
            for start in range(0, len(rows), AT_ONCE):  # each statement lays out the lists of its CHECKs anew
                some = rows[start : start + AT_ONCE]
                values = ", ".join([marks] * len(some))
                said = list(chain.from_iterable(some))
                cursor.execute(f"INSERT INTO responses ({names}) VALUES {values}", said)  # noqa: S608  names of our own
        raw.commit()
    finally:
        raw.close()
    return len(rows)

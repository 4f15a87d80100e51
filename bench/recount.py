"""The tallies held against a GROUP BY over the answers themselves: counted by the database, not by the product."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, Engine, TextClause, bindparam, text

from khaosat.models.response import PLACES

Key = tuple[str, int, bool, str, str]  # day, office, held, split, level
ASKED = {
    "": "''",
    "field": "COALESCE(CAST(field_id AS TEXT), '')",
    "kind": "COALESCE(kind, '')",
    "mode": "mode",
    "verified": "CASE WHEN verified THEN 'yes' ELSE 'no' END",
    "crossed": (
        "COALESCE(CAST(field_id AS TEXT), '') || '|' || COALESCE(kind, '') || '|' || mode || '|' || "
        "CASE WHEN verified THEN 'yes' ELSE 'no' END"
    ),
    "officer": "COALESCE(CAST(officer_id AS TEXT), '')",
}

FIVE = (1, 2, 3, 4, 5)
ITEMS = (
    "SELECT code, place, about FROM items "
    "WHERE questionnaire_id = (SELECT MAX(questionnaire_id) FROM rounds WHERE standing) ORDER BY place"
)
ALL = "SELECT count(*) FROM responses WHERE day BETWEEN :first AND :last"
SEALED = "SELECT count(DISTINCT day) FROM seal_entries WHERE day BETWEEN :first AND :last"
TALLIED = "SELECT day, office_id, held, split, level, n, counts FROM tallies WHERE day BETWEEN :first AND :last"


@dataclass
class Recount:
    """What the answers come to: by cell and item the five counts, and the persons of each office and day."""

    answers: int = 0
    counted: int = 0
    days: int = 0
    counts: dict[Key, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    persons: dict[Key, int] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells have somebody in them."""
        return len(self.counts.keys() | self.persons.keys())


def recounted(engine: Engine, first: date = date.min, last: date = date.max) -> Recount:
    """Count every answer of these days that are sealed anew, one GROUP BY a split."""
    found, days = Recount(), {"first": first, "last": last}
    with engine.connect() as connection:
        items = [(row.code, PLACES[row.place - 1], row.about) for row in connection.execute(text(ITEMS))]
        found.answers = connection.execute(_of(ALL), days).scalar_one()
        found.days = connection.execute(_of(SEALED), days).scalar_one()
        for split in ASKED:
            _count(connection, found, split, _questions(items, split), days)
    return found


def _questions(items: Sequence[tuple[str, str, str]], split: str) -> dict[str, list[str]]:
    """Return what is summed for each item (code, column, what about) of a split's cells."""
    overall, factors = items[0][0], [column for _, column, about in items if about == "factor"]
    if split == "officer":
        return {code: _each(column, FIVE) for code, column, about in items if about == "officer"}
    if split:
        return {overall: _each("s01", FIVE)}
    return {
        **{code: _each(column, FIVE) for code, column, _ in items},
        "trips": _each("trips", (1, 2, 3)),
        "punctuality": _each("punctuality", ("'early'", "'on_time'", "'late'")),
        **{f"{code}+": _beside(column, factors) for code, column, about in items if about == "factor"},
    }


def _count(
    connection: Connection, found: Recount, split: str, questions: dict[str, list[str]], days: dict[str, date]
) -> None:
    sums = [one for each in questions.values() for one in each]
    for day, office, held, level, n, *counts in connection.execute(_of(_select(split, sums)), days):
        key, left = (str(day), office, bool(held), split, level), iter(counts)
        if split != "officer":
            found.persons[key] = n
        if not split and not held:
            found.counted += n
        for code, each in questions.items():
            own = [int(count) for count in islice(left, len(each))]
            if any(own):
                found.counts[key][code] = own


def _of(asked: str) -> TextClause:
    """Return the question with its days, for either database."""
    return text(asked).bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))


def _each(column: str, values: Iterable[object]) -> list[str]:
    """How many gave each of these answers."""
    return [f"CASE WHEN {column} = {value} THEN 1 ELSE 0 END" for value in values]


def _beside(column: str, factors: Sequence[str]) -> list[str]:
    """What `amounts.beside` says, in SQL: satisfied and answered factor items of those who answered this one."""
    satisfied = " + ".join(f"CASE WHEN {one} >= 4 THEN 1 ELSE 0 END" for one in factors)
    answered = " + ".join(f"CASE WHEN {one} >= 1 THEN 1 ELSE 0 END" for one in factors)
    return [
        f"CASE WHEN {column} >= {least} THEN {total} ELSE 0 END" for least in (4, 1) for total in (satisfied, answered)
    ]


def _select(split: str, sums: Sequence[str]) -> str:
    columns = ", ".join(f"SUM({one})" for one in sums)
    return (
        f"SELECT day, office_id, state = 'held', {ASKED[split]}, COUNT(*), {columns} FROM responses "  # noqa: S608  names of our own
        "WHERE state IN ('counted', 'held') AND day BETWEEN :first AND :last "
        "AND CAST(day AS TEXT) <= (SELECT CAST(MAX(day) AS TEXT) FROM seal_entries) GROUP BY 1, 2, 3, 4"
    )


def differences(engine: Engine, found: Recount, first: date = date.min, last: date = date.max) -> list[str]:
    """Return a line for every cell whose counts or persons are not the tallies'."""
    wrong, seen = [], set()
    with engine.connect() as connection:
        days = {"first": first, "last": last}
        for row in connection.execution_options(yield_per=20_000).execute(_of(TALLIED), days):
            key = (str(row.day), row.office_id, bool(row.held), row.split, row.level)
            seen.add(key)
            if _plain(row.counts) != found.counts.get(key, {}) or found.persons.get(key, row.n) != row.n:
                wrong.append(f"{key}: tallied {row.n} {row.counts}, answered {found.counts.get(key)}")
    missing = (found.counts.keys() | found.persons.keys()) - seen
    return wrong + [f"{key}: answered, not tallied" for key in sorted(missing)]


def _plain(counts: Any) -> dict[str, list[int]]:  # noqa: ANN401  JSON of either database
    given = json.loads(counts) if isinstance(counts, str) else counts
    return {code: list(each) for code, each in given.items()}

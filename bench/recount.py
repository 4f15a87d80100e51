"""The tallies held against a GROUP BY over the answers themselves: counted by the database, not by the product."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from khaosat.models.response import PLACES

Key = tuple[str, int, bool, str, str]  # day, office, held, split, level
ASKED = {
    "field": "COALESCE(CAST(field_id AS TEXT), '')",
    "kind": "COALESCE(kind, '')",
    "mode": "mode",
    "verified": "CASE WHEN verified THEN 'yes' ELSE 'no' END",
    "officer": "COALESCE(CAST(officer_id AS TEXT), '')",
}

ITEMS = (
    "SELECT code, place, about FROM items "
    "WHERE questionnaire_id = (SELECT MAX(questionnaire_id) FROM rounds WHERE standing) ORDER BY place"
)


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


def recounted(engine: Engine) -> Recount:
    """Count every answer of sealed days anew, one GROUP BY a question."""
    found = Recount()
    with engine.connect() as connection:
        rows = connection.execute(text(ITEMS))
        items = [(row.code, PLACES[row.place - 1], row.about) for row in rows]
        found.answers = connection.execute(text("SELECT count(*) FROM responses")).scalar_one()
        found.days = connection.execute(text("SELECT count(DISTINCT day) FROM seal_entries")).scalar_one()
        whole = connection.execute(text(_select("", "s01")))
        for row in whole:
            key = (str(row.day), row.office_id, bool(row.held), "", "")
            found.persons[key] = row.n
            found.counted += 0 if row.held else row.n
            found.counts[key]["Z1"] = [row.c1, row.c2, row.c3, row.c4, row.c5]
        questions: list[tuple[str, str, str]] = [("", code, column) for code, column, _ in items if column != "s01"]
        questions += [(split, items[0][0], "s01") for split in ASKED if split != "officer"]
        questions += [("officer", code, column) for code, column, about in items if about == "officer"]
        for split, code, column in questions:
            for row in connection.execute(text(_select(split, column))):
                counts = [row.c1, row.c2, row.c3, row.c4, row.c5]
                if any(counts):
                    found.counts[str(row.day), row.office_id, bool(row.held), split, row.level][code] = counts
    return found


def _select(split: str, column: str) -> str:
    sums = ", ".join(f"SUM(CASE WHEN {column} = {k} THEN 1 ELSE 0 END) AS c{k}" for k in range(1, 6))
    level = ASKED.get(split, "''")
    return (
        f"SELECT day, office_id, state = 'held' AS held, {level} AS level, COUNT(*) AS n, {sums} FROM responses "  # noqa: S608  names of our own
        "WHERE state IN ('counted', 'held') AND day <= (SELECT MAX(day) FROM seal_entries) GROUP BY 1, 2, 3, 4"
    )


def differences(engine: Engine, found: Recount) -> list[str]:
    """Return a line for every cell whose counts or persons are not the tallies'."""
    wrong, seen = [], set()
    with engine.connect() as connection:
        asked = text("SELECT day, office_id, held, split, level, n, counts FROM tallies").columns()
        for row in connection.execution_options(yield_per=20_000).execute(asked):
            key = (str(row.day), row.office_id, bool(row.held), row.split, row.level)
            if row.split and row.split not in ASKED:
                continue  # what is tallied beside the scores has its own test
            seen.add(key)
            if _plain(row.counts) != found.counts.get(key, {}) or found.persons.get(key, row.n) != row.n:
                wrong.append(f"{key}: tallied {row.n} {row.counts}, answered {found.counts.get(key)}")
    missing = (found.counts.keys() | found.persons.keys()) - seen
    return wrong + [f"{key}: answered, not tallied" for key in sorted(missing)]


def _plain(counts: Any) -> dict[str, list[int]]:  # noqa: ANN401  JSON of either database
    import json  # noqa: PLC0415

    given = json.loads(counts) if isinstance(counts, str) else counts
    return {code: list(each) for code, each in given.items()}

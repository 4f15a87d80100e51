"""The nosy unit head looks every day of a quarter, writes everything down, and learns nothing about anybody."""

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select, update

from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.release import Release, ReleaseCell
from khaosat.models.response import DueDay, Response
from khaosat.policy import READS, Role
from khaosat.services import leaves, releasing, settling
from khaosat.services.release_rule import ReleaseRule
from khaosat.stats import disclosure
from tests.factories.crowd import crowd, when_closed, write_answers
from tests.factories.nosy import Crowds, Figure, apart, few_who_follow, follows, reduced
from tests.factories.province import SmallProvince, small_province

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
A_DAY = {"19330": 3.0, "so-noi-vu": 2.0, "461": 3.5, "19333": 1.2}
HEADS = {"a commune": ("19330",), "a department of two": ("so-noi-vu",), "a district": ("461", "19330", "19333")}
SPLITS = ("field", "kind", "mode", "verified")
MINIMUM = 10
COLUMN = {"Z1": "s01", "OF": "s02", "A": "s03", "B": "s04", "C": "s05", "D": "s06", "E": "s07"}
TOLD = ("early", "on_time", "late")
NO_RULE = ReleaseRule(office=1, officer=1, item=1, level=1, rest=0, unanimous=True, audited=False)


@dataclass
class Seen:
    """A block as the head saw it first: when, its days, its cells."""

    night: date
    office: int
    split: str
    first: date
    last: date
    cells: dict[str, tuple[int, dict[str, list[int]], list[int] | None]]


@dataclass
class Quarter:
    """Everything that happened: the answers as given, when each counted, and what was seen on which day."""

    made: SmallProvince
    people: list[dict[str, Any]]
    counted: dict[int, list[tuple[date, bool]]] = field(default_factory=dict)
    seen: dict[int, Seen] = field(default_factory=dict)

    def counts_on(self, person: int, night: date) -> bool:
        """Whether the person's answer counted in that night."""
        state: bool = self.people[person]["state"] == "counted"
        for since, now in self.counted.get(person, ()):
            state = now if since <= night else state
        return state

    def own_blocks(self, office: int) -> list[Seen]:
        """The office's own releases in order."""
        own = [block for block in self.seen.values() if block.office == office and not block.split]
        return sorted(own, key=lambda block: block.last)

    def members(self, office: int) -> list[dict[int, int]]:
        """Who stands how often in each own block: what counts by then less what stood in the ones before."""
        there = [number for number, row in enumerate(self.people) if row["office_id"] == office]
        before: dict[int, int] = defaultdict(int)
        found = []
        for block in self.own_blocks(office):
            now = {p: self.people[p]["day"] <= block.last and self.counts_on(p, block.night) for p in there}
            change = {p: now[p] - before[p] for p in there if now[p] != before[p]}
            before.update({p: int(now[p]) for p in there})
            found.append(change)
        return found


def simulate(engine: Engine, folder: Path, rule: ReleaseRule, last: date = LAST) -> Quarter:
    """Let the citizens of four offices answer, withdraw and be held; settle, release and look every night."""
    made = small_province(engine)
    people = [
        row
        for number, (unit, a_day) in enumerate(A_DAY.items())
        for row in crowd(made, unit, (FIRST, last), a_day=a_day, seed=number)
    ]
    draw = Random(7)  # noqa: S311  who is held, no secret
    for row in draw.sample(people, len(people) // 60):
        row.update(state="held", held_reason="repeated")
    write_answers(engine, [*people])
    quarter = Quarter(made, people)
    for number in range((last - FIRST).days + 1):
        night = FIRST + timedelta(days=number)
        if number % 6 == 5:
            _something_changes(engine, quarter, draw, night)
        with open_session(engine, Scope.system("a night")) as session:
            settling.settle_due(session, now=when_closed(night), keys=folder)
            releasing.release_due(session, now=when_closed(night), rule=rule)
        _look(engine, quarter, night)
    return quarter


def _something_changes(engine: Engine, quarter: Quarter, draw: Random, night: date) -> None:
    """One answer of a closed day is withdrawn, one held answer is decided."""
    for state in ("counted", "held"):
        old = [
            number
            for number, row in enumerate(quarter.people)
            if row["day"] < night and row["state"] == state and number not in quarter.counted
        ]
        if not old:
            continue
        person = draw.choice(old)
        row = quarter.people[person]
        values: dict[str, Any] = {"state": "counted", "held_reason": None}
        if state == "counted":
            told = ("kind", "officer_id", "field_id", "trips", "punctuality")
            cleared = ("salt_scores", "salt_comment", *told, *leaves.PLACES)
            kept = {"digest_scores": leaves.digest_scores(row), "digest_comment": leaves.digest_comment(row)}
            values = {"state": "withdrawn", **kept, **dict.fromkeys(cleared)}
        with open_session(engine, Scope.system("a test")) as session:
            session.execute(update(Response).where(Response.id == row["id"]).values(values))
            session.merge(DueDay(day=row["day"]))
            session.commit()
        quarter.counted[person] = [(night, state == "held")]


def _look(engine: Engine, quarter: Quarter, night: date) -> None:
    """Read what a unit head may read, in the head's own session; what was there before must be there unchanged."""
    units = frozenset(quarter.made.units[unit] for unit in A_DAY)
    scope = Scope(reads=units, realms=READS[Role.UNIT_HEAD])
    cells: dict[int, dict[str, Any]] = defaultdict(dict)
    with open_session(engine, scope) as session:
        releases = session.scalars(select(Release)).all()
        for cell in session.scalars(select(ReleaseCell)):
            cells[cell.release_id][cell.level] = (cell.n, cell.counts, cell.pooled)
    for row in releases:
        now = Seen(night, row.office_id, row.split, row.first_day, row.last_day, cells[row.id])
        before = quarter.seen.setdefault(row.id, now)
        assert (before.split, before.first, before.last, before.cells) == (now.split, now.first, now.last, now.cells)


def level_of(row: Mapping[str, Any], split: str) -> str:
    """The level a person is counted under."""
    if split == "field":
        return "" if row["field_id"] is None else str(row["field_id"])
    if split == "verified":
        return "yes" if row["verified"] else "no"
    return row[split] or ""


def figures(quarter: Quarter, office: int, item: str) -> list[Figure]:
    """Return everything shown about one item of an office as sums over persons; each sum is checked."""
    own, members = quarter.own_blocks(office), quarter.members(office)
    column = COLUMN.get(item, item)
    found = []
    for block in quarter.seen.values():
        if block.office != office:
            continue
        inside = [change for one, change in zip(own, members, strict=True) if block.first <= one.first <= block.last]
        together: dict[int, int] = defaultdict(int)
        for change in inside:
            for person, times in change.items():
                together[person] += times
        for level, (_, counts, _) in block.cells.items():
            if item not in counts:
                continue
            who = {p: times for p, times in together.items() if times and quarter.people[p][column]}
            who = {p: times for p, times in who.items() if _stands_in(quarter.people[p], block, level)}
            _check(quarter, who, column, counts[item])
            found.append(Figure((block.split, block.first, level), who, tuple(counts[item])))
    return found


def _stands_in(row: Mapping[str, Any], block: Seen, level: str) -> bool:
    if block.split.startswith("officer:"):
        return str(row["officer_id"]) == block.split.removeprefix("officer:")
    if block.split not in SPLITS:
        return True
    its = level_of(row, block.split)
    return its == level if level != "other" else its not in block.cells


def _check(quarter: Quarter, who: Mapping[int, int], column: str, counts: list[int]) -> None:
    """The equation is right: the persons' true answers add up to what is shown."""
    summed = [0] * len(counts)
    for person, times in who.items():
        answer = quarter.people[person][column]
        summed[TOLD.index(answer) if answer in TOLD else answer - 1] += times
    assert summed == counts


def withheld(quarter: Quarter, office: int, *, pairs_below: int = MINIMUM) -> Iterator[set[int]]:
    """Yield the persons of every cell a head might want and must not have: one or two attributes, officers, spans."""
    by: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for block, change in zip(quarter.own_blocks(office), quarter.members(office), strict=True):
        for person, times in change.items():
            if times < 0:
                continue
            row = quarter.people[person]
            levels = [(split, level_of(row, split)) for split in SPLITS] + [("officer", row["officer_id"])]
            spans = (("block", block.first), ("month", block.last.month), ("quarter", 0))
            for span in spans:
                for wanted in (*combinations(levels, 1), *combinations(levels, 2)):
                    by[span, wanted].add(person)
    least = {1: MINIMUM, 2: pairs_below}
    small = {frozenset(persons) for (_, wanted), persons in by.items() if len(persons) < least[len(wanted)]}
    yield from sorted(map(set, small), key=sorted)


def leaks(quarter: Quarter, office: int) -> list[tuple[str, str, object]]:
    """Return what an office's figures give away, by exact fractions."""
    found: list[tuple[str, str, object]] = []
    for item in (*COLUMN, "trips", "punctuality"):
        shown = figures(quarter, office, item)
        crowds = Crowds.of(shown)
        found += [(item, "few", few) for few in few_who_follow(crowds)]
        basis = reduced(crowds.rows, range(len(crowds.sizes)))
        for persons in withheld(quarter, office):
            union = crowds.union(persons)
            if union and follows(basis, union):
                found.append((item, "withheld", sorted(persons)))
    return found


def attacked(quarter: Quarter, office: int) -> list[disclosure.Finding]:
    """Return what the product's own attack finds, integer bounds included, on figures and withheld cells alike."""
    hidden = list(withheld(quarter, office, pairs_below=5))
    found: list[disclosure.Finding] = []
    for shown in apart(figures(quarter, office, "Z1")):
        audit = disclosure.audit(*_as_table(quarter, shown, hidden))
        assert audit.complete
        found += audit.findings
    return found


def _as_table(
    quarter: Quarter, shown: list[Figure], hidden: list[set[int]]
) -> tuple[disclosure.Table, dict[str, np.ndarray[Any, Any]]]:
    crowds = Crowds.of(shown)
    answers = np.zeros((len(crowds.sizes), 5), dtype=np.int64)
    for person, alike in crowds.of_person.items():
        answers[alike, quarter.people[person]["s01"] - 1] += 1
    unions = [union for persons in hidden if (union := crowds.union(persons))]
    matrix = np.zeros((len(shown) + len(unions), len(crowds.sizes)), dtype=np.int64)
    for number, row in enumerate(crowds.rows):
        for alike, times in row.items():
            matrix[number, alike] = int(times)
    for number, union in enumerate(unions, start=len(shown)):
        matrix[number, sorted(union)] = 1
    return disclosure.Table.of("office", matrix, answers), {"office": np.arange(len(matrix)) < len(shown)}


@pytest.fixture(scope="module")
def quarter(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """A quarter under the rule as it stands."""
    return _quarter(migrated_sqlite, tmp_path_factory.mktemp("quarter"), releasing.RULE)


def _quarter(migrated: Path, folder: Path, rule: ReleaseRule, last: date = LAST) -> Quarter:
    shutil.copy(migrated, folder / "test.db")
    engine = connect(f"sqlite:///{folder / 'test.db'}")
    made = simulate(engine, folder / "keys", rule, last)
    engine.dispose()
    return made


@pytest.mark.parametrize("head", HEADS)
def test_nothing_a_head_sees_on_any_day_gives_a_few_or_a_withheld_cell_away(quarter: Quarter, head: str) -> None:
    for unit in HEADS[head]:
        office = quarter.made.offices[unit]
        splits = {block.split for block in quarter.seen.values() if block.office == office}
        assert splits >= {"", "item", "visit", "kind", "verified"}, "too little was shown to prove anything"
        assert any(split.startswith("officer:") for split in splits)
        assert any(min(change.values()) < 0 for change in quarter.members(office)), "nothing was ever corrected"
        assert leaks(quarter, office) == []
        assert attacked(quarter, office) == []


def test_without_the_rules_the_same_heads_learn_of_a_few_and_of_withheld_cells(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    quarter = _quarter(migrated_sqlite, tmp_path, NO_RULE, FIRST + timedelta(days=31))
    office = quarter.made.offices["19333"]
    assert {kind for _, kind, _ in leaks(quarter, office)} == {"few", "withheld"}
    kinds = {finding.leak for finding in attacked(quarter, office)}
    assert kinds >= {disclosure.Leak.GROUP, disclosure.Leak.WITHHELD, disclosure.Leak.BOUNDS}

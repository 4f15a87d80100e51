"""Sums by the database are the sums of the rows, on either database."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event, select

from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.models.questionnaire import Questionnaire
from khaosat.models.round import Round
from khaosat.policy import Realm
from khaosat.queries import released_cells as released
from khaosat.queries.released_cells import Blocks, ModeMonth
from khaosat.queries.released_levels import level_sums
from khaosat.queries.split_ends import level_ends
from khaosat.queries.standing_rounds import asking
from khaosat.queries.waiting_answers import waiting_answers
from khaosat.services.split_standing import Standing, standings
from tests.factories.province import SmallProvince, small_province
from tests.factories.releases import ReleaseBook, items, levels, officer, overall, visit, write_tally

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
QUARTER = {"first": date(2026, 7, 1), "last": SEPTEMBER}
READER = Scope(reads=Everything("a test"), realms=frozenset({Realm.RELEASES, Realm.TALLIES, Realm.AUDIT}))


@pytest.fixture
def known(engine: Engine) -> SmallProvince:
    made = small_province(engine)
    with open_session(engine, Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 8, 3))
        here = made.units["19330"], made.offices["19330"]
        book.close(*here, "", date(2026, 8, 14), overall(0, 1, 2, 3, 4))
        book.close(*here, "", AUGUST, overall(5, 0, 0, 0, 5))
        book.close(*here, "", SEPTEMBER, overall(0, 0, 0, 0, 12))
        book.close(*here, "", date(2026, 10, 7), overall(9, 9, 9, 9, 9))
        book.close(*here, "kind", AUGUST, levels(person=(0, 0, 5, 5, 5), business=(1, 1, 1, 1, 1)))
        book.close(*here, "kind", SEPTEMBER, levels(person=(0, 0, 0, 0, 7)))
        book.close(*here, "mode", SEPTEMBER, levels(placard=(0, 0, 0, 15, 15), kiosk=(0, 0, 0, 2, 2)))
        book.close(*here, "visit", AUGUST, visit((20, 5, 1), (4, 20, 2)))
        book.close(*here, "item", SEPTEMBER, items(20, A=(0, 0, 10, 5, 5), B=(0, 0, 10, 10, 0)))
        book.close(*here, f"officer:{made.officers['19330'][0]}", SEPTEMBER, officer(0, 0, 1, 4, 6))
        there = made.units["19333"], made.offices["19333"]
        book.close(*there, "", SEPTEMBER, overall(0, 0, 0, 10, 0))
        session.commit()
    return made


def test_months_add_up_the_blocks_that_end_in_them(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        found, modes = released.month_sums(session, units=[known.units["19330"]], **QUARTER)

    sums = {(one.year, one.month): (one.counts, one.blocks) for one in found}
    assert sums == {
        (2026, 8): ((5, 1, 2, 3, 9), Blocks(date(2026, 8, 3), AUGUST, 2)),
        (2026, 9): ((0, 0, 0, 0, 12), Blocks(date(2026, 9, 1), SEPTEMBER, 1)),
    }
    assert modes == [ModeMonth("kiosk", 2026, 9, 4), ModeMonth("placard", 2026, 9, 30)]


def test_units_and_officers_of_the_province_are_added_up_apart(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        found = released.province_sums(session, **QUARTER)

    assert found.officers == [(0, 0, 1, 4, 6)]
    assert found.units == {known.units["19330"]: (5, 1, 2, 3, 21), known.units["19333"]: (0, 0, 0, 10, 0)}
    assert len(known.units) > 2


def test_levels_come_with_the_days_of_their_own_blocks(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        found = level_sums(session, units=[known.units["19330"]], officers_of=0, **QUARTER)

    by_level = {one.level: one for one in found if one.split == "kind"}
    assert by_level["person"].counts == (0, 0, 5, 5, 12)
    assert (by_level["person"].n, by_level["person"].blocks.last) == (22, SEPTEMBER)
    assert (by_level["business"].n, by_level["business"].blocks.last) == (5, AUGUST)


def test_items_come_apart_and_pooled(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        every = level_sums(session, units=[known.units["19330"]], officers_of=0, **QUARTER)
    found = {one.level: one for one in every if one.split == "item"}

    assert found["A"].beside == (20, 20, 20, 40)  # the ten satisfied with it are so with both
    assert found["A"].counts == (0, 0, 10, 5, 5)
    assert found["B"].counts == (0, 0, 10, 10, 0)
    assert (found[""].n, found[""].pooled) == (20, (20, 40, 40, 40, 80))


def test_officers_are_known_by_their_id(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        found = level_sums(session, units=known.units.values(), officers_of=known.units["19330"], **QUARTER)
        others = level_sums(session, units=known.units.values(), officers_of=known.units["19333"], **QUARTER)

    assert "officer" not in {one.split for one in others}
    assert [(one.level, one.counts) for one in found if one.split == "officer"] == [
        (str(known.officers["19330"][0]), (0, 0, 1, 4, 6))
    ]


def test_what_was_told_of_the_visit_comes_in_three_counts(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        every = level_sums(session, units=[known.units["19330"]], officers_of=0, **QUARTER)
    found = {one.level: one.counts for one in every if one.split == "visit"}

    assert found == {"trips": (20, 5, 1), "punctuality": (4, 20, 2)}


def test_each_level_says_when_it_was_released_last_and_what_came_since(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        found = level_ends(session, units=[known.units["19330"], known.units["19333"]], since=date(2026, 1, 1))
        later = level_ends(session, units=[known.units["19330"]], since=date(2026, 9, 1))
    here = standings(found)
    assert here["kind"].levels == {"person": Standing(SEPTEMBER, 45), "business": Standing(AUGUST, 57)}
    assert here["kind"].whole == Standing(SEPTEMBER, 45)
    assert here["mode"].whole == Standing(SEPTEMBER, 45)
    assert "business" not in standings(later)["kind"].levels
    assert standings([]) == {}


def test_a_day_on_which_the_channel_asked_something_else_is_known(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, Scope.system("another round for a test")) as session:
        first = session.scalars(select(Round)).one()
        asked = session.scalars(select(Questionnaire)).one()
        other = Questionnaire(key=asked.key, version=asked.version + 1, titles=asked.titles, source=asked.source)
        session.add(other)
        session.flush()
        first.ends_on = date(2026, 9, 14)
        session.flush()
        new = {"key": "moi", "name": "Kênh mới", "standing": True, "starts_on": date(2026, 9, 15), "ends_on": None}
        session.add(Round(questionnaire_id=other.id, **new))
        session.commit()
    with open_session(engine, READER) as session:
        assert asking(session).changed == (date(2026, 9, 15),)
        assert known


def test_what_waits_is_what_was_settled_after_the_last_block(engine: Engine, known: SmallProvince) -> None:
    rows: list[tuple[str, date, tuple[int, ...], bool]] = [
        ("19330", date(2026, 10, 7), (0, 0, 0, 0, 9), False),
        ("19330", date(2026, 10, 8), (0, 0, 0, 2, 1), False),
        ("19330", date(2026, 10, 8), (7, 0, 0, 0, 0), True),
        ("19357", date(2026, 3, 1), (0, 0, 0, 0, 4), False),
    ]
    with open_session(engine, Scope.system("tallies for a test")) as session:
        for key, day, counts, held in rows:
            unit_id, office_id = known.units[key], known.offices[key]
            write_tally(session, unit_id=unit_id, office_id=office_id, day=day, counts=counts, held=held)
        session.commit()
    with open_session(engine, READER) as session:
        assert waiting_answers(session, units=[known.units["19330"]]) == 3
        assert waiting_answers(session, units=known.units.values()) == 7
        assert waiting_answers(session, units=[known.units["con-co"]]) == 0
        many = set(range(1000, 1100))
        assert waiting_answers(session, units=many) == 0
        assert waiting_answers(session, units=many | {known.units["19357"]}) == 4


def plan_of(engine: Engine, ask: Callable[[ScopedSession], object]) -> str:
    """Return how SQLite goes about the last statement of what is asked."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, text: str, values: tuple[object, ...], *_rest: object) -> None:
        asked.append((text, values))

    with open_session(engine, READER) as session:
        ask(session)
    with engine.connect() as connection:
        text, values = asked[-1]
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
    return "\n".join(step[3] for step in steps)


def test_what_waits_and_what_was_imported_are_counted_in_indexes_of_their_own(sqlite_engine: Engine) -> None:
    waiting = plan_of(sqlite_engine, lambda session: waiting_answers(session, units=[1]))
    assert "tallies USING INDEX whole_days" in waiting
    assert "events USING COVERING INDEX dossiers_imported" in plan_of(sqlite_engine, asking)


def test_the_newest_release_tells_when_sums_are_old(engine: Engine, known: SmallProvince) -> None:
    with open_session(engine, READER) as session:
        before = asking(session).newest
    with open_session(engine, Scope.system("one more release")) as session:
        there = known.units["19357"], known.offices["19357"]
        ReleaseBook(session).close(*there, "", SEPTEMBER, overall(0, 0, 0, 0, 10))
        session.commit()
    with open_session(engine, READER) as session:
        assert asking(session).newest > before > 0

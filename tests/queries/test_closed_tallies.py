"""Closed days by unit, held answers apart, on either database."""

from datetime import date

from sqlalchemy import Engine

from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Realm
from khaosat.queries.closed_tallies import UnitTally, unit_tallies
from tests.factories.province import small_province
from tests.factories.releases import write_tally

READER = Scope(reads=Everything("a test"), realms=frozenset({Realm.TALLIES}))


def test_days_are_added_up_by_unit_and_held_answers_stand_apart(engine: Engine) -> None:
    known = small_province(engine)
    rows: list[tuple[str, int, tuple[int, ...], bool]] = [
        ("19330", 1, (0, 0, 0, 0, 9), False),
        ("19330", 2, (0, 1, 0, 2, 1), False),
        ("19330", 2, (7, 0, 0, 0, 0), True),
        ("19357", 3, (0, 0, 4, 0, 0), False),
        ("19357", 4, (9, 9, 9, 9, 9), False),
    ]
    with open_session(engine, Scope.system("tallies for a test")) as session:
        for key, day, counts, held in rows:
            unit_id, office_id = known.units[key], known.offices[key]
            write_tally(
                session, unit_id=unit_id, office_id=office_id, day=date(2026, 10, day), counts=counts, held=held
            )
        session.commit()
    with open_session(engine, READER) as session:
        found = unit_tallies(session, first=date(2026, 10, 1), last=date(2026, 10, 3))

    here, there = known.units["19330"], known.units["19357"]
    assert sorted(found, key=lambda one: (one.unit_id, one.held)) == [
        UnitTally(here, held=False, counts=(0, 1, 0, 2, 10)),
        UnitTally(here, held=True, counts=(7, 0, 0, 0, 0)),
        UnitTally(there, held=False, counts=(0, 0, 4, 0, 0)),
    ]


def test_a_reader_without_the_book_of_tallies_sees_none(engine: Engine) -> None:
    known = small_province(engine)
    unit_id, office_id, day = known.units["19330"], known.offices["19330"], date(2026, 10, 1)
    with open_session(engine, Scope.system("tallies for a test")) as session:
        write_tally(session, unit_id=unit_id, office_id=office_id, day=day, counts=(0, 0, 0, 0, 9))
        session.commit()
    only_releases = Scope(reads=Everything("a test"), realms=frozenset({Realm.RELEASES}))
    with open_session(engine, only_releases) as session:
        assert unit_tallies(session, first=day, last=day) == []

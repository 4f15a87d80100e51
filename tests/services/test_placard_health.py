"""Scans are added up, answers counted with their day; a placard is held against its own past."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from config import ZONE, Settings
from khaosat.access import Everything, Scope, open_session
from khaosat.errors import AccessFailure
from khaosat.models.placard_day import PlacardDay, PlacardScans
from khaosat.policy import Realm
from khaosat.services import placard_health, settling
from khaosat.services.calendar import every_day
from khaosat.services.scanning import Scans, add, forget_old
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province

AT = datetime(2026, 11, 20, 9, 14, tzinfo=ZONE)
CLOSED = date(2026, 11, 20)


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def scanned(engine: Engine, counts: dict[tuple[int, int], int], at: datetime = AT) -> None:
    with open_session(engine, Scope.scan_counter()) as session:
        add(session, counts, at=at)


def answered(engine: Engine, made: SmallProvince, unit: str, first: date, last: date, a_day: int) -> None:
    rows = [
        {"placard_id": made.placards[unit], "unit_id": made.units[unit], "day": day, "answers": a_day}
        for day in every_day(first, last)
        if day.weekday() < 5 and a_day
    ]
    with open_session(engine, Scope.system("answers of placards for a test")) as session:
        session.add_all([PlacardDay(**row) for row in rows])
        session.commit()


def test_processes_add_to_the_same_hour(engine: Engine, made: SmallProvince) -> None:
    place = made.placards["19330"], made.units["19330"]
    one, other = Scans(), Scans()
    for _ in range(3):
        one.note(*place)
    other.note(*place)
    scanned(engine, one.take())
    scanned(engine, other.take())
    scanned(engine, {place: 2}, AT + timedelta(hours=1))
    scanned(engine, one.take())  # nothing since: nothing is written
    with open_session(engine, Scope.system("test")) as session:
        rows = session.scalars(select(PlacardScans).order_by(PlacardScans.hour)).all()
    assert [(row.placard_id, row.day, row.hour, row.scans) for row in rows] == [
        (place[0], date(2026, 11, 20), 9, 4),
        (place[0], date(2026, 11, 20), 10, 2),
    ]


def test_scans_are_forgotten_after_half_a_year(engine: Engine, made: SmallProvince) -> None:
    place = made.placards["19330"], made.units["19330"]
    for days in (181, 183):
        scanned(engine, {place: 1}, AT - timedelta(days=days))
    with open_session(engine, Scope.system("the night's work")) as session:
        forget_old(session, now=AT)
        assert [row.day for row in session.scalars(select(PlacardScans))] == [(AT - timedelta(days=181)).date()]


def test_who_counts_scans_reads_nothing_and_writes_nothing_else(engine: Engine, made: SmallProvince) -> None:
    scanned(engine, {(made.placards["19330"], made.units["19330"]): 1})
    with open_session(engine, Scope.scan_counter()) as session:
        assert session.scalars(select(PlacardScans)).all() == []
        session.add(PlacardDay(placard_id=made.placards["19330"], unit_id=made.units["19330"], day=CLOSED, answers=1))
        with pytest.raises(AccessFailure):
            session.flush()


def test_a_day_settled_counts_its_placards_and_settled_again_changes_nothing(
    engine: Engine, made: SmallProvince, settings: Settings
) -> None:
    day = date(2026, 11, 16)
    rows: list[Mapping[str, Any]] = [answer_row(made, "19330", day) for _ in range(4)]
    rows += [answer_row(made, "19330", day, mode="kiosk"), answer_row(made, "19330", day, state="voided")]
    rows += [answer_row(made, "461", day)]
    write_answers(engine, rows)
    for _ in range(2):
        with open_session(engine, Scope.system("settling")) as session:
            settling.settle(session, day=day, at=when_closed(day), keys=settings.keys)
    with open_session(engine, Scope.system("test")) as session:
        found = {row.placard_id: row.answers for row in session.scalars(select(PlacardDay))}
    assert found == {made.placards["19330"]: 4, made.placards["461"]: 1}


def test_the_silent_and_the_strange_come_first_each_against_its_own_past(engine: Engine, made: SmallProvince) -> None:
    start = date(2026, 6, 1)
    answered(engine, made, "19330", start, date(2026, 10, 25), 4)  # silent since
    answered(engine, made, "461", start, CLOSED, 4)
    answered(engine, made, "462", start, date(2026, 11, 13), 3)
    answered(engine, made, "462", date(2026, 11, 14), CLOSED, 40)
    scanned(engine, {(made.placards["19330"], made.units["19330"]): 7})
    scope = Scope(reads=Everything("test"), realms=frozenset({Realm.TALLIES, Realm.SCANS, Realm.DOSSIERS}))
    with open_session(engine, scope) as session:
        found = placard_health.everywhere(session, closed=CLOSED)
        watch = placard_health.watched(session, code=made.codes["19330"], closed=CLOSED)
    named = {one.placard.office_key: one for one in found}
    assert [one.health for one in found] == ["silent", "strange", "too_new", "too_new", "too_new", "healthy"]
    assert (named["19330"].health, named["19330"].scans, named["19330"].answers) == ("silent", 7, 0)
    assert (named["462"].health, named["461"].health) == ("strange", "healthy")
    assert [(hour.hour, hour.scans) for hour in watch.hours] == [(9, 7)]


def test_a_unit_sees_its_own_once_a_step_and_never_a_number_of_one_to_four(engine: Engine, made: SmallProvince) -> None:
    answered(engine, made, "19330", date(2026, 6, 1), date(2026, 10, 25), 4)
    answered(engine, made, "19330", date(2026, 11, 9), date(2026, 11, 9), 3)
    scanned(engine, {(made.placards["19330"], made.units["19330"]): 4}, datetime(2026, 11, 9, 9, tzinfo=ZONE))
    reads = frozenset({made.units["19330"]})
    wide = Scope(reads=Everything("test"), realms=frozenset({Realm.TALLIES, Realm.SCANS, Realm.DOSSIERS}))
    with open_session(engine, Scope(reads=reads)) as own, open_session(engine, wide) as all_units:
        seen = [
            placard_health.of_units(own, wide=all_units, units=reads, closed=day)
            for day in every_day(date(2026, 11, 14), date(2026, 11, 20))
        ]
    assert all(found == seen[0] for found in seen), "it changes with a step's end, not with a day"
    (one,) = seen[0]
    assert (one.placard.office_key, one.first, one.last) == ("19330", date(2026, 11, 8), date(2026, 11, 14))
    assert (one.answers, one.scans, one.expected, one.seen) == (None, None, None, 0)
    assert one.health == "silent"

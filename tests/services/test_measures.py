"""Measures: written for a period, changed, done with an outcome, carried on; each act once, by the unit's own alone."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.errors import AccessFailure, ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.event import Event
from khaosat.models.measure import Measure
from khaosat.policy import Realm
from khaosat.services import measures
from khaosat.services.acts import Actor
from khaosat.services.measures import Draft, Standing
from khaosat.services.periods import parse
from tests.factories.province import SmallProvince, small_province

NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)
TODAY = NOW.date()
BY = Actor(None, "an")
HERE = "19330"
DRAFT = Draft("Đặt thêm ghế", "A", "quy-4-2026", date(2026, 12, 15))
BOOKS = frozenset({Realm.MEASURES})


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


def head(province: SmallProvince, *keys: str) -> Scope:
    units = frozenset(province.units[key] for key in keys or (HERE,))
    return Scope(reads=units, writes=units, realms=BOOKS, changes=BOOKS | {Realm.AUDIT})


def add(engine: Engine, province: SmallProvince, draft: Draft = DRAFT) -> int:
    with open_session(engine, head(province)) as session:
        return measures.add(session, unit_key=HERE, draft=draft, by=BY, at=NOW)


def shown(engine: Engine, province: SmallProvince, period: str, today: date = TODAY) -> measures.Measures:
    with open_session(engine, head(province)) as session:
        return measures.measures_of(session, unit_key=HERE, period=parse(period, today=today), today=today)


def test_a_measure_stands_in_its_period_and_turns_overdue_after_its_day(
    engine: Engine, province: SmallProvince
) -> None:
    add(engine, province)
    (line,) = shown(engine, province, "nam-2026").own
    assert (line.text, line.factor, line.period.key, line.standing) == ("Đặt thêm ghế", "A", "quy-4-2026", "open")
    assert shown(engine, province, "quy-3-2026").own == ()
    (late,) = shown(engine, province, "quy-4-2026", today=date(2026, 12, 16)).own
    assert late.standing is Standing.OVERDUE


def test_done_needs_an_outcome_and_a_day_that_has_come_and_is_the_end(engine: Engine, province: SmallProvince) -> None:
    measure = add(engine, province)
    with open_session(engine, head(province)) as session:
        said = {"unit_key": HERE, "measure_id": measure}
        with pytest.raises(InvalidFailure):
            measures.finish(session, done_on=TODAY, outcome=" ", by=BY, at=NOW, **said)  # type: ignore[arg-type]  # two kinds in one
        with pytest.raises(InvalidFailure):
            measures.finish(session, done_on=date(2026, 11, 23), outcome="Xong", by=BY, at=NOW, **said)  # type: ignore[arg-type]  # as above
        measures.finish(session, done_on=TODAY, outcome="Đã đặt 12 ghế", by=BY, at=NOW, **said)  # type: ignore[arg-type]  # as above
        with pytest.raises(ConflictFailure):
            measures.change(session, draft=DRAFT, by=BY, at=NOW, **said)  # type: ignore[arg-type]  # as above
        with pytest.raises(ConflictFailure):
            measures.carry(session, by=BY, at=NOW, **said)  # type: ignore[arg-type]  # as above
    (line,) = shown(engine, province, "quy-4-2026").own
    assert (line.standing, line.done_on, line.outcome) == (Standing.DONE, TODAY, "Đã đặt 12 ghế")


def test_what_is_carried_on_says_where_from_and_stands_once_in_a_longer_period(
    engine: Engine, province: SmallProvince
) -> None:
    measure = add(engine, province)
    with open_session(engine, head(province)) as session:
        onward = measures.carry(session, unit_key=HERE, measure_id=measure, by=BY, at=NOW)
        with pytest.raises(ConflictFailure):
            measures.carry(session, unit_key=HERE, measure_id=measure, by=BY, at=NOW)
        events = session.scalars(select(Event.act)).all() if Realm.AUDIT in session.scope.realms else []
    assert events == []  # a unit's head reads no trail
    (old,) = shown(engine, province, "quy-4-2026").own
    (new,) = shown(engine, province, "quy-1-2027").own
    assert (old.standing, old.onward and old.onward.key) == (Standing.CARRIED, "quy-1-2027")
    assert (new.id, new.due, new.since and new.since.key) == (onward, date(2027, 3, 31), "quy-4-2026")
    both = shown(engine, province, "2026-10_2027-03", today=date(2027, 1, 2)).own
    assert [line.id for line in both] == [onward]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft("", "A", "quy-4-2026", TODAY), "text"),
        (Draft("x" * 501, "A", "quy-4-2026", TODAY), "text"),
        (Draft("x", "Z", "quy-4-2026", TODAY), "factor"),
        (Draft("x", "A", "3-thang", TODAY), "ky"),
        (Draft("x", "A", "", TODAY), "ky"),
        (Draft("x", "A", "quy-4-2026", date(2026, 9, 30)), "due"),
        (Draft("x", "A", "quy-4-2026", date(2040, 1, 1)), "due"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_leaves_nothing(
    engine: Engine, province: SmallProvince, draft: Draft, field: str
) -> None:
    with pytest.raises(InvalidFailure) as refused:
        add(engine, province, draft)
    assert refused.value.details["field"] == field
    assert shown(engine, province, "nam-2026").own == ()


def test_a_neighbour_neither_reads_nor_writes_and_the_unit_above_reads(engine: Engine, province: SmallProvince) -> None:
    measure = add(engine, province)
    with open_session(engine, head(province, "19357")) as session:
        with pytest.raises(NotFoundFailure):
            measures.measures_of(session, unit_key=HERE, period=parse("nam-2026", today=TODAY), today=TODAY)
        with pytest.raises(NotFoundFailure):
            measures.carry(session, unit_key="19357", measure_id=measure, by=BY, at=NOW)
        with pytest.raises(NotFoundFailure):
            measures.add(session, unit_key=HERE, draft=DRAFT, by=BY, at=NOW)
    with open_session(engine, head(province, "461", HERE)) as session:
        found = measures.measures_of(session, unit_key="461", period=parse("nam-2026", today=TODAY), today=TODAY)
    assert (found.own, [line.unit.key for line in found.below]) == ((), [HERE])
    reader = Scope(reads=frozenset({province.units[HERE]}), realms=BOOKS, changes=frozenset({Realm.AUDIT}))
    with open_session(engine, reader) as session, pytest.raises(AccessFailure):
        measures.add(session, unit_key=HERE, draft=DRAFT, by=BY, at=NOW)


@pytest.mark.parametrize("wrong", [{"done_on": TODAY}, {"factor": "Z"}, {"text": ""}, {"last_day": date(2026, 10, 1)}])
def test_the_database_refuses_what_no_measure_is(
    engine: Engine, province: SmallProvince, wrong: dict[str, object]
) -> None:
    right: dict[str, object] = {
        "unit_id": province.units[HERE], "text": "x", "first_day": date(2026, 10, 1), "last_day": date(2026, 12, 31),
        "due": TODAY,
    }  # fmt: skip  # a row
    with open_session(engine, Scope.system("test")) as session:
        session.add(Measure(**(right | wrong)))
        with pytest.raises(IntegrityError):
            session.commit()

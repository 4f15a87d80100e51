"""A request for a reply goes by itself: nothing in it leads to an answer, and how to reach who asked is forgotten."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, inspect, select

from config import ZONE, Settings
from khaosat.access import Everything, Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.case import Case
from khaosat.models.event import Event
from khaosat.policy import Realm
from khaosat.services import cases
from khaosat.services.acts import Actor
from khaosat.services.cases import Request
from tests.factories.province import SmallProvince, small_province

NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)
RECEIPT = bytes(range(10))
WISH = Request("Bao giờ có sổ?", "0912 345 678", consent=True)
BY = Actor(None, "an")


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


@pytest.fixture
def case_id(settings: Settings) -> UUID:
    return cases.case_ids(settings.keys, RECEIPT)[0]


def ask(engine: Engine, province: SmallProvince, case_id: UUID, request: Request = WISH) -> None:
    place = {"office_id": province.offices["19330"], "unit_id": province.units["19330"]}
    with open_session(engine, Scope.asking(place["unit_id"], case_id)) as session:
        cases.ask(session, case_id=case_id, request=request, at=NOW, **place)


def head(province: SmallProvince, key: str = "19330") -> Scope:
    unit = frozenset({province.units[key]})
    books = frozenset({Realm.CASES})
    return Scope(reads=unit, writes=unit, realms=books, changes=books | {Realm.AUDIT})


def rows(engine: Engine) -> list[Case]:
    with open_session(engine, Scope.system("test")) as session:
        return list(session.scalars(select(Case)))


def night(engine: Engine, days: int) -> int:
    with open_session(engine, Scope.system("a night")) as session:
        return cases.end_due(session, now=NOW + timedelta(days=days))


def test_a_request_holds_no_score_no_comment_no_receipt_and_no_time(
    engine: Engine, province: SmallProvince, case_id: UUID
) -> None:
    ask(engine, province, case_id)
    (row,) = rows(engine)
    assert (row.text, row.contact, row.day, row.state) == ("Bao giờ có sổ?", "0912 345 678", NOW.date(), "open")
    columns = set(inspect(Case).columns.keys())
    assert columns == {
        "id", "unit_id", "office_id", "day", "state", "text", "contact", "reply", "answered_on", "closed_on",
    }  # fmt: skip  # a list


def test_without_the_key_the_receipt_leads_nowhere(settings: Settings, case_id: UUID, tmp_path: object) -> None:
    assert cases.case_ids(settings.keys, RECEIPT)[0] == case_id
    assert cases.case_ids(settings.keys.parent / "another", RECEIPT)[0] != case_id
    assert tmp_path


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (Request("x", "y", consent=False), "consent"),
        (Request(" ", "y", consent=True), "text"),
        (Request("x", "", consent=True), "contact"),
        (Request("x", "y" * 121, consent=True), "contact"),
        (Request("x" * 1001, "y", consent=True), "comment"),
    ],
)
def test_without_consent_text_or_contact_nothing_is_kept(
    engine: Engine, province: SmallProvince, case_id: UUID, request_: Request, field: str
) -> None:
    with pytest.raises(InvalidFailure) as caught:
        ask(engine, province, case_id, request_)
    assert caught.value.details["field"] == field
    assert rows(engine) == []


def test_one_receipt_asks_once(engine: Engine, province: SmallProvince, case_id: UUID) -> None:
    ask(engine, province, case_id)
    with pytest.raises(ConflictFailure):
        ask(engine, province, case_id)
    assert len(rows(engine)) == 1


def test_the_unit_s_head_replies_once_and_the_trail_names_no_contact(
    engine: Engine, province: SmallProvince, case_id: UUID
) -> None:
    ask(engine, province, case_id)
    with open_session(engine, head(province, "19333")) as session:
        assert cases.of_units(session, today=NOW.date()) == []
        with pytest.raises(NotFoundFailure):
            cases.reply(session, case_id=case_id, text="x", by=BY, at=NOW)
    with open_session(engine, head(province)) as session:
        assert [one.line.text for one in cases.of_units(session, today=NOW.date())] == ["Bao giờ có sổ?"]
        cases.reply(session, case_id=case_id, text="Thứ sáu.", by=BY, at=NOW)
        with pytest.raises(ConflictFailure):
            cases.reply(session, case_id=case_id, text="Thứ bảy.", by=BY, at=NOW)
    with open_session(engine, Scope.asking(0, case_id).reading()) as session:
        found = cases.asked(session, case_id=case_id)
        assert found is not None
        assert (found.reply, found.state) == ("Thứ sáu.", "answered")
    with open_session(engine, Scope.system("test")) as session:
        event = session.scalars(select(Event)).one()
    assert "0912" not in f"{event.before}{event.after}{event.subject}"
    assert str(case_id) not in f"{event.before}{event.after}{event.subject}"


def test_closing_takes_the_way_from_the_receipt_away_and_later_the_contact(
    engine: Engine, province: SmallProvince, case_id: UUID
) -> None:
    ask(engine, province, case_id)
    assert night(engine, 300) == 0  # nobody has replied: it stays open
    with open_session(engine, head(province)) as session:
        cases.reply(session, case_id=case_id, text="Thứ sáu.", by=BY, at=NOW)
    assert night(engine, 30) == 0
    assert night(engine, 31) == 1
    (row,) = rows(engine)
    assert (row.state, row.contact is None, row.id != case_id) == ("closed", False, True)
    with open_session(engine, Scope.asking(0, case_id).reading()) as session:
        assert cases.asked(session, case_id=case_id) is None
    assert night(engine, 61) == 0
    assert night(engine, 62) == 1
    assert rows(engine)[0].contact is None
    assert night(engine, 400) == 0


def test_who_asked_can_take_it_back_at_any_time(engine: Engine, province: SmallProvince, case_id: UUID) -> None:
    ask(engine, province, case_id)
    with open_session(engine, Scope.asking(province.units["19330"], case_id)) as session:
        cases.take_back(session, case_id=case_id)
    assert rows(engine) == []
    with (
        open_session(engine, Scope.asking(province.units["19330"], case_id)) as session,
        pytest.raises(NotFoundFailure),
    ):
        cases.take_back(session, case_id=case_id)


def test_internal_affairs_reads_and_does_not_reply(engine: Engine, province: SmallProvince, case_id: UUID) -> None:
    ask(engine, province, case_id)
    books = frozenset({Realm.CASES})
    with open_session(engine, Scope(reads=Everything("affairs"), realms=books)) as session:
        assert len(cases.of_units(session, today=date(2026, 11, 23))) == 1

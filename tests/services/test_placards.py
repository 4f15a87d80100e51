"""Placards: issued, taken down, replaced, and printed for whom they belong to."""

import pytest
from sqlalchemy import Engine

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import AccessFailure, ConflictFailure, InvalidFailure, NotFoundFailure, PlacardRevokedFailure
from khaosat.policy import Realm
from khaosat.queries.audit import events
from khaosat.queries.placards import office_by_key, placard_row
from khaosat.services import codes, placards
from khaosat.services.acts import Actor
from khaosat.services.searching import found_in
from tests.conftest import StillClock
from tests.factories.province import SmallProvince, small_province

DUNG = Actor(None, "dung")
BOOKS = frozenset({Realm.CATALOGUE, Realm.AUDIT})
KEEPER = Scope(writes=Everything("administration"), changes=BOOKS)
WHY = "Bảng bị rách"


@pytest.fixture
def made(sqlite_engine: Engine) -> SmallProvince:
    return small_province(sqlite_engine)


def test_an_issued_placard_has_a_code_that_checks_and_hangs_at_its_counter(
    made: SmallProvince, sqlite_engine: Engine, clock: StillClock
) -> None:
    with open_session(sqlite_engine, KEEPER) as session:
        code = placards.issue(session, office_key="19330", counter_number="2", by=DUNG, at=clock.now())
        assert codes.is_valid(code)
        line = placards.placard(session, code=code.lower(), day=clock.now().date())
        assert (line.unit_id, line.office_key, line.counter_number) == (made.units["19330"], "19330", "2")
        assert (line.unit_name, line.parent_name) == ("UBND phường Đông Giang", "UBND thành phố Đông Hà")
        with pytest.raises(InvalidFailure):
            placards.issue(session, office_key="19330", counter_number="9", by=DUNG, at=clock.now())
        with pytest.raises(NotFoundFailure):
            placards.issue(session, office_key="nowhere", by=DUNG, at=clock.now())


def test_a_replaced_placard_leads_to_the_new_one_at_the_same_place(
    made: SmallProvince, sqlite_engine: Engine, clock: StillClock
) -> None:
    old = made.codes["461"]
    with open_session(sqlite_engine, KEEPER) as session:
        new = placards.replace(session, code=old, reason=WHY, by=DUNG, at=clock.now())
        line = placards.placard(session, code=old, day=clock.now().date())
        assert (line.replaced_by, line.revoked_at) == (new, clock.now())
        hang = placards.hanging(session, day=clock.now().date(), office_key="461")
        assert [each.code for each in hang] == [new]


def test_a_placard_is_taken_down_once_and_with_a_reason(
    made: SmallProvince, sqlite_engine: Engine, clock: StillClock
) -> None:
    code = made.codes["461"]
    with open_session(sqlite_engine, KEEPER) as session:
        with pytest.raises(InvalidFailure):
            placards.revoke(session, code=code, reason="  ", by=DUNG, at=clock.now())
        placards.revoke(session, code=code, reason=WHY, by=DUNG, at=clock.now())
        for verb in (placards.revoke, placards.replace):
            with pytest.raises(PlacardRevokedFailure):
                verb(session, code=code, reason=WHY, by=DUNG, at=clock.now())
    with open_session(sqlite_engine, Scope.system("test")) as session:
        (left,) = events(session, search=code, act="placards:revoke", first=0, most=9)
        assert left.before == {"revoked_at": None}
        assert left.after is not None
        assert left.after["reason"] == WHY


def test_a_unit_head_prints_what_hangs_at_home_and_below_and_nothing_else(
    made: SmallProvince, sqlite_engine: Engine, clock: StillClock
) -> None:
    town = frozenset(made.units[key] for key in ("461", "19330", "19333"))
    with open_session(sqlite_engine, Scope(reads=town, writes=town, changes=BOOKS)) as session:
        hang = placards.hanging(session, day=clock.now().date(), units=town)
        assert {line.code for line in hang} == {made.codes[key] for key in ("461", "19330", "19333")}
        with pytest.raises(NotFoundFailure):
            placards.hanging(session, day=clock.now().date(), units=town, office_key="462")
        with pytest.raises(AccessFailure):
            placards.revoke(session, code=made.codes["462"], reason=WHY, by=DUNG, at=clock.now())
    with open_session(sqlite_engine, KEEPER) as session:
        row = placard_row(session, made.codes["462"])
        assert row is not None
        assert row.revoked_at is None


@pytest.mark.usefixtures("made")
def test_a_closed_office_gets_no_placard(sqlite_engine: Engine, clock: StillClock) -> None:
    with open_session(sqlite_engine, Scope.system("test")) as session:
        office = office_by_key(session, "462")
        assert office is not None
        office.closed_on = clock.now().date()
        session.commit()
        with pytest.raises(ConflictFailure):
            placards.issue(session, office_key="462", by=DUNG, at=clock.now())


def test_the_list_finds_by_name_and_by_code_and_goes_by_pages(
    made: SmallProvince, sqlite_engine: Engine, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = clock.now().date()
    with open_session(sqlite_engine, KEEPER.reading()) as session:
        assert [x.office_key for x in placards.listing(session, day=day, search="đông giang").lines] == ["19330"]
        assert [x.office_key for x in placards.listing(session, day=day, search=made.codes["462"]).lines] == ["462"]
        monkeypatch.setattr(placards, "PAGE", 4)
        first, second = (placards.listing(session, day=day, page=page) for page in (1, 99))
        assert (first.total, first.pages, second.page) == (6, 2, 2)
        assert len({line.code for line in (*first.lines, *second.lines)}) == 6


@pytest.mark.parametrize(
    ("search", "finds"),
    [
        ("dong giang", True),
        ("GIANG dong", True),
        ("Đông", True),
        ("", True),
        ("hoà", True),
        ("hòa", True),
        ("phuoc", False),
    ],
)
def test_a_name_is_found_however_it_is_typed(search: str, finds: bool) -> None:  # noqa: FBT001  expected value
    assert found_in(search, "UBND phường Đông Giang", None, "Thôn Hoà Bình") is finds


def test_the_code_says_the_address_in_capitals_after_the_scheme() -> None:
    assert placards.text_of_code("https://khaosat.example:8443", "qt22256") == "https://KHAOSAT.EXAMPLE:8443/P/QT22256"

"""Units beside each other: limits of chance, widened by what truly differs, and no ranking."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import Engine

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import InvalidFailure
from khaosat.policy import Realm
from khaosat.services import unit_funnel as funnels
from khaosat.services.figures import Withheld, percents
from khaosat.services.placing import Place, Placing
from khaosat.services.unit_funnel import Peers, UnitFunnel
from tests.factories.province import SmallProvince, small_province
from tests.factories.releases import write_tally

DAY, CLOSED = date(2026, 10, 5), date(2026, 11, 20)
READER = Scope(reads=Everything("a test"), realms=frozenset({Realm.TALLIES}))
Said = Mapping[str, tuple[int, ...]]


def say(engine: Engine, province: SmallProvince, said: Said, *, day: date = DAY, held: bool = False) -> None:
    with open_session(engine, Scope.system("tallies for a test")) as session:
        for key, counts in said.items():
            unit_id, office_id = province.units[key], province.offices[key]
            write_tally(session, unit_id=unit_id, office_id=office_id, day=day, counts=counts, held=held)
        session.commit()


def ask(engine: Engine, peers: Peers = Peers.COMMUNES, *, with_held: bool = False, first: date = DAY) -> UnitFunnel:
    with open_session(engine, READER) as session:
        return funnels.unit_funnel(
            session, peers=peers, first=first, last=date(2026, 12, 1), closed_until=CLOSED, with_held=with_held
        )


@pytest.fixture
def province(sqlite_engine: Engine) -> SmallProvince:
    return small_province(sqlite_engine)


def test_communes_stand_in_alphabetical_order_district_by_district(
    sqlite_engine: Engine, province: SmallProvince
) -> None:
    say(sqlite_engine, province, {"19330": (0, 0, 20, 80, 0), "19333": (0, 0, 20, 80, 0), "19357": (0, 0, 20, 80, 0)})

    found = ask(sqlite_engine)

    assert [(one.unit.parent_name, one.unit.key) for one in found.units] == [
        ("UBND thành phố Đông Hà", "19333"),
        ("UBND thành phố Đông Hà", "19330"),
        ("UBND thị xã Quảng Trị", "19357"),
    ]
    assert found.target == pytest.approx(0.8)
    assert {one.place for one in found.units} == {Place.INSIDE}
    assert found.last == CLOSED


def test_two_levels_of_merit_widen_the_limits(sqlite_engine: Engine, province: SmallProvince) -> None:
    say(
        sqlite_engine,
        province,
        {"19330": (0, 0, 50, 950, 0), "19333": (0, 0, 500, 500, 0), "19357": (0, 0, 50, 950, 0)},
    )

    found = ask(sqlite_engine)

    assert found.phi > 10
    assert {one.place for one in found.units} == {Place.INSIDE}, "three units that all differ say nothing of one"
    assert found.limits is not None
    assert found.limits.inner_low[-1] < 0.6


def test_places_agree_with_the_drawn_limits() -> None:
    placing = Placing(target=0.8, phi=1.0, tau2=0.0)
    found = percents([(0, 0, 44, 56, 0), (0, 0, 29, 71, 0), (0, 0, 20, 80, 0), (0, 0, 11, 89, 0)])

    assert placing.places(found) == [Place.FAR_BELOW, Place.BELOW, Place.INSIDE, Place.ABOVE]
    far_low, low, high, far_high = placing.limits([100])[0]
    assert far_low < 0.71 < low < 0.8 < high < 0.89 < far_high


def test_held_answers_are_counted_apart_and_may_be_included(sqlite_engine: Engine, province: SmallProvince) -> None:
    say(sqlite_engine, province, {"19330": (0, 0, 20, 80, 0), "19333": (0, 0, 20, 80, 0)})
    say(sqlite_engine, province, {"19330": (100, 0, 0, 0, 0)}, held=True)

    without, included = ask(sqlite_engine), ask(sqlite_engine, with_held=True)

    assert [one.figure.n for one in without.units if one.unit.key == "19330"] == [100]
    assert [(one.figure.n, one.held) for one in included.units if one.unit.key == "19330"] == [(200, 100)]
    assert [one.held for one in without.units] == [0, 100, 0]


def test_few_answers_are_withheld_and_have_no_place(sqlite_engine: Engine, province: SmallProvince) -> None:
    say(sqlite_engine, province, {"19330": (0, 0, 0, 3, 0), "19333": (0, 0, 2, 5, 0), "19357": (0, 0, 5, 45, 0)})

    found = {one.unit.key: one for one in ask(sqlite_engine).units}

    assert found["19330"].figure.reason is Withheld.TOO_FEW
    assert found["19333"].figure.reason is Withheld.BAND_ONLY
    assert (found["19330"].place, found["19333"].place) == (None, None)
    assert found["19357"].place is Place.INSIDE


def test_districts_and_departments_are_compared_among_themselves(
    sqlite_engine: Engine, province: SmallProvince
) -> None:
    say(sqlite_engine, province, {"461": (0, 0, 0, 40, 0), "so-noi-vu": (0, 0, 40, 0, 0)})

    assert [one.unit.key for one in ask(sqlite_engine, Peers.DISTRICTS).units] == ["461", "462"]  # con-co has no office
    assert [one.unit.key for one in ask(sqlite_engine, Peers.DEPARTMENTS).units] == ["so-noi-vu"]


def test_no_answers_make_an_empty_funnel(sqlite_engine: Engine, province: SmallProvince) -> None:
    found = ask(sqlite_engine)

    assert len(province.units) > 1
    assert (found.target, found.limits) == (None, None)
    assert {one.figure.reason for one in found.units} == {Withheld.NO_ANSWERS}


def test_days_after_the_last_closed_one_are_left_out(sqlite_engine: Engine, province: SmallProvince) -> None:
    say(sqlite_engine, province, {"19330": (0, 0, 0, 40, 0)}, day=date(2026, 11, 21))
    assert [one.figure.n for one in ask(sqlite_engine).units] == [0, 0, 0]


def test_days_in_the_wrong_order_are_invalid(sqlite_engine: Engine, province: SmallProvince) -> None:
    assert len(province.units) > 1
    with pytest.raises(InvalidFailure):
        ask(sqlite_engine, first=date(2027, 1, 1))
    with pytest.raises(InvalidFailure):
        ask(sqlite_engine, first=date(2001, 1, 1))

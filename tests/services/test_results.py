"""A unit's results are sums of its closed releases, and what is withheld says why."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import Engine, update

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.unit import UnitVersion
from khaosat.policy import Realm
from khaosat.services import periods, results
from khaosat.services.figures import Withheld
from khaosat.services.memory import Memory
from khaosat.services.results import Means
from khaosat.services.unit_figures import Standing, State, UnitResults
from tests.factories.province import SmallProvince, small_province
from tests.factories.releases import Cell, ReleaseBook, items, levels, officer, overall, write_tally

TODAY = date(2026, 11, 22)
WIDE = Scope(reads=Everything("a test"), realms=frozenset({Realm.RELEASES, Realm.TALLIES, Realm.AUDIT}))


class Desk:
    """Closes releases in the small province and asks for results as somebody would."""

    def __init__(self, engine: Engine, province: SmallProvince) -> None:
        self.engine, self.province, self.memory = engine, province, Memory()
        self._next = ReleaseBook(None)  # type: ignore[arg-type]  # only its places are kept from session to session

    def close(self, key: str, split: str, last: date, cells: Mapping[str, Cell]) -> None:
        with open_session(self.engine, Scope.system("a release for a test")) as session:
            self._next.session = session
            self._next.close(self.province.units[key], self.province.offices[key], split, last, cells)
            session.commit()

    def ask(
        self, key: str, ky: str = "quy-3-2026", *, reads: tuple[str, ...] | None = None, split: str = "kind"
    ) -> UnitResults:
        eyes = Everything("a test") if reads is None else frozenset(self.province.units[one] for one in reads)
        reader = Scope(reads=eyes, realms=frozenset({Realm.RELEASES}))
        period = periods.parse(ky, today=TODAY)
        with open_session(self.engine, reader) as session, open_session(self.engine, WIDE) as wide:
            means = Means(wide, self.memory)
            return results.unit_results(session, means=means, unit_key=key, period=period, split=split)


@pytest.fixture
def desk(sqlite_engine: Engine) -> Desk:
    return Desk(sqlite_engine, small_province(sqlite_engine))


def test_a_period_adds_up_the_blocks_that_end_in_it(desk: Desk) -> None:
    desk.close("19330", "", date(2026, 6, 30), overall(0, 0, 10, 10, 10))
    desk.close("19330", "", date(2026, 7, 14), overall(1, 1, 3, 10, 5))
    desk.close("19330", "", date(2026, 9, 30), overall(0, 0, 5, 20, 25))
    desk.close("19330", "", date(2026, 10, 7), overall(50, 0, 0, 0, 0))

    found = desk.ask("19330", reads=("19330",)).headline

    assert found.distribution == (1, 1, 8, 30, 30)
    assert found.percent.value == pytest.approx(60 / 70)
    assert found.mean.value == pytest.approx((1 + 2 + 24 + 120 + 150) / 70)
    assert found.blocks is not None
    assert (found.blocks.first, found.blocks.last, found.blocks.number) == (date(2026, 7, 1), date(2026, 9, 30), 2)
    assert found.state is State.READY


def test_a_foreign_unit_and_one_that_never_was_are_equally_not_there(desk: Desk) -> None:
    desk.close("19357", "", date(2026, 7, 31), overall(0, 0, 0, 0, 50))

    for key in ("19357", "462", "QT", "no-such-unit"):
        with pytest.raises(NotFoundFailure):
            desk.ask(key, reads=("19330",))


def test_an_unknown_split_is_invalid(desk: Desk) -> None:
    with pytest.raises(InvalidFailure):
        desk.ask("19330", split="officer")


def test_a_unit_above_sees_the_sum_of_what_is_below_and_each_row_of_it(desk: Desk) -> None:
    desk.close("461", "", date(2026, 7, 31), overall(0, 0, 0, 0, 10))
    desk.close("19330", "", date(2026, 7, 31), overall(0, 0, 20, 0, 0))
    desk.close("462", "", date(2026, 7, 31), overall(30, 0, 0, 0, 0))

    found = desk.ask("461", reads=("461", "19330", "19333"))

    assert found.headline.distribution == (0, 0, 20, 0, 10)
    assert found.own is not None
    assert found.own.figure.value == 1.0
    rows = {row.unit.key: row.figure for row in found.below}
    assert list(rows) == ["19333", "19330"]  # phường 1 comes before phường Đông Giang
    assert rows["19330"].value == 0.0
    assert rows["19333"].reason is Withheld.NO_ANSWERS


def test_a_unit_without_an_office_says_so(desk: Desk) -> None:
    found = desk.ask("con-co")

    assert found.headline.state is State.NO_OFFICE
    assert found.headline.percent.reason is Withheld.NO_OFFICE
    assert (found.below, found.officers) == ((), ())
    rows = {row.unit.key: row.has_office for row in desk.ask("QT").below}
    assert rows["con-co"] is False
    assert rows["461"] is True


def test_answers_that_wait_are_counted_and_nothing_else_is_said(desk: Desk) -> None:
    unit_id, office_id = desk.province.units["19330"], desk.province.offices["19330"]
    with open_session(desk.engine, Scope.system("a tally for a test")) as session:
        counts = (0, 0, 0, 3, 4)
        write_tally(session, unit_id=unit_id, office_id=office_id, day=date(2026, 11, 3), counts=counts)
        session.commit()

    found = desk.ask("19330", "3-thang", reads=("19330",)).headline

    assert (found.state, found.waiting, found.percent.n) == (State.WAITING, 7, 0)
    assert found.percent.reason is Withheld.WAITING
    assert desk.ask("19333", "3-thang").headline.state is State.NO_ANSWERS


def test_a_unit_renamed_within_the_period_shows_both_names(desk: Desk) -> None:
    unit_id = desk.province.units["19330"]
    with open_session(desk.engine, Scope.system("a new name for a test")) as session:
        session.execute(update(UnitVersion).where(UnitVersion.unit_id == unit_id).values(valid_to=date(2026, 8, 16)))
        new = {"name": "UBND phường Đông Giang mới", "sort_key": "x", "kind": "commune", "level": "commune"}
        parent = desk.province.units["461"]
        session.add(UnitVersion(unit_id=unit_id, parent_id=parent, valid_from=date(2026, 8, 16), **new))
        session.commit()
    desk.close("19330", "", date(2026, 7, 31), overall(0, 0, 0, 0, 20))

    found = desk.ask("19330")

    assert [(one.name, one.last) for one in found.names] == [
        ("UBND phường Đông Giang", date(2026, 8, 15)),
        ("UBND phường Đông Giang mới", None),
    ]
    assert found.unit.name == "UBND phường Đông Giang mới"
    assert found.headline.percent.n == 20
    before = desk.ask("19330", "quy-2-2026")
    assert [one.name for one in before.names] == ["UBND phường Đông Giang"]
    assert before.unit.name == "UBND phường Đông Giang"


def test_names_that_occur_twice_are_told_apart_by_their_parent(desk: Desk) -> None:
    here, there = desk.ask("19333").unit, desk.ask("19357").unit

    assert here.name == there.name
    assert (here.parent_name, there.parent_name) == ("UBND thành phố Đông Hà", "UBND thị xã Quảng Trị")


def test_the_province_is_a_reference_only_where_it_gives_no_neighbour_away(desk: Desk) -> None:
    for key in ("19330", "19333", "19357", "462"):
        desk.close(key, "", date(2026, 7, 31), overall(0, 0, 50, 50, 0))
    assert desk.ask("19330").headline.province is None

    desk.close("461", "", date(2026, 7, 31), overall(0, 0, 0, 0, 400))
    found = desk.ask("19330").headline

    assert found.province is not None
    assert found.province.value == pytest.approx(600 / 800)
    assert found.standing is Standing.BELOW
    assert desk.ask("QT").headline.province is None


def test_a_change_needs_at_least_half_of_the_months_before(desk: Desk) -> None:
    desk.close("19330", "", date(2026, 4, 30), overall(0, 0, 50, 50, 0))
    desk.close("19330", "", date(2026, 9, 30), overall(0, 0, 10, 90, 0))
    assert desk.ask("19330").headline.change.reason is Withheld.NOT_COMPARED

    desk.close("19333", "", date(2026, 5, 31), overall(0, 0, 50, 50, 0))
    desk.close("19333", "", date(2026, 6, 30), overall(0, 0, 50, 50, 0))
    desk.close("19333", "", date(2026, 9, 30), overall(0, 0, 10, 90, 0))
    change = desk.ask("19333").headline.change
    assert change.value == pytest.approx(0.4)
    assert change.low is not None
    assert change.low > 0


def test_the_trend_ends_with_the_period_and_keeps_its_gaps(desk: Desk) -> None:
    desk.close("19330", "", date(2025, 11, 30), overall(0, 0, 0, 10, 0))
    desk.close("19330", "", date(2026, 9, 7), overall(0, 0, 10, 10, 0))

    found = desk.ask("19330").trend

    assert [(found[0].month.first, found[-1].month.first)] == [(date(2025, 10, 1), date(2026, 9, 1))]
    assert [one.figure.n for one in found] == [0, 10, *[0] * 9, 20]


def test_a_split_stands_in_blocks_of_its_own_and_the_rest_comes_last(desk: Desk) -> None:
    field = str(desk.province.fields["ho-tich"])
    cells = levels(**{"other": (0, 0, 0, 5, 0), field: (0, 0, 0, 0, 12)})
    desk.close("19330", "field", date(2026, 8, 31), cells)

    found = desk.ask("19330", split="field").split

    assert [(one.level, one.figure.n) for one in found.levels] == [(field, 12), ("other", 5)]
    assert found.levels[0].names["vi"] == "Hộ tịch"
    assert found.levels[1].figure.reason is Withheld.BAND_ONLY
    assert found.blocks is not None
    assert found.blocks.last == date(2026, 8, 31)
    assert desk.ask("19330").split.levels == ()


def test_factors_come_with_all_of_them_pooled_by_person(desk: Desk) -> None:
    desk.close("19330", "item", date(2026, 8, 31), items(40, A=(0, 0, 0, 20, 20), B=(0, 0, 40, 0, 0)))

    found = desk.ask("19330").factors

    assert [(one.code, one.figure.value) for one in found.items] == [("A", 1.0), ("B", 0.0)]
    assert (found.pooled.n, found.pooled.value) == (40, 0.5)
    assert found.pooled.low is not None
    assert found.pooled.low > 0.3
    assert desk.ask("19333").factors.pooled.reason is Withheld.NO_ANSWERS


def test_persons_who_answered_no_factor_item_do_not_narrow_the_pooled_interval(desk: Desk) -> None:
    cells = items(20, A=(0, 0, 0, 10, 10), B=(0, 0, 20, 0, 0))
    everybody = Cell(400, {}, cells[""].pooled)  # 380 of them left the optional questions out
    desk.close("19330", "item", date(2026, 8, 31), cells | {"": everybody})
    assert desk.ask("19330").factors.pooled.n == 20


def test_persons_are_at_least_as_many_as_the_sums_of_their_answers_need(desk: Desk) -> None:
    cells = {code: Cell(12, {code: (0, 0, 6, 3, 3)}) for code in ("A", "B")}
    everybody = Cell(24, {}, (12, 24, 12, 12, 24))  # each answered one of the two
    desk.close("19330", "item", date(2026, 8, 31), cells | {"": everybody})
    assert (desk.ask("19330").factors.pooled.n, desk.ask("19330").factors.pooled.value) == (24, 0.5)


def test_officers_stand_in_alphabetical_order_with_their_figure_or_the_reason(desk: Desk) -> None:
    second = desk.province.officers["19330"][1]
    desk.close("19330", f"officer:{second}", date(2026, 8, 31), officer(0, 0, 0, 6, 6))

    found = desk.ask("19330")

    assert [one.name for one in found.officers] == [f"Công chức mẫu 19330-{k}" for k in (1, 2, 3)]
    assert [one.figure.value for one in found.officers] == [None, 4.5, None]
    assert found.officers[0].figure.reason is Withheld.NO_ANSWERS
    assert found.small_office is False
    assert desk.ask("so-noi-vu").small_office is True


def test_a_new_release_is_seen_though_sums_are_remembered(desk: Desk) -> None:
    desk.close("19330", "", date(2026, 7, 31), overall(0, 0, 0, 0, 20))
    assert desk.ask("19330").headline.percent.n == 20
    desk.close("19330", "", date(2026, 8, 31), overall(0, 0, 0, 0, 15))
    assert desk.ask("19330").headline.percent.n == 35


def test_what_is_remembered_for_one_reader_is_not_shown_to_another(desk: Desk) -> None:
    desk.close("461", "", date(2026, 7, 31), overall(0, 0, 0, 0, 10))
    desk.close("19330", "", date(2026, 7, 31), overall(0, 0, 20, 0, 0))

    assert desk.ask("461").headline.percent.n == 30
    assert desk.ask("461", reads=("461",)).headline.percent.n == 10


def test_a_reader_begins_at_the_highest_units_they_may_read(desk: Desk) -> None:
    def tops(*keys: str) -> list[str]:
        reads = frozenset(desk.province.units[key] for key in keys)
        with open_session(desk.engine, Scope(reads=reads)) as session:
            return [unit.key for unit in results.readable_tops(session, today=TODAY)]

    assert tops("461", "19330", "19333") == ["461"]
    assert tops("19357", "19330") == ["19357", "19330"]
    assert tops() == []

"""Two splits at once over closed days: the same counts seen two ways, held answers in or out, small cells withheld."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import InvalidFailure
from khaosat.policy import READS, Realm, Role
from khaosat.services import settling
from khaosat.services.crossing import Crossed, Crossing, crossed
from khaosat.services.figures import Withheld
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province

DAY = date(2026, 11, 2)


@pytest.fixture
def said(engine: Engine, tmp_path: Path) -> SmallProvince:
    made = small_province(engine)
    land, civil = made.fields["dat-dai"], made.fields["ho-tich"]
    some = (
        (12, {"field_id": land, "kind": "person", "Z1": 5}),
        (6, {"field_id": land, "kind": "business", "Z1": 2}),
        (3, {"field_id": civil, "kind": "person", "Z1": 5}),
        (10, {"kind": "person", "Z1": 4}),
        (2, {"field_id": land, "kind": "person", "Z1": 1, "state": "held", "held_reason": "repeated"}),
    )
    write_answers(engine, [answer_row(made, "19330", DAY, **one) for number, one in some for _ in range(number)])
    with open_session(engine, Scope.system("a test settles")) as session:
        settling.settle(session, day=DAY, at=when_closed(DAY), keys=tmp_path / "keys")
    return made


def ask(engine: Engine, down: str = "field", across: str = "kind", *, with_held: bool = False) -> Crossed:
    scope = Scope(reads=Everything("a test"), realms=READS[Role.AFFAIRS])
    asked = Crossing(down, across, DAY, date(2026, 11, 30), with_held)
    with open_session(engine, scope) as session:
        return crossed(session, unit_key="461", asked=asked, closed_until=DAY)


def test_two_splits_make_a_table_whose_margins_are_the_splits(engine: Engine, said: SmallProvince) -> None:
    found = ask(engine)
    land, civil = str(said.fields["dat-dai"]), str(said.fields["ho-tich"])

    assert [row.level for row in found.rows] == [land, civil, ""]
    assert found.columns == ("person", "business")
    cells = {row.level: [figure.n for figure in row.cells] for row in found.rows}
    assert cells == {land: [12, 6], civil: [3, 0], "": [10, 0]}
    assert [figure.n for figure in found.heads] == [25, 6]
    assert (found.whole.n, found.held, found.last) == (31, 2, DAY)
    assert found.rows[0].whole.value == pytest.approx(12 / 18)
    assert found.rows[1].whole.reason is Withheld.TOO_FEW


def test_held_answers_come_in_only_where_asked_for(engine: Engine, said: SmallProvince) -> None:
    assert said
    plain, full = ask(engine, "mode", ""), ask(engine, "mode", "", with_held=True)

    assert (plain.whole.n, full.whole.n) == (31, 33)
    assert [row.cells for row in full.rows] == [()]


@pytest.mark.parametrize(("down", "across"), [("officer", "kind"), ("kind", "kind"), ("kind", "crossed"), ("", "")])
def test_what_cannot_be_crossed_is_invalid(sqlite_engine: Engine, down: str, across: str) -> None:
    small_province(sqlite_engine)
    with pytest.raises(InvalidFailure):
        ask(sqlite_engine, down, across)


def test_a_unit_heads_books_hold_nothing_to_cross() -> None:
    assert Realm.TALLIES not in READS[Role.UNIT_HEAD]

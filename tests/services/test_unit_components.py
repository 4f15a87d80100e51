"""Components of units from a file: looked through first, all or nothing, unknown stays unknown, who may."""

from datetime import date

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from config import Clock
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.documents.sheets import Column, template_workbook
from khaosat.errors import AccessFailure, ConflictFailure, ImportFailure, NotFoundFailure
from khaosat.models.account import Account
from khaosat.models.event import Event
from khaosat.models.unit import UnitVersion
from khaosat.models.unit_components import UnitComponents
from khaosat.policy import GRANTS, Permission, Role
from khaosat.queries.grants import working_grants
from khaosat.queries.unit_components import unit_components
from khaosat.services import unit_components as module
from khaosat.services.person import powers_of
from khaosat.services.unit_components import Wanted, blank, look, take
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province
from tests.factories.unit_values import AT, CHI, CLOSED, EXACTLY_15, FIVE, NINE, QD, TT, bring_in, csv, wanted

TEST = Scope.system("a test")
SEES = TEST.reading()


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def _standing(engine: Engine, made: SmallProvince, key: str, ruleset: str = TT) -> dict[str, object]:
    with open_session(engine, SEES) as session:
        return dict(blank(session, wanted(ruleset)).components(made.units[key]))


def test_a_file_is_looked_through_taken_and_changes_nothing_the_second_time(
    engine: Engine, made: SmallProvince
) -> None:
    rows = f"19330,{EXACTLY_15}", '461,"1,5",2,,,,,,,'
    with open_session(engine, SEES) as session:
        assert len(look(session, wanted(), content=csv(*rows)).changed) == 11
    assert _standing(engine, made, "19330") == {}
    assert len(bring_in(engine, *rows).changed) == 11
    assert _standing(engine, made, "461") == {"time": "1.5", "unit_times": "2"}, "a blank cell is not known, never 0"
    assert _standing(engine, made, "19330")["online"] == "0", "a zero that was written is one"
    again = bring_in(engine, *rows)
    assert (again.changed, again.unchanged) == ((), 2)


def test_the_trail_says_who_when_what_was_before_and_after(engine: Engine, made: SmallProvince) -> None:
    assert made.units
    bring_in(engine, "461,1,,,,,,,,")
    bring_in(engine, "461,2,,,,,,,,")
    with open_session(engine, SEES) as session:
        _first, event = session.scalars(select(Event).where(Event.act == "unit_components:import").order_by(Event.id))
    assert (event.actor, event.at, event.subject) == ("chi", AT, f"unit_components:2026:{TT}")
    assert event.before == {"461 time": "1"}
    assert event.after is not None
    assert event.after["changed"] == {"461 time": "2"}
    assert len(event.after["sha256"]) == 64


def test_blank_leaves_what_stands_and_a_word_takes_it_back(engine: Engine, made: SmallProvince) -> None:
    bring_in(engine, "461,1,2,,,,,,,")
    bring_in(engine, "461,,1.5,,,,,,,")
    assert _standing(engine, made, "461") == {"time": "1", "unit_times": "1.5"}
    report = bring_in(engine, "461,chưa rõ,,,,,,,,")
    assert [(one.column, one.before, one.after) for one in report.changed] == [("time", "1", "")]
    assert _standing(engine, made, "461") == {"unit_times": "1.5"}
    assert bring_in(engine, "461,unknown,,,,,,,,").unchanged == 1, "what is not known is not taken back twice"


def test_versions_rulesets_and_years_have_values_of_their_own(engine: Engine, made: SmallProvince) -> None:
    bring_in(engine, f"461,{EXACTLY_15}")
    bring_in(engine, "461,18,20,22,22,8", head=FIVE, ruleset=QD)
    bring_in(engine, "461,0,,,,,,,,", year=2025)
    given = zip(NINE.split(",")[1:], EXACTLY_15.split(","), strict=True)
    assert _standing(engine, made, "461") == {name: value.removesuffix(".0") for name, value in given}
    assert _standing(engine, made, "461", QD) == {
        "openness": "18", "progress": "20", "digitised": "22", "online": "22", "satisfaction": "8",
    }  # fmt: skip  # nothing of the other ruleset's
    with open_session(engine, SEES) as session:
        key, version = TT.split(":")
        assert unit_components(session, year=2026, key=key, version="2") == {}
        (row,) = unit_components(session, year=2025, key=key, version=version).values()
        assert row.components == {"time": "0"}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nowhere,1,1,1,1,1,1,1,1,1", "unit_key", "unknown_unit"),
        ("QT,1,1,1,1,1,1,1,1,1", "unit_key", "unknown_unit"),
        ("con-co,1,1,1,1,1,1,1,1,1", "unit_key", "unknown_unit"),
        (",1,1,1,1,1,1,1,1,1", "unit_key", "missing"),
        ("461,2.000001,1,1,1,1,1,1,1,1", "time", "out_of_range"),
        ("461,-0.5,1,1,1,1,1,1,1,1", "time", "out_of_range"),
        ("461,nan,1,1,1,1,1,1,1,1", "time", "not_a_number"),
        ("461,1e0,1,1,1,1,1,1,1,1", "time", "not_a_number"),
        ("461,=1+1,1,1,1,1,1,1,1,1", "time", "not_a_number"),
        ("461,100%,1,1,1,1,1,1,1,1", "time", "not_a_number"),
        ("19330,1,1,1,1,1,1,1,1,1", "unit_key", "duplicate"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken(
    engine: Engine, made: SmallProvince, row: str, column: str, reason: str
) -> None:
    content = csv(f"19330,{EXACTLY_15}", row)
    with open_session(engine, TEST) as session:
        (problem,) = look(session, wanted(), content=content).problems
        assert (problem.line, problem.column, problem.reason) == (3, column, reason)
        with pytest.raises(ImportFailure):
            take(session, wanted(), content=content, filename="a.csv", by=CHI, at=AT)
        assert session.scalars(select(Event)).all() == []
    assert _standing(engine, made, "19330") == {}


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Tên đơn vị,time", "header_missing"),
        ("Mã đơn vị,openness", "header_unknown"),
        ("Mã đơn vị,time,1. Tổng thời gian giải quyết", "header_twice"),
        ("Mã đơn vị,Tên đơn vị", "no_component"),
    ],
)
def test_a_file_whose_columns_are_none_of_the_ruleset_is_refused(
    engine: Engine, made: SmallProvince, head: str, reason: str
) -> None:
    assert made.units
    with open_session(engine, SEES) as session:
        report = look(session, wanted(), content=csv("461,1,2", head=head))
    assert [one.reason for one in report.problems] == [reason]


def test_the_template_filled_in_comes_back(engine: Engine, made: SmallProvince) -> None:
    """As a spreadsheet program saves it: numbers as numbers, the keys of communes too."""
    with open_session(engine, SEES) as session:
        asked = blank(session, wanted())
    assert {label.key for _unit, label in asked.units} == set(made.offices)
    heads = [Column("Mã đơn vị"), Column("Tên đơn vị"), *(Column(one.name["vi"]) for one in asked.rules.components)]
    rows = [
        [float(label.key) if label.key.isdigit() else label.key, label.name, *[1.5] * 9] for _, label in asked.units
    ]
    with open_session(engine, TEST) as session:
        content = template_workbook(heads, rows)
        report = take(session, wanted(), content=content, filename="a.xlsx", by=CHI, at=AT)
    assert (len(report.changed), report.problems) == (9 * len(rows), ())


def test_a_unit_that_ended_before_the_year_s_days_takes_nothing(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, TEST) as session:
        gone = update(UnitVersion).where(UnitVersion.unit_id == made.units["19333"])
        session.execute(gone.values(valid_to=date(2025, 7, 1)))
        session.commit()
        (problem,) = look(session, wanted(), content=csv("19333,1,,,,,,,,")).problems
        assert problem.reason == "unknown_unit"
        assert look(session, wanted(year=2025), content=csv("19333,1,,,,,,,,")).problems == ()


def test_a_year_not_begun_and_rulesets_that_class_no_unit_are_not_found(engine: Engine, made: SmallProvince) -> None:
    assert made.units
    with open_session(engine, SEES) as session:
        for asked in (wanted(year=2027), wanted("nd-335-2025:1"), wanted("tt-01-2018-unit:9"), wanted(year=1999)):
            with pytest.raises(NotFoundFailure):
                look(session, asked, content=csv("461,1,,,,,,,,"))
        assert blank(session, Wanted(2026, "", CLOSED)).rules.key == "qd-766-2022", "the one in force"


def test_whoever_brings_in_the_same_units_at_the_same_moment_stands_whole(
    engine: Engine, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both found nothing standing: the second is told, in place of a row of two files."""
    assert made.units
    empty = unit_components
    monkeypatch.setattr(module, "unit_components", lambda *args, **said: empty(*args, **said) and {})
    bring_in(engine, "461,1,,,,,,,,")
    with pytest.raises(ConflictFailure):
        bring_in(engine, "461,2,,,,,,,,")
    monkeypatch.undo()
    assert _standing(engine, made, "461") == {"time": "1"}


def test_rows_are_held_while_they_are_changed(engine: Engine, made: SmallProvince) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    assert made.units
    bring_in(engine, "461,1,,,,,,,,")
    key, version = TT.split(":")
    with open_session(engine, TEST) as session:
        assert len(unit_components(session, year=2026, key=key, version=version, held=True)) == 1
        with engine.connect() as other, pytest.raises(DBAPIError, match="could not obtain lock"):
            other.execute(text("SELECT year FROM unit_components FOR UPDATE NOWAIT"))


def _scope(engine: Engine, clock: Clock, role: Role, **where: int | None) -> Scope:
    account = person(engine, "somebody", role, **where)  # type: ignore[arg-type]  # a unit or an officer
    with open_session(engine, Scope.system("a test")) as session:
        found = session.get(Account, account)
        assert found is not None
        return powers_of(session, found, tuple(working_grants(session, account_id=account)), clock.now())[1]


@pytest.mark.parametrize("role", Role)
def test_only_who_may_bring_in_writes_and_nobody_of_a_unit_reads(
    engine: Engine, made: SmallProvince, clock: Clock, role: Role
) -> None:
    bring_in(engine, "461,1,,,,,,,,")
    unit = made.units["461"] if role is Role.UNIT_HEAD else None
    officer = made.officers["461"][0] if role is Role.OFFICER else None
    scope = _scope(engine, clock, role, unit_id=unit, officer_id=officer)
    with open_session(engine, scope) as session:
        seen = len(session.scalars(select(UnitComponents)).all())
        assert seen == (role in {Role.AFFAIRS, Role.INSPECTOR})
    if Permission.APPRAISAL_IMPORT in GRANTS[role]:
        with open_session(engine, scope) as session:
            take(session, wanted(), content=csv("461,2,,,,,,,,"), filename="a.csv", by=CHI, at=AT)
        assert _standing(engine, made, "461") == {"time": "2"}
        return
    with open_session(engine, scope) as session:
        _add_one(session, made)
        with pytest.raises(AccessFailure):
            session.flush()


def _add_one(session: ScopedSession, made: SmallProvince) -> None:
    key, version = TT.split(":")
    row = UnitComponents(year=2026, ruleset_key=key, ruleset_version=version, components={}, taken_at=AT)
    row.unit_id = made.units["19330"]
    session.add(row)

"""Components from a file: looked through first, all or nothing, every bad row named, twice the same."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.documents.sheets import Column, template_workbook
from khaosat.errors import ConflictFailure, ImportFailure
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.models.event import Event
from khaosat.queries.appraisals import held_files
from khaosat.services.acts import Actor
from khaosat.services.appraisal_components import blank, look, take
from khaosat.services.appraisal_years import open_year
from khaosat.services.rulesets import rulesets
from tests.factories.league import a_league
from tests.factories.province import SmallProvince, small_province

CHI = Actor(None, "chi")
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
TEST = Scope.system("a test")
HEAD = "Mã công chức,Họ tên,Tiêu chí chung,Kết quả thực hiện nhiệm vụ,Bị kỷ luật từ khiển trách trở lên"
ONE, OTHER = "cc-19330-1", "cc-19330-2"
GOOD = (f"{ONE},Ai đó,28.5,62,không", f'{OTHER},,"20,25",50,có')


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    province = small_province(engine)
    a_league(engine, province)
    with open_session(engine, TEST) as session:
        open_year(session, year=2026, key="nd-335-2025", version="1", by=CHI, at=NOW)
    return province


def _csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def _take(session: ScopedSession, content: bytes) -> tuple[int, int]:
    report = take(session, year=2026, content=content, filename="a.csv", by=CHI, at=NOW)
    return len(report.changed), report.unchanged


def _file(session: ScopedSession, made: SmallProvince, place: int) -> Appraisal:
    return session.scalars(select(Appraisal).where(Appraisal.officer_id == made.officers["19330"][place])).one()


def test_a_file_is_looked_through_taken_and_changes_nothing_the_second_time(
    engine: Engine, made: SmallProvince
) -> None:
    content = _csv(*GOOD)
    with open_session(engine, TEST.reading()) as session:
        assert len(look(session, year=2026, content=content).changed) == 6
        assert _file(session, made, 0).components == {}
    with open_session(engine, TEST) as session:
        assert _take(session, content) == (6, 0)
        file = _file(session, made, 0)
        assert file.components == {"general": "28.5", "tasks": "62", "disciplined": False}
        assert (file.suggested_class, _file(session, made, 1).suggested_class) == ("excellent", "not_completed")
        assert file.suggestion is not None
        assert file.suggestion["points"] == "90.5"
        assert _take(session, content) == (0, 2)
        assert len(session.scalars(select(Event).where(Event.act == "appraisals:import")).all()) == 2


def test_blank_cells_and_missing_columns_leave_what_stands(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, TEST) as session:
        _take(session, _csv(*GOOD))
        assert _take(session, _csv(f"{ONE},25", head="officer_key;tasks".replace(";", ","))) == (1, 0)
        assert _take(session, _csv(f"{ONE},,,60,")) == (1, 0)
        assert _file(session, made, 0).components["tasks"] == "60"
        assert _file(session, made, 0).components["general"] == "28.5"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nobody,,28,60,không", "officer_key", "unknown_officer"),
        (",,28,60,không", "officer_key", "missing"),
        (f"{ONE},,30.01,60,không", "general", "out_of_range"),
        (f"{ONE},,-1,60,không", "general", "out_of_range"),
        (f"{ONE},,1.234.5,60,không", "general", "not_a_number"),
        (f"{ONE},,95%,60,không", "general", "not_a_number"),
        (f"{ONE},,28,60,đôi khi", "disciplined", "not_yes_or_no"),
        (f"{OTHER},,28,60,không", "officer_key", "duplicate"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken(
    engine: Engine, made: SmallProvince, row: str, column: str, reason: str
) -> None:
    content = _csv(GOOD[1], row)
    with open_session(engine, TEST) as session:
        (problem,) = look(session, year=2026, content=content).problems
        assert (problem.line, problem.column, problem.reason) == (3, column, reason)
        with pytest.raises(ImportFailure):
            _take(session, content)
        assert _file(session, made, 1).components == {}


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Họ tên,Tiêu chí chung", "header_missing"),
        ("Mã công chức,Điểm hát", "header_unknown"),
        ("Mã công chức,Tiêu chí chung,general", "header_twice"),
        ("Mã công chức,Họ tên", "no_component"),
    ],
)
def test_a_file_whose_columns_are_none_is_refused(engine: Engine, made: SmallProvince, head: str, reason: str) -> None:
    assert made.officers
    with open_session(engine, TEST.reading()) as session:
        report = look(session, year=2026, content=_csv("a,b,c", head=head))
    assert [one.reason for one in report.problems] == [reason]


def test_what_was_proposed_is_not_changed_by_a_file_and_repeats_quietly(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, TEST) as session:
        _take(session, _csv(*GOOD))
        _file(session, made, 0).state = "proposed"
        session.commit()
        assert _take(session, _csv(*GOOD)) == (0, 2)
        (problem,) = look(session, year=2026, content=_csv(f"{ONE},,20,62,không")).problems
        assert problem.reason == "moved_on"


def test_a_signed_year_takes_nothing(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, TEST) as session:
        session.execute(update(Appraisal).values(state="final"))  # else the database refuses the signature
        year = session.get_one(AppraisalYear, 2026)
        year.state, year.signed_at = "signed", NOW
        session.commit()
        with pytest.raises(ConflictFailure):
            _take(session, _csv(*GOOD))
        assert _file(session, made, 0).components == {}


def test_the_template_filled_in_comes_back(engine: Engine, made: SmallProvince) -> None:
    """The workbook that is handed out, filled in by a spreadsheet program: numbers as numbers."""
    with open_session(engine, TEST) as session:
        asked = blank(session, year=2026)
        headings = ["Mã công chức", "Họ tên", *(one.name["vi"] for one in asked.rules.components)]
        rows: Sequence[Sequence[object]] = [[one.officer_key, one.name, 28.5, 60.0, "Không"] for one in asked.officers]
        content = template_workbook([Column(one) for one in headings], rows)  # type: ignore[arg-type]  # as cells
        assert _take(session, content) == (3 * len(asked.officers), 0)
        assert len(asked.officers) == sum(map(len, made.officers.values()))
        assert {one.suggested_class for one in session.scalars(select(Appraisal))} == {"good"}


def test_what_a_spreadsheet_added_up_is_the_number_it_shows(engine: Engine, made: SmallProvince) -> None:
    rows = [[ONE, 28.349999999999998, 62.0, "không"]]
    heads = [Column(one) for one in ("officer_key", "general", "tasks", "disciplined")]
    with open_session(engine, TEST) as session:
        _take(session, template_workbook(heads, rows))  # type: ignore[arg-type]  # as cells
        assert _file(session, made, 0).components["general"] == "28.35"


def test_files_are_held_while_components_are_taken(engine: Engine, made: SmallProvince) -> None:
    """Nobody proposes on what a file of components is about to change."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    with open_session(engine, TEST) as session:
        assert len(held_files(session, year=2026)) == 17
        with engine.connect() as other, pytest.raises(DBAPIError, match="could not obtain lock"):
            other.execute(text("SELECT id FROM appraisals FOR UPDATE NOWAIT"))
        session.rollback()
        assert held_files(session, year=2026, officer_key=ONE)[0].officer_key == ONE
        assert made.officers


def test_a_share_is_taken_as_a_percentage_too(engine: Engine) -> None:
    province = small_province(engine)
    a_league(engine, province)
    with open_session(engine, TEST) as session:
        late = datetime(2026, 1, 4, 9, tzinfo=ZONE)
        year = AppraisalYear(year=2025, ruleset_key="nd-90-2020", ruleset_version="1", leagues={}, opened_at=late)
        rules = next(one.rules for one in rulesets(session) if one.rules.key == "nd-90-2020")
        year.first_day, year.last_day = late.date().replace(year=2025), late.date()
        year.ruleset_digest = sha256(rules.text.encode()).digest()
        session.add(year)
        session.flush()
        session.add(
            Appraisal(year=2025, officer_id=province.officers["19330"][0], unit_id=province.units["19330"],
                      duty_group="tiep-nhan", standing={}, evidence={"state": "none", "verified": False})
        )  # fmt: skip  # one file
        session.commit()
        content = _csv(f"{ONE},100%,0.5", head="officer_key,tasks_done,tasks_beyond")
        take(session, year=2025, content=content, filename="a.csv", by=CHI, at=NOW)
        file = session.scalars(select(Appraisal)).one()
        assert file.components == {"tasks_done": "1", "tasks_beyond": "0.5"}

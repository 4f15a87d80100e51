"""The merger of 1 July 2025: each old placard of the 37 new units leads on, and none of them is printed any more.

The units are those of `tests/factories/succession_2025.csv`, our own table of the facts; keys are made here, because
the old names occur twice and the old codes are used again.
"""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import PlacardRevokedFailure
from khaosat.models.office import Office
from khaosat.models.placard import Placard
from khaosat.models.unit import UnitSuccession
from khaosat.services import placards, visiting
from khaosat.services.codes import with_check
from tests.services.test_importing import problems, run

BEFORE, MERGED, TODAY = date(2025, 1, 1), date(2025, 7, 1), date(2026, 11, 22)
TABLE = Path(__file__).parents[1] / "factories/succession_2025.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
NEW = {row["new_code"]: list(filter(None, row["predecessors_in_early_2025"].split(";"))) for row in ROWS}
PAIRS = [(f"cu-{code}-{number}", f"xa-{code}") for code, olds in NEW.items() for number in range(len(olds))]
HEAD = "key,name,kind,level,parent_key,official_code,valid_from,valid_to\n"


def units() -> str:
    olds = [
        f"{key},Xã cũ {key},commune,commune,QT,,{BEFORE},{MERGED}" for key, _ in PAIRS
    ]  # the code of the old and of the new unit may be the same (19333): neither is the key
    news = [f"xa-{code},Xã mới {code},commune,commune,QT,{code},{MERGED}," for code in NEW]
    return HEAD + "\n".join(["QT,Tỉnh Quảng Trị,province,province,,45,2025-01-01,", *olds, *news]) + "\n"


def offices() -> str:
    olds = [f"{key},{key},Một cửa {key},{BEFORE},{MERGED}" for key, _ in PAIRS]
    news = [f"xa-{code},xa-{code},Một cửa xa-{code},{MERGED}," for code in NEW]
    return "key,unit_key,name,opened_on,closed_on\n" + "\n".join([*olds, *news]) + "\n"


def successions(pairs: list[tuple[str, str]] = PAIRS) -> str:
    rows = [f"{old},{new},sáp nhập,{MERGED},NQ 1680/NQ-UBTVQH15" for old, new in pairs]
    return "from_key,to_key,succession,on,legal_ref\n" + "\n".join(rows) + "\n"


def code_of(number: int) -> str:
    letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return with_check("QTC" + "".join(letters[number >> shift & 31] for shift in (10, 5, 0)))


@pytest.fixture
def merged(engine: Engine) -> dict[str, str]:
    """The province after the merger, a placard issued in each office; returns codes by office key."""
    for kind, content in (("units", units()), ("offices", offices()), ("successions", successions())):
        run(engine, kind, content)
    with open_session(engine, Scope.system("placards for a test")) as session:
        made = {}
        for number, office in enumerate(session.scalars(select(Office).order_by(Office.id))):
            made[office.key] = code_of(number)
            at = datetime.combine(office.opened_on, datetime.min.time(), ZONE)
            where = {"office_id": office.id, "unit_id": office.unit_id}
            session.add(Placard(code=made[office.key], issued_at=at, **where))
        session.commit()
    return made


def leads(session: ScopedSession, code: str, day: date = TODAY) -> object:
    with pytest.raises(PlacardRevokedFailure) as caught:
        visiting.find(session, code=code, today=day)
    return caught.value.details["successor"]


def test_each_old_placard_of_the_37_units_leads_to_the_unit_that_followed(
    engine: Engine, merged: dict[str, str]
) -> None:
    assert (len(NEW), len(PAIRS)) == (37, 119), "Cồn Cỏ had no commune before"
    with open_session(engine, Scope.public()) as session:
        for old, new in PAIRS:
            assert leads(session, merged[old]) == merged[new], old
        for code in NEW:
            assert visiting.find(session, code=merged[f"xa-{code}"], today=TODAY).placard.code == merged[f"xa-{code}"]
        the_day_before = visiting.find(session, code=merged[PAIRS[0][0]], today=date(2025, 6, 30))
    assert the_day_before.placard.code == merged[PAIRS[0][0]]


def test_a_code_of_a_closed_office_is_printed_no_more(engine: Engine, merged: dict[str, str]) -> None:
    with open_session(engine, Scope.public()) as session:
        hang = placards.hanging(session, day=TODAY)
    assert {line.code for line in hang} == {merged[f"xa-{code}"] for code in NEW}


def test_a_unit_that_merged_twice_leads_all_the_way(engine: Engine, merged: dict[str, str]) -> None:
    (_, new), *_rest = PAIRS
    end = date(2026, 3, 1)
    old = f"{new},Xã mới,commune,commune,QT,19333,{MERGED},{end}"
    run(engine, "units", f"{HEAD}{old}\nlast,Xã sau cùng,commune,commune,QT,,{end},\n")
    closed = f"{new},{new},Một cửa,{MERGED},{end}"
    run(engine, "offices", f"key,unit_key,name,opened_on,closed_on\n{closed}\nlast,last,Một cửa,{end},\n")
    run(engine, "successions", f"from_key,to_key,succession,on\n{new},last,merge,2026-03-01\n")
    with open_session(engine, Scope.system("test")) as session:
        office = session.scalars(select(Office).where(Office.key == "last")).one()
        at = datetime(2026, 3, 1, tzinfo=ZONE)
        session.add(Placard(code=code_of(9999), issued_at=at, office_id=office.id, unit_id=office.unit_id))
        session.commit()
        assert leads(session, merged[PAIRS[0][0]]) == code_of(9999)
        assert leads(session, merged[new]) == code_of(9999)


def test_the_same_file_again_changes_nothing(engine: Engine, merged: dict[str, str]) -> None:
    assert merged
    again = run(engine, "successions", successions())
    assert (again.created, again.changed, again.unchanged) == ((), (), len(PAIRS))
    with open_session(engine, Scope.public()) as session:
        assert {row.kind for row in session.scalars(select(UnitSuccession))} == {"merge"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("nobody,xa-19333,merge,2025-07-01", ("from_key", "unknown_unit")),
        ("cu-19333-0,nobody,merge,2025-07-01", ("to_key", "unknown_unit")),
        ("cu-19333-0,xa-19333,merge,2025-08-01", ("from_key", "unit_not_in_force")),
        ("cu-19333-0,cu-19333-1,merge,2025-07-01", ("to_key", "unit_not_in_force")),
        ("cu-19333-0,,merge,2025-07-01", ("", "who_follows")),
        ("cu-19333-0,xa-19333,abolish,2025-07-01", ("", "who_follows")),
        ("cu-19333-0,cu-19333-0,merge,2025-07-01", ("", "follows_itself")),
        ("cu-19333-0,xa-19333,eaten,2025-07-01", ("succession", "unknown_word")),
    ],
)
def test_a_succession_that_cannot_be_is_named(engine: Engine, row: str, told: tuple[str, str]) -> None:
    run(engine, "units", units())
    ((_line, column, reason),) = problems(engine, "successions", f"from_key,to_key,succession,on\n{row}\n")
    assert (column, reason) == told


def test_an_abolished_unit_leads_nowhere_and_says_so(engine: Engine) -> None:
    run(engine, "units", units())
    run(engine, "offices", offices())
    run(engine, "successions", f"from_key,to_key,succession,on\ncu-19333-0,,giải thể,{MERGED}\n")
    with open_session(engine, Scope.system("test")) as session:
        office = session.scalars(select(Office).where(Office.key == "cu-19333-0")).one()
        at = datetime(2025, 1, 1, tzinfo=ZONE)
        session.add(Placard(code=code_of(1), issued_at=at, office_id=office.id, unit_id=office.unit_id))
        session.commit()
        assert leads(session, code_of(1)) is None

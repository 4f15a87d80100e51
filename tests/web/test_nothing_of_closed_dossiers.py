"""What officers closed by the quarter hour stays with the detectors: beside it an answer's time would name somebody.

Two worlds with the same answers and other closed dossiers look the same to everybody but those who read findings
(Internal Affairs and the inspector), and to them everywhere else. Two worlds with the same closed dossiers and other
answers say the same to whoever brings dossiers. So no withheld cell and no answer follows from them, neither alone
nor added to or subtracted from anything released: who sees the ones never sees the others.
"""

import re
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import func, select

from khaosat import policy
from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.db import connect
from khaosat.jobs import looking
from khaosat.models.dossier import ClosedDossiers
from khaosat.models.response import Response
from khaosat.policy import Realm, Role, TokenPower
from khaosat.services import results
from tests.factories import stuffing, tokens
from tests.factories.crowd import when_closed
from tests.web.readers import said
from tests.web.test_nothing_beyond_releases import (  # noqa: F401  the same worlds
    HEAD,
    LAST,
    Files,
    Opening,
    World,
    differences,
    files,
    read,
    read_by_program,
    world,
)

BESIDE: dict[str, list[str]] = {
    "an": HEAD, "ha": ["/ket-qua/19357"], "binh": ["/cua-toi"], "duc": ["/hom-nay"], "em": ["/hom-nay"],
    "dung": ["/hom-nay", "/quan-tri"], "thu": ["/hom-nay"],
}  # fmt: skip  # everybody who reads no finding, and where they begin
FINDINGS = "/thi-dua/dau-hieu"
TELL_OF_LOOKS = {"/hom-nay", "/thi-dua/nhat-ky"}  # how many findings wait; that somebody looked


@pytest.fixture(scope="module")
def other_closings(files: Files) -> Path:  # noqa: F811  the fixture
    """The same answers in a world in which other dossiers were closed, looked at anew."""
    copy = Path(shutil.copy(files.as_it_was, files.as_it_was.with_name("other-closings.db")))
    engine = connect(f"sqlite:///{copy}")
    with open_session(engine, Scope.system("another world for a test")) as session:
        for number, row in enumerate(session.scalars(select(ClosedDossiers)).all()):
            row.closed = 3 * row.closed + number % 5
            if number % 3 == 0:
                session.delete(row)
        session.commit()
    assert looking.look(engine, week=stuffing.WEEK, at=when_closed(LAST)).findings
    engine.dispose()
    return copy


def without_token(html: str) -> str:
    """A citizen's page without the token it was made with."""
    return re.sub(r'value="[\w-]{40,}"', "", html)


def test_who_reads_no_finding_sees_nothing_of_them(files: Files, other_closings: Path, world: Opening) -> None:  # noqa: F811  the fixtures
    one, other = world(files.as_it_was), world(other_closings)
    for name, starts in BESIDE.items():
        seen = read(one, name, starts, depth=1)
        assert any(answer.startswith("200") for answer in seen.values()), name
        assert differences(seen, read(other, name, starts, depth=1)) == [], name
    assert differences(read_by_program(one, "19330"), read_by_program(other, "19330")) == []
    for address in ("/", "/cong-khai", f"/p/{files.made.codes['19330']}"):
        pages = [there.cast.browser("citizen").get(address) for there in (one, other)]
        assert pages[0].status_code == pages[1].status_code
        assert without_token(pages[0].text) == without_token(pages[1].text), address


def test_who_reads_findings_sees_them_there_and_nowhere_else(
    files: Files,  # noqa: F811  the fixtures
    other_closings: Path,
    world: Opening,  # noqa: F811
) -> None:
    one, other = world(files.as_it_was), world(other_closings)
    starts = [FINDINGS, "/thi-dua", "/thi-dua/cong-chuc", "/ket-qua/19330"]
    for name in ("chi", "giang"):
        seen, other_seen = read(one, name, starts, depth=1), read(other, name, starts, depth=1)
        both = seen.keys() & other_seen.keys()  # a finding of one world leads where no finding of the other does
        assert {"/thi-dua", "/thi-dua/cong-chuc", "/ket-qua/19330"} <= both
        parted = {address for address in both if seen[address] != other_seen[address]}
        assert FINDINGS in parted, "the other world looked like this one"
        assert {address for address in parted if not address.startswith(FINDINGS)} <= TELL_OF_LOOKS, name


def closings(files: Files, unit: str) -> list[dict[str, object]]:  # noqa: F811  no fixture
    """One dossier in each quarter hour of a week in which the unit's first officer closed any: a question, as rows."""
    engine = connect(f"sqlite:///{files.as_it_was}")
    with open_session(engine, Scope.system("what stands, for a test").reading()) as session:
        row = ClosedDossiers
        wanted = select(row.day, row.slot).where(row.officer_id == files.made.officers[unit][0])
        found = session.execute(wanted.order_by(row.day, row.slot).limit(40)).all()
    engine.dispose()
    assert found
    officer = f"cc-{unit}-1"
    return [
        {"office_key": unit, "officer_key": officer, "day": day.isoformat(), "closed": 1,
         "slot": f"{slot // 4:02d}:{slot % 4 * 15:02d}"}
        for day, slot in found
        if day.day <= 28  # of a day's pattern in the API
    ]  # fmt: skip  # a row is read across


def asked(there: World, rows: Sequence[dict[str, object]], unit: str) -> str:
    """What a program that brings dossiers of that unit hears when it looks before it writes."""
    secret = tokens.shown(tokens.token(there.cast, tokens.WRITE, unit))
    answer = there.app.test_client().post("/api/v1/closed-dossiers?dry_run=true", headers=secret, json=rows)
    return answer.text if answer.status_code == 200 else said(answer)


def test_who_brings_them_hears_nothing_of_answers(files: Files, world: Opening) -> None:  # noqa: F811  the fixtures
    rows = closings(files, "19330")
    one, other = asked(world(files.as_it_was), rows, "19330"), asked(world(files.other), rows, "19330")
    assert '"changed":' in one, "what stood otherwise is named"
    assert one == other


def test_who_brings_them_hears_nothing_of_another_unit_s(files: Files, other_closings: Path, world: Opening) -> None:  # noqa: F811  the fixtures
    rows = closings(files, "19333")
    one, other = asked(world(files.as_it_was), rows, "19330"), asked(world(other_closings), rows, "19330")
    assert one.count("unknown_office") == len(rows), "whether such rows stand or not, the office is not there"
    assert one == other


def who_reads(file: Path) -> set[str]:
    """Whose sessions show any closed dossier, each as wide as it can be and without writing."""
    engine, everywhere, found = connect(f"sqlite:///{file}"), Everything("a test"), set()
    books: dict[str, Collection[Realm]] = {role.value: policy.READS[role] for role in Role}
    books |= {power.value: policy.TOKEN_READS[power] for power in TokenPower}
    for name, realms in books.items():
        with open_session(engine, Scope(reads=everywhere, realms=frozenset(realms)).reading()) as session:
            if session.scalar(select(func.count()).select_from(ClosedDossiers)):
                found.add(name)
    engine.dispose()
    return found


def test_no_person_s_session_reads_them_and_a_book_given_away_is_noticed(
    files: Files,  # noqa: F811  the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert who_reads(files.as_it_was) == {TokenPower.WRITE_DOSSIERS}
    monkeypatch.setitem(policy.READS, Role.UNIT_HEAD, policy.READS[Role.UNIT_HEAD] | {Realm.CLOSINGS})
    assert Role.UNIT_HEAD in who_reads(files.as_it_was)


def _busy_now(_session: ScopedSession, *, units: Collection[int]) -> int:
    """A leak: what was closed in the quarter hours in which somebody answered, shown as if it were what waits."""
    row, engine = ClosedDossiers, current_app.extensions["engine"]
    served = (row.office_id == Response.office_id) & (row.day == Response.day) & (row.slot == Response.slot)
    wanted = select(func.sum(row.closed)).join(Response, served).where(row.unit_id.in_(sorted(units)))
    with open_session(engine, Scope.system("a planted leak").reading()) as session:  # the page's own shows none
        return int(session.scalar(wanted) or 0)


def test_a_number_made_of_them_is_noticed(
    files: Files,  # noqa: F811  the fixtures
    other_closings: Path,
    world: Opening,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(results, "waiting_answers", _busy_now)
    seen = [read(world(file), "an", ["/ket-qua/19330"], depth=0) for file in (files.as_it_was, other_closings)]
    assert "/ket-qua/19330" in differences(*seen)

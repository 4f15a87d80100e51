"""A receipt slip on its way from the paper to the answer: it never refuses, it counts once, no log holds it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

import config
from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.jobs import nightly
from khaosat.models.office import OfficeSlips
from khaosat.models.slip import SpentSlip
from khaosat.services import ranking, slips
from tests.conftest import StillClock
from tests.factories.province import WITHOUT_SLIPS
from tests.web.citizen.conftest import Citizen, named, token_in, words
from tests.web.quality import page

USED = "được tính là có mã"
NOT_USED = "tính là không có mã"


def a_slip(citizen: Citizen, field: str = "ho-tich", office: str = "19330") -> str:
    """A slip as the office's software prints it."""
    keys = config.key_ring(citizen.app.config["SETTINGS"].keys, slips.RING)
    (made,) = slips.new_slips(keys[0], office_key=office, field_key=field, count=1)
    return made


def scan(citizen: Citizen, slip: str, language: str = "vi") -> None:
    """Open the slip's page and keep what it carries."""
    shown = citizen.get(f"/P/{citizen.code}/{slip}?lang={language}")
    assert named(page(shown), "phieu") == [slip]
    citizen.token = token_in(shown)


def spent(citizen: Citizen) -> int:
    with open_session(citizen.engine, Scope.system("test")) as session:
        return session.scalar(select(func.count()).select_from(SpentSlip)) or 0


def hand_out(citizen: Citizen, *, handed_out: bool) -> None:
    where = {"office_id": citizen.province.offices["19330"], "unit_id": citizen.province.units["19330"]}
    with open_session(citizen.engine, Scope.system("test")) as session:
        session.add(OfficeSlips(valid_from=citizen.clock.now().date(), handed_out=handed_out, **where))
        session.commit()
    citizen.forget()


def test_a_scanned_slip_makes_the_tap_verified_and_tells_its_field(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    scan(citizen, slip)
    assert USED in words(citizen.tap(4, phieu=slip))
    row = citizen.row()
    assert (row.verified, row.field_id, spent(citizen)) == (True, citizen.province.fields["ho-tich"], 1)
    rest = page(citizen.tell())
    assert (named(rest, "field_id"), named(rest, "phieu")) == ([], []), "neither is asked again"


def test_the_page_of_a_slip_chooses_nothing_and_writes_nothing(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    shown = citizen.get(f"/p/{citizen.code.lower()}/{slip.lower()}?diem=1&phieu=X")
    assert named(page(shown), "diem") == ["5", "4", "3", "2", "1"]
    assert named(page(shown), "phieu") == [slip]
    assert shown.headers["Referrer-Policy"] == "strict-origin"
    assert (citizen.book(), spent(citizen)) == ([], 0)
    assert named(page(citizen.scan()), "phieu") == [], "nobody gets the slip of who came before"
    another = a_slip(citizen)
    assert named(page(citizen.get(f"/p/{citizen.code}/{another}")), "phieu") == [another]


@pytest.mark.parametrize("kind", ["wrong", "foreign", "spent"])
def test_a_slip_that_is_worth_nothing_refuses_nothing(citizen: Citizen, kind: str) -> None:
    made = {"wrong": "2" * 16, "foreign": a_slip(citizen, office="461"), "spent": a_slip(citizen)}[kind]
    if kind == "spent":
        scan(citizen, made)
        citizen.tap(5, phieu=made)
    scan(citizen, made)
    said = words(citizen.tap(2, phieu=made))
    assert NOT_USED in said
    assert "Đã ghi: Không hài lòng" in said
    assert sorted(row.verified for row in citizen.book()) == [False] + [True] * (kind == "spent")


def test_what_cannot_be_a_slip_opens_the_page_all_the_same(citizen: Citizen) -> None:
    for written in ("x" * 300, "%00%ff%3Cscript%3E", "a" * 16 + "!", "2" * 15):
        shown = citizen.get(f"/p/{citizen.code}/{written}")
        assert "không đọc được" in words(shown)
        assert named(page(shown), "phieu") == []


@pytest.mark.parametrize("path", ["cham", "them", "xong"])
def test_a_page_of_the_visit_opened_again_shows_the_faces_and_nothing_wrong(citizen: Citizen, path: str) -> None:
    shown = citizen.get(f"/p/{citizen.code}/{path}")
    assert "không đọc được" not in words(shown)
    assert named(page(shown), "diem") == ["5", "4", "3", "2", "1"]


def test_a_hostile_slip_is_never_written_into_a_page_as_it_came(citizen: Citizen) -> None:
    hostile = '"><script>alert(1)</script>'
    citizen.scan()
    assert "<script>alert" not in citizen.post(f"/p/{citizen.code}/cham", {"t": "x", "phieu": hostile}).text
    citizen.tap(1, phieu=hostile)
    for last in (False, True):
        assert "<script>alert" not in citizen.tell(last=last, phieu=hostile, comment="\x07").text


def test_a_page_that_came_back_keeps_its_slip(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    for form in ({"t": "forged", "diem": 4}, {"t": citizen.token}):
        back = citizen.post(f"/p/{citizen.code}/cham", {**form, "phieu": slip})
        assert named(page(back, 422), "phieu") == [slip]
    citizen.token = token_in(back)
    assert USED in words(citizen.tap(4, phieu=slip))


def test_a_retry_and_a_second_tap_change_nothing_about_the_slip(citizen: Citizen) -> None:
    slip, other = a_slip(citizen), a_slip(citizen, "dat-dai")
    scan(citizen, slip)
    citizen.tap(4, phieu=slip)
    for more in ({"phieu": slip, "retry": 1}, {"phieu": slip}, {"phieu": other}, {"phieu": "2" * 16}, {}):
        said = words(citizen.tap(3, **more))
        assert (USED in said, NOT_USED in said) == ("phieu" in more, False)
    assert (citizen.row().verified, citizen.row().field_id) == (True, citizen.province.fields["ho-tich"])
    assert spent(citizen) == 1
    scan(citizen, other)
    assert USED in words(citizen.tap(5, phieu=other)), "a slip shown in vain beside a counted answer is still good"


def test_an_unverified_answer_is_not_made_verified_by_tapping_again(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(4)
    slip = a_slip(citizen)
    assert NOT_USED in words(citizen.tap(5, phieu=slip))
    assert (citizen.row().verified, spent(citizen)) == (False, 0)


def test_eight_taps_at_once_with_one_slip_and_one_page_are_one_verified_answer(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    scan(citizen, slip)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: citizen.tap(4, phieu=slip).status_code, range(8)))
    assert answers == [200] * 8
    assert (citizen.row().verified, citizen.row().changes, spent(citizen)) == (True, 0, 1)


def test_a_slip_is_typed_where_slips_are_handed_out_and_read_however_it_is_typed(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    citizen.scan()
    citizen.tap(4)
    assert named(page(citizen.tell()), "phieu") == [""]
    spaced = " ".join(slip[start : start + 4] for start in range(0, 16, 4)).lower()
    land = citizen.province.fields["dat-dai"]
    assert USED in words(citizen.tell(last=True, comment="Nhanh", phieu=spaced, field_id=land))
    row = citizen.row()
    assert (row.verified, row.field_id, row.comment) == (True, citizen.province.fields["ho-tich"], "Nhanh")
    citizen.tell(last=True, comment="", field_id=land)
    assert citizen.row().field_id == citizen.province.fields["ho-tich"], "the slip's word on the field stands"


def test_nobody_is_asked_for_a_slip_where_none_is_handed_out_but_one_counts(citizen: Citizen) -> None:
    hand_out(citizen, handed_out=False)
    citizen.scan()
    citizen.tap(4)
    assert named(page(citizen.tell()), "phieu") == []
    assert USED in words(citizen.tell(last=True, phieu=a_slip(citizen)))


def test_a_mistyped_slip_can_be_typed_again_on_the_page_of_thanks(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    wrong = slip[:-1] + ("2" if slip[-1] != "2" else "3")
    citizen.scan()
    citizen.tap(4)
    thanks = citizen.tell(last=True, comment="Một câu", phieu=wrong)
    assert NOT_USED in words(thanks)
    assert named(page(thanks), "phieu") == [""]
    again = citizen.tell(last=True, phieu=slip)
    assert USED in words(again)
    assert named(page(again), "phieu") == []
    assert (citizen.row().verified, citizen.row().comment) == (True, "Một câu")


def test_code_and_slip_typed_together_lead_to_the_page_of_the_slip(citizen: Citizen) -> None:
    slip = a_slip(citizen)
    led = citizen.post("/p", {"ma": f"{citizen.code[:4]} {citizen.code[4:]} {slip[:4]}-{slip[4:]}", "lang": "en"})
    assert led.headers["Location"] == f"/p/{citizen.code}/{slip}?lang=en"
    assert citizen.post("/p", {"ma": citizen.code + slip[:-1]}).status_code == 404


def test_a_slip_never_stands_in_the_logs(
    citizen: Citizen, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    slip = a_slip(citizen)
    with caplog.at_level(logging.DEBUG):
        scan(citizen, slip)
        citizen.tap(4, phieu=slip)
        citizen.tell(last=True, phieu=slip)
        citizen.get(f"/p/UNKNOWN/{slip}")
        citizen.get(f"/p/{citizen.code}/{slip}/x")
        citizen.post(f"/p/{citizen.code}/{slip}", {})
    out, err = capfd.readouterr()
    assert slip not in (out + err + caplog.text).upper()


def test_the_night_mixes_the_slips_of_a_day_at_once_and_only_then(citizen: Citizen, clock: StillClock) -> None:
    settings = citizen.app.config["SETTINGS"]

    def unmixed() -> int:
        with open_session(citizen.engine, Scope.system("test")) as session:
            return session.scalar(select(func.count()).where(~SpentSlip.mixed).select_from(SpentSlip)) or 0

    for _ in range(3):
        slip = a_slip(citizen)
        scan(citizen, slip)
        citizen.tap(4, phieu=slip)
    nightly.run(citizen.engine, now=clock.now(), settings=settings)
    assert unmixed() == 3, "no day has closed: mixed one by one they would lie in the order of their coming"
    nightly.run(citizen.engine, now=datetime(2026, 11, 24, 0, 2, tzinfo=ZONE), settings=settings)
    assert unmixed() == 0
    slip = a_slip(citizen)
    scan(citizen, slip)
    citizen.tap(4, phieu=slip)
    citizen.post("/bien-nhan", {"ma": citizen.receipt(), "rut": 1})
    nightly.run(citizen.engine, now=datetime(2026, 11, 24, 12, tzinfo=ZONE), settings=settings)
    assert unmixed() == 1, "the same day settled again mixes nothing"


def visit(citizen: Citizen, unit: str, officer: int, score: int, *, with_slip: bool) -> None:
    """Somebody rates an office and one of its officers the same."""
    citizen.code = citizen.province.codes[unit]
    citizen.scan()
    citizen.tap(score, phieu=a_slip(citizen, office=unit) if with_slip else "")
    citizen.tell(officer_id=officer, q__OF=score)


def test_from_the_paper_to_the_league_slips_decide_what_is_evidence(citizen: Citizen, clock: StillClock) -> None:
    with_slips, without = (citizen.province.officers[unit][0] for unit in ("19330", WITHOUT_SLIPS))
    for score, slip in ((5, True), (4, True), (4, True), (1, False)):
        visit(citizen, "19330", with_slips, score, with_slip=slip)
    for _ in range(4):
        visit(citizen, WITHOUT_SLIPS, without, 5, with_slip=False)
    day = clock.now().date()
    clock.moment += timedelta(days=2)
    with open_session(citizen.engine, Scope.system("look").reading()) as session:
        found = ranking.gather(session, first=day - timedelta(days=364), last=day, now=clock.now())
    (league,) = ranking.work_out(found, replace(ranking.rules_of(day), minimum=3))
    place = {peer.officer_id: number for number, peer in enumerate(league.group.peers)}
    heard, officer, other = league.heard, place[with_slips], place[without]
    assert (heard.evidence[officer], heard.counts[officer], heard.set_aside[officer]) == (
        "verified",
        [0, 0, 0, 2, 1],
        1,
    )
    assert (heard.evidence[other], heard.counts[other], heard.set_aside[other]) == ("unverified", [0, 0, 0, 0, 4], 0)
    assert not league.adjusted.proposed[other], "the best of all, and never proposed without slips"

"""The first page: each person reads what waits for them, with a number and a link; nothing waits, it says so calmly."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.models.case import Case
from khaosat.models.dossier import DossierCount
from khaosat.models.hold import HoldDecision
from khaosat.models.measure import Measure
from khaosat.models.placard_day import PlacardDay
from khaosat.models.seal import SealEntry
from khaosat.policy import Role
from khaosat.services.calendar import every_day
from khaosat.services.upkeep import note_backup
from tests.cast import ROLES, Cast
from tests.conftest import StillClock
from tests.factories.people import person
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, officer, overall
from tests.factories.tokens import READ, WRITE, token
from tests.web.affairs.test_held import answer_id  # noqa: F401  the same held answers
from tests.web.quality import page, statements, text_of
from tests.web.unit.test_comments import written  # noqa: F401  the same comments

HOME = "/hom-nay"
CALM = "Hôm nay không có việc gì đang chờ ông/bà."


def read(cast: Cast, name: str) -> str:
    return text_of(page(cast.browser(name).get(HOME)))


def keep(app: Flask, *rows: Any) -> None:  # noqa: ANN401  rows of any table
    with open_session(app.extensions["engine"], Scope.system("what waits, for a test")) as session:
        session.add_all(rows)
        session.commit()


@pytest.mark.parametrize("name", ROLES)
def test_where_nothing_waits_the_page_is_calm_and_signing_in_leads_there(
    name: str, app: Flask, cast: Cast, province: SmallProvince
) -> None:
    note_backup(app.config["SETTINGS"].instance, at=cast.clock.now())
    fields = province.fields["dat-dai"]
    for key, office in province.offices.items():
        row = DossierCount(office_id=office, decided_by=province.units[key], field_id=fields, month=date(2026, 10, 1),
                           received=1, returned=1, early=0, on_time=1, late=0)  # fmt: skip
        row.unit_id = province.units[key]
        keep(app, row)
    browser = cast.browser(name)
    assert browser.get("/bat-dau").headers["Location"] == HOME
    assert CALM in text_of(page(browser.get(HOME)))
    assert "Nothing waits for you today." in text_of(page(browser.get(HOME + "?lang=en")))


def test_a_unit_head_reads_of_messages_comments_measures_placards_and_releases(
    app: Flask,
    cast: Cast,
    written: SmallProvince,  # noqa: F811  the fixture
) -> None:
    place = {"unit_id": written.units["19330"], "office_id": written.offices["19330"]}
    other = {"unit_id": written.units["19357"], "office_id": written.offices["19357"]}
    for where, number in ((place, 2), (other, 1)):
        for _ in range(number):
            keep(app, Case(id=uuid4(), day=date(2026, 11, 9), state="open", text="x", contact="y", **where))
    due = {"factor": None, "first_day": date(2026, 10, 1), "last_day": date(2026, 12, 31)}
    for day, unit in ((date(2026, 11, 20), "19330"), (date(2027, 3, 1), "19330"), (date(2026, 11, 1), "19357")):
        keep(app, Measure(text="Đặt ghế", due=day, unit_id=written.units[unit], **due))
    for day in every_day(date(2026, 5, 25), date(2026, 10, 2)):
        if day.weekday() < 5:
            placed = {"placard_id": written.placards["19330"], "unit_id": written.units["19330"]}
            keep(app, PlacardDay(day=day, answers=4, **placed))
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 10, 1))
        book.close(place["unit_id"], place["office_id"], "", date(2026, 11, 14), overall(0, 0, 2, 10, 30))
        book.close(other["unit_id"], other["office_id"], "", date(2026, 11, 14), overall(0, 0, 2, 10, 30))
        session.commit()
    tree = page(cast.browser("an").get(HOME))
    text = text_of(tree)
    assert "2 lời nhắn chờ trả lời, cũ nhất từ ngày 9/11/2026." in text
    assert "5 ý kiến chưa đánh dấu đã xử lý." in text
    assert "1 giải pháp cải tiến đến hạn, sớm nhất ngày 20/11/2026." in text
    assert "1 bảng mã im lặng hoặc tăng lạ thường." in text
    assert "1 đợt kết quả mới công bố, số liệu đến ngày 14/11/2026." in text
    links = [a.get("href") or "" for a in tree.findall(".//ul[@class='plain-list card todo']/li/a")]
    assert len(links) == 5
    for link in links:
        page(cast.browser("an").get(link, follow_redirects=True))
    with statements(app.extensions["engine"]) as seen:
        cast.browser("an").get(HOME)
    assert len([one for one in seen if one.lstrip().upper().startswith("SELECT")]) <= 20, "\n".join(seen)
    assert "1 lời nhắn chờ trả lời" in read(cast, "ha")


def test_an_officer_reads_that_there_are_new_results(app: Flask, cast: Cast, province: SmallProvince) -> None:
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 10, 1))
        for number in (0, 1):
            split = f"officer:{province.officers['19330'][number]}"
            here = province.units["19330"], province.offices["19330"]
            book.close(*here, split, date(2026, 11, 18 - number), officer(0, 0, 2, 10, 30))
        session.commit()
    assert "Có kết quả mới về ông/bà, số liệu đến ngày 18/11/2026." in read(cast, "binh")


def test_internal_affairs_reads_of_held_answers_second_signatures_and_rights(
    app: Flask,
    cast: Cast,
    answer_id: str,  # noqa: F811  the fixture
) -> None:
    assert "2 phiếu tạm giữ chờ quyết định, cũ nhất của ngày 15/11/2026." in read(cast, "chi")
    chi, moment = cast.account("chi"), cast.clock.now()
    keep(app, HoldDecision(answer_id=UUID(answer_id), choice="exclude", reason="r", decided_by=chi, decided_at=moment))
    person(app.extensions["engine"], "moi", waiting=[Role.AFFAIRS])
    assert "1 đề nghị loại phiếu" not in read(cast, "chi")  # one's own proposal is for another to confirm
    cuc = read(cast, "cuc")
    assert "1 đề nghị loại phiếu chờ người thứ hai xác nhận." in cuc
    assert "1 phiếu tạm giữ chờ quyết định" in cuc
    assert "1 quyền xem kết quả chờ xác nhận." in cuc
    assert "chờ quyết định" not in read(cast, "giang")  # who inspects decides nothing
    with statements(app.extensions["engine"]) as seen:
        cast.browser("cuc").get(HOME)
    assert len([one for one in seen if one.lstrip().upper().startswith("SELECT")]) <= 20, "\n".join(seen)


def test_an_inspector_reads_of_days_sealed_again(app: Flask, cast: Cast) -> None:
    for sequence, revision in ((1, 1), (2, 2)):
        keep(app, SealEntry(
            sequence=sequence, day=date(2026, 11, 16), revision=revision, answers=1, withdrawn=0, root=b"r",
            previous=b"p", digest=bytes([sequence]), signature=b"s", sealed_at=datetime(2026, 11, 20, 3, tzinfo=UTC),
        ))  # fmt: skip
    assert "1 ngày được niêm phong lại trong bảy ngày qua." in read(cast, "giang")
    assert "niêm phong lại" not in read(cast, "chi")


def test_an_administrator_reads_of_backups_nights_dossiers_and_tokens(
    app: Flask, cast: Cast, clock: StillClock, province: SmallProvince
) -> None:
    assert province
    text = read(cast, "dung")
    assert "Chưa sao lưu lần nào." in text
    assert "6 bộ phận chưa có số hồ sơ tháng 10/2026." in text
    assert "chưa được tính" not in text
    note_backup(app.config["SETTINGS"].instance, at=clock.now() - timedelta(days=8))
    assert "Lần sao lưu gần nhất là ngày 14/11/2026." in read(cast, "dung")
    token(cast, WRITE, last_day=date(2026, 11, 30))
    token(cast, READ, last_day=date(2027, 11, 1))
    keep(app, SealEntry(
        sequence=1, day=date(2026, 11, 10), revision=1, answers=1, withdrawn=0, root=b"r", previous=b"p", digest=b"d",
        signature=b"s", sealed_at=datetime(2026, 11, 12, 3, tzinfo=UTC),
    ))  # fmt: skip
    text = read(cast, "dung")
    assert "9 ngày đã khoá sổ mà chưa được tính và niêm phong" in text
    assert "1 mã truy cập sắp hết hạn, sớm nhất ngày 30/11/2026." in text
    with statements(app.extensions["engine"]) as seen:
        cast.browser("dung").get(HOME)
    assert len([one for one in seen if one.lstrip().upper().startswith("SELECT")]) <= 20, "\n".join(seen)

"""The league taken along: everybody asked for, with the words that belong to it, and an event that says who."""

import csv
import io
import re
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from khaosat.models.league import LeagueLine
from khaosat.services import leagues
from tests.cast import Cast
from tests.factories.league import a_league
from tests.factories.province import WITHOUT_SLIPS, SmallProvince
from tests.web.quality import page, text_of

ADDRESS = "/thi-dua/cong-chuc"
TEXT = ".//{http://www.w3.org/2000/svg}text"


@pytest.fixture
def league(app: Flask, province: SmallProvince) -> int:
    return a_league(app.extensions["engine"], province)


def taken(browser: FlaskClient, kind: str, query: str = "") -> bytes:
    form = page(browser.get(f"{ADDRESS}?{query}")).find(".//form[@class='take no-print']")
    assert form is not None
    token = form.find("input")
    assert token is not None
    answer = browser.post(form.attrib["action"], data={"csrf_token": token.attrib["value"], "tep": kind})
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_holds_everybody_with_the_stored_numbers(app: Flask, cast: Cast, league: int) -> None:
    rows = {row["Mã công chức"]: row for row in table(taken(cast.browser("chi"), "csv"))}
    assert len(rows) == 17
    with open_session(app.extensions["engine"], Scope.system("a test").reading()) as session:
        line = session.get_one(LeagueLine, (league, True, cast.province.officers["461"][0]))
    found = rows["cc-461-1"]
    assert float(found["Điểm đã co về mức chung"]) == line.posterior_mean
    assert (int(found["Hạng, khoảng 95 %: từ"]), int(found["Hạng, khoảng 95 %: đến"])) == (
        line.rank_low,
        line.rank_high,
    )
    assert float(next(found[name] for name in found if name.startswith("Khả năng"))) == pytest.approx(100 * line.p_top)
    assert found["Số phiếu"] == "60"
    assert rows[f"cc-{WITHOUT_SLIPS}-1"]["Phiếu"] == "không xác thực"


def test_of_too_few_answers_no_file_gives_a_number(cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    few = next(row for row in table(taken(browser, "csv")) if row["Mã công chức"] == "cc-so-noi-vu-2")
    assert [few[name] for name in few if name.startswith(("Điểm", "Hạng", "Khả năng"))] == [""] * 6
    said = [str(text.text) for text in fromstring(taken(browser, "svg")).findall(TEXT)]  # noqa: S314  our own picture
    assert "chưa đủ phiếu: 6 phiếu, chưa nêu điểm" in said


def test_the_picture_says_what_it_shows_of_whom_and_when_and_ranks_nobody(cast: Cast, league: int) -> None:
    assert league
    said = [str(text.text) for text in fromstring(taken(cast.browser("chi"), "svg")).findall(TEXT)]  # noqa: S314  our own
    assert said[0] == "Công chức: khoảng thứ hạng, không phải bảng xếp hạng"
    assert said[1].startswith("từ 1/11/2025 đến 31/10/2026")
    assert len([text for text in said if "Công chức mẫu" in text]) == 17
    shown = [text for text in said if re.search(r"hạng \d+–\d+ · [<>]?.?\d+ %", text.replace("\xa0", " "))]
    assert len(shown) == 16
    assert not [text for text in said if re.search(r"[Hh]ạng \d+(?!\d*–)", text)]


def test_the_workbook_is_the_page_s_table_and_says_how_it_was_made(cast: Cast, league: int) -> None:
    assert league
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(cast.browser("chi"), "xlsx", "don-vi=461&hieu-chinh=0")))
    people, how = (list(book.get_sheet_by_index(i).to_python()) for i in (0, 1))
    assert len(people) == 1 + 9
    assert people[0][-1] == "Nếu có hiệu chỉnh"
    notes = " ".join(str(row[0]) for row in how)
    assert "không hiệu chỉnh" in notes
    assert "không phải bảng xếp hạng" in notes
    assert "Tỷ lệ đề nghị nhầm dự kiến" in notes


def test_the_file_goes_on_where_the_page_ends(monkeypatch: pytest.MonkeyPatch, cast: Cast, league: int) -> None:
    assert league
    monkeypatch.setattr(leagues, "PAGE", 5)
    browser = cast.browser("chi")
    assert (
        len(page(browser.get(ADDRESS)).findall(".//table[@class='rows stack league']/tbody/tr/th[@scope='row']")) == 5
    )
    assert len(table(taken(browser, "csv", "trang=2"))) == 17


def test_who_took_what_is_in_the_trail(app: Flask, cast: Cast, league: int) -> None:
    for who in ("chi", "giang"):
        taken(cast.browser(who), "csv")
    with open_session(app.extensions["engine"], Scope.system("a test")) as session:
        events = session.scalars(select(Event).where(Event.act == "results:take").order_by(Event.id)).all()
    assert [(one.subject, one.after) for one in events] == [
        (f"league:{league}", {"period": "2025-11-01--2026-10-31", "file": "csv"})
    ] * 2
    assert "Tải kết quả về" in text_of(page(cast.browser("giang").get("/thi-dua/nhat-ky")))


def test_what_there_is_not_cannot_be_taken(cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    token = page(browser.get(ADDRESS)).find(".//form[@class='take no-print']/input")
    assert token is not None
    sent = {"csrf_token": token.attrib["value"], "tep": "exe"}
    assert browser.post(f"{ADDRESS}/tai-ve", data=sent).status_code == 422
    assert browser.post(f"{ADDRESS}/tai-ve?don-vi=atlantis", data=sent | {"tep": "csv"}).status_code == 404

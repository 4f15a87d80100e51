"""The documents of a year: nine parts in their order, each to whoever may read what is inside, read back by others."""

import io
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from khaosat.jobs import printing
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.movers import NOW
from tests.factories.signed_year import YEAR, signed, told
from tests.web.quality import page, text_of
from tests.web.unit.test_reports_in_libreoffice import on_one_line, pages

PAPERS = f"/thi-dua/{YEAR}/van-ban"
NAMES = ("to-trinh", "danh-sach", "phu-luc", "bao-cao")
OWN, NOTICE = f"/cua-toi/danh-gia/{YEAR}/thong-bao", f"/thi-dua/{YEAR}/ho-so/{{}}/van-ban"
PARTS = (
    "UBND TỈNH QUẢNG TRỊ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: ………/",
    "…………, ngày …… tháng …… năm 2027", "DỰ THẢO", "{kind}", "./.", "Nơi nhận:", "(Chữ ký, dấu hoặc chữ ký số",
)  # fmt: skip  # as they follow one another


def cast_of(app: Flask, clock: StillClock, *, is_signed: bool) -> Cast:
    app.config["WTF_CSRF_ENABLED"] = False
    engine, keys = app.extensions["engine"], app.config["SETTINGS"].keys
    movers = signed(engine, keys) if is_signed else told(engine)
    clock.moment = NOW
    cast = Cast(app, clock, movers.made)
    cast.accounts = dict(movers.accounts)
    return cast


@pytest.fixture
def year(app: Flask, clock: StillClock) -> Cast:
    return cast_of(app, clock, is_signed=True)


def taken(browser: FlaskClient, name: str, unit: str = "") -> bytes:
    answer = browser.post(PAPERS, data={"tep": name, "don-vi": unit})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.get_data())


def words_of(content: bytes) -> str:
    """Every word in the order of the page, tables where they stand."""
    document: Docx = Document(io.BytesIO(content))
    found = (node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
    return re.sub(r"\s+", " ", "\n".join(found))


def in_order(text: str, kind: str) -> None:
    squeezed, place = text.replace(" ", ""), 0
    for part in PARTS:
        wanted = part.format(kind=kind).replace(" ", "")
        # the head's left and right cells stand beside one another, so each is looked for from the start
        place = squeezed.find(wanted, 0 if part in PARTS[:5] else place)
        assert place >= 0, f"{part} is missing or out of order"


def test_every_document_has_the_nine_parts_in_order(year: Cast) -> None:
    chi = year.browser("chi")
    page(chi.get(PAPERS))
    for name, kind in zip(NAMES, ("TỜ TRÌNH", "DANH SÁCH", "PHỤ LỤC", "BÁO CÁO"), strict=True):
        in_order(words_of(taken(chi, f"{name}.docx")), kind)
    assert "Thông báo dạng văn bản (DOCX)" in chi.get(f"/thi-dua/{YEAR}/ho-so/cc-19330-1").get_data(as_text=True)
    notice = chi.post(NOTICE.format("cc-19330-1"))
    in_order(words_of(notice.get_data()), "THÔNG BÁO")


def test_what_the_documents_say(year: Cast) -> None:
    chi = year.browser("chi")
    submission = words_of(taken(chi, "to-trinh.docx"))
    for said in ("Nghị định 335/2025/NĐ-CP", "Đề nghị xếp loại 17 công chức", "của 6 đơn vị", "PHỤ LỤC",
                 "đã cân nhắc kết quả khảo sát", "không ai bị 0 điểm vì ít phiếu"):  # fmt: skip  # words
        assert said in submission, said
    report = words_of(taken(chi, "bao-cao.docx"))
    for said in ("đã ký kết thúc ngày", "Có 1 công chức kiến nghị", "đúng như ông nói", "mã kiểm tra SHA-256",
                 "Bản 1, lập lúc"):  # fmt: skip  # words
        assert said in report, said
    for text in (submission, report):
        assert "Tiếp nhận và trả kết quả" in text
        assert "tiep-nhan" not in text, "a document names groups of duties as pages do"
    own = words_of(year.browser("binh").post(OWN).get_data())
    for said in ("Hoàn thành nhiệm vụ.", "mức trước là không hoàn thành nhiệm vụ", "đúng như ông nói",
                 "Kết quả này là chính thức"):  # fmt: skip  # words
        assert said in own, said
    assert "Tổng điểm theo quy tắc: 58" in own
    numbers = re.findall(r"\d\.\d", own.replace("335/2025", ""))
    assert numbers == [], "decimals have a comma"


def test_the_list_as_a_workbook_reads_back(year: Cast) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken(year.browser("chi"), "danh-sach.xlsx"))).get_sheet_by_index(
        0
    )
    head, *rows = sheet.to_python()
    assert (len(rows), head[0], head[-1]) == (17, "Mã công chức", "Mức chính thức")
    binh = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == "cc-19330-1")
    assert (binh["Tổng điểm"], binh["Mức quyết định"], binh["Mức chính thức"]) == (
        58, "Không hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ",
    )  # fmt: skip  # three cells


def test_a_unit_head_takes_their_own_unit_alone_and_nothing_that_was_decided(year: Cast) -> None:
    an = year.browser("an")
    page(an.get(PAPERS))
    submission = words_of(taken(an, "to-trinh.docx", "19330"))
    assert "UBND PHƯỜNG ĐÔNG GIANG" in submission
    assert "Đề nghị xếp loại 3 công chức" in submission
    assert "cc-19357" not in submission
    assert "Chính thức" not in submission
    rows = CalamineWorkbook.from_filelike(io.BytesIO(taken(an, "danh-sach.xlsx", "19330"))).get_sheet_by_index(0)
    head, *lines = rows.to_python()
    assert {str(line[0])[:8] for line in lines} == {"cc-19330"}
    assert "Mức chính thức" not in head
    for name, unit, status in (("danh-sach.xlsx", "19357", 404), ("bao-cao.docx", "19330", 422),
                               ("danh-sach.docx", "", 422), ("x.docx", "19330", 422)):  # fmt: skip  # a table
        assert an.post(PAPERS, data={"tep": name, "don-vi": unit}).status_code == status, name


def test_nobody_else_s_notice_and_no_group_for_who_hears_appeals(year: Cast) -> None:
    assert year.browser("em").get(PAPERS).status_code == 404
    assert year.browser("em").post(PAPERS, data={"tep": "danh-sach.xlsx"}).status_code == 404
    for name in ("binh", "dung", "thu"):
        assert year.browser(name).get(PAPERS).status_code == 404
    for name in ("an", "binh", "duc", "giang"):
        assert year.browser(name).post(NOTICE.format("cc-19357-1")).status_code == 404
    trail = year.browser("giang")
    taken(trail, "bao-cao.docx")
    assert "bao-cao.docx" in trail.get("/thi-dua/nhat-ky").get_data(as_text=True)


def test_a_notice_before_the_telling_is_not_there_and_names_the_term_after_it(app: Flask, clock: StillClock) -> None:
    cast = cast_of(app, clock, is_signed=False)
    own = words_of(cast.browser("binh").post(OWN).get_data())
    assert "Không hoàn thành nhiệm vụ" in own
    assert "trễ hạn nhiều hồ sơ" in own
    assert re.search(r"đến hết ngày \d+/\d+/2027", own)


@pytest.fixture
def printing_at_once(app: Flask, clock: StillClock) -> Iterator[None]:
    """A worker that lays documents out as soon as they are asked for."""
    settings, engine = app.config["SETTINGS"], app.extensions["engine"]
    jobs = printing.queue(settings, immediate=True)
    work = partial(printing.work, engine=engine, clock=clock, settings=settings)
    app.extensions["prints"] = printing.task(jobs, work)
    yield
    jobs.storage.close()


@pytest.mark.usefixtures("printing_at_once")
def test_a_document_of_many_files_is_laid_out_by_the_worker_and_followed(
    year: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    chi, direct = year.browser("chi"), {}
    for name in NAMES:
        direct[name] = words_of(taken(chi, f"{name}.docx"))
    monkeypatch.setattr("khaosat.web.appraisal.papers.MANY", 16)
    for name in NAMES:
        answer = chi.post(PAPERS, data={"tep": f"{name}.docx"})
        assert answer.status_code == 303
        follow = answer.headers["Location"]
        shown = chi.get(follow)
        page(shown)
        assert 'data-progress="ended"' in shown.text
        fetched = chi.get(f"{follow}/tep")
        assert f"{name}-{YEAR}.docx" in fetched.headers["Content-Disposition"]
        assert words_of(fetched.data) == direct[name], "the same words on either way"
    assert text_of(page(chi.get(PAPERS))).count("Đã xong") == len(NAMES)
    assert taken(chi, "danh-sach.xlsx"), "a workbook waits for nobody"
    assert taken(chi, "danh-sach.docx", "19330"), "nor do a few files"
    for name in ("cuc", "an", "giang", "em", "binh"):
        assert year.browser(name).get(follow).status_code == 404, name
        assert year.browser(name).get(f"{follow}/tep").status_code == 404, name
    assert chi.get(follow.replace(f"/{YEAR}/", "/2025/")).status_code == 404
    assert "bao-cao.docx" in year.browser("giang").get("/thi-dua/nhat-ky").text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_each_with_its_head_on_its_lines(year: Cast, tmp_path: Path) -> None:
    chi = year.browser("chi")
    files = {f"{name}.docx": taken(chi, f"{name}.docx") for name in NAMES}
    files["thong-bao.docx"] = bytes(chi.post(NOTICE.format("cc-19330-1")).get_data())
    files["danh-sach.xlsx"] = taken(chi, "danh-sach.xlsx")
    for name, content in files.items():
        found = pages(content, name, tmp_path)
        assert all(text.strip() for text in found), f"an empty page in {name}"
        if name.endswith("docx"):
            for whole in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
                assert on_one_line(whole, found[0]), f"{name}: {whole} is broken over lines"

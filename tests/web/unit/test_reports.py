"""A unit's report: the nine parts in their order, only what was released, and who asked in the trail."""

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.jobs import printing
from khaosat.models.event import Event
from khaosat.models.unit import UnitVersion
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, overall
from tests.web.desk import post
from tests.web.quality import page, text_of
from tests.web.unit.test_results import released  # noqa: F401  the same releases

HERE = "/ket-qua/19330"


@pytest.fixture
def busy(cast: Cast) -> Iterator[Cast]:
    """The cast, and a worker that lays reports out at once."""
    settings, engine = cast.app.config["SETTINGS"], cast.app.extensions["engine"]
    jobs = printing.queue(settings, immediate=True)
    work = partial(printing.work, engine=engine, clock=cast.clock, settings=settings)
    cast.app.extensions["prints"] = printing.task(jobs, work)
    yield cast
    jobs.storage.close()


def reported(browser: FlaskClient, unit: str = HERE, query: str = "", kind: str = "so-ket") -> Docx:
    page(browser.get(f"{unit}/bao-cao{query}"))
    answer = post(browser, f"{unit}/bao-cao{query}", {"loai": kind})
    assert answer.status_code == 303, answer.text
    follow = answer.headers["Location"]
    tree = page(browser.get(follow))
    assert re.search(r"/20\d\d", tree.findtext(".//h1", "")), "the period is named in words"
    assert [part.get("data-progress") for part in tree.iter("section")] == ["ended"], text_of(tree)
    fetched = browser.get(f"{follow}/tep")
    assert ".docx" in fetched.headers["Content-Disposition"]
    return Document(io.BytesIO(fetched.data))


def said(docx: Docx) -> list[str]:
    """What the document says, top to bottom, its cells as they come."""
    lines: list[str] = []
    for block in docx.iter_inner_content():
        cells = [cell.text for row in block.rows for cell in row.cells] if isinstance(block, Table) else [block.text]
        lines += [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]
    return lines


def in_order(lines: list[str], *wanted: str) -> list[int]:
    return [next(place for place, line in enumerate(lines) if line.startswith(text)) for text in wanted]


def test_the_nine_parts_stand_in_their_order_and_what_a_person_completes_is_blank(
    busy: Cast, released: SmallProvince  # noqa: F811  the fixture
) -> None:  # fmt: skip  # the note belongs to its line
    assert released
    lines = said(reported(busy.browser("an")))
    parts = in_order(
        lines, "UBND THÀNH PHỐ ĐÔNG HÀ", "UBND PHƯỜNG ĐÔNG GIANG", "Số: …", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "…………, ngày …… tháng …… năm 2026", "DỰ THẢO", "BÁO CÁO",
        "Sơ kết kết quả khảo sát sự hài lòng từ tháng 9/2026", "Căn cứ", "I. Tình hình", "II. Kết quả", "III. Cá nhân",
        "IV. Các yếu tố", "V. Đi lại", "VI. Diễn biến", "VII. Chia theo", "VIII. Giải pháp", "Nơi nhận:",
        "- UBND thành phố Đông Hà", "THỦ TRƯỞNG ĐƠN VỊ", "(Chữ ký, dấu", "PHỤ LỤC",
    )  # fmt: skip  # a table of contents
    assert parts == sorted(parts)
    assert lines[parts[18] - 1].endswith("./.")


def test_paper_margins_fonts_and_the_page_number_are_the_annex_s(busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    docx = reported(busy.browser("an"), kind="tong-ket")
    section = docx.sections[0]
    assert [round((length or 0) / Mm(1)) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    for margin, (least, most) in zip(margins, ((20, 25), (20, 25), (30, 35), (15, 20)), strict=True):
        assert least <= round((margin or 0) / Mm(1)) <= most
    sizes = {run.font.size for paragraph in docx.paragraphs for run in paragraph.runs if run.text.strip()}
    assert sizes <= {Pt(12), Pt(13), Pt(14)}
    assert docx.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_header.paragraphs[0]._p.xml
    pictures = [shape._inline.docPr for shape in docx.inline_shapes]
    assert len(pictures) == 4
    assert all(one.get("descr") and one.get("title") for one in pictures)
    assert "Tổng kết kết quả" in docx.core_properties.title


def test_measures_stand_in_it_done_and_carried_and_the_trail_says_who_asked(
    app: Flask, busy: Cast, released: SmallProvince  # noqa: F811  the fixture
) -> None:  # fmt: skip  # the note belongs to its line
    assert released
    an = busy.browser("an")
    for text in ("# [hình: tong] {{ r }}", "Gọi điện báo"):
        post(an, f"{HERE}/giai-phap", {"text": text, "factor": "A", "ky": "quy-4-2026", "due": "2026-12-15"})
    post(an, f"{HERE}/giai-phap/1/xong", {"done_on": "2026-11-20", "outcome": "Đã đặt\n12 ghế"})
    post(an, f"{HERE}/giai-phap/2/chuyen", {})
    rows = [[cell.text for cell in row.cells] for table in reported(an).tables for row in table.rows]
    assert ["# [hình: tong] {{ r }}", "15/12/2026", "Xong 20/11/2026: Đã đặt\n12 ghế", ""] in rows
    assert ["Gọi điện báo", "15/12/2026", "Chuyển kỳ sau", "sang quý I/2027"] in rows
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        events = session.scalars(select(Event).where(Event.act == "results:take")).all()
    assert [(one.actor, one.subject, one.after) for one in events] == [
        ("an", "unit:19330", {"period": "2026-09_2026-11", "file": "so-ket.docx"})
    ]


def test_an_empty_unit_one_answer_and_a_name_of_forty_letters_are_good_reports(
    app: Flask, busy: Cast, released: SmallProvince  # noqa: F811  the fixture
) -> None:  # fmt: skip  # the note belongs to its line
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        row = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == released.units["con-co"])).one()
        row.name = "[bảng: chung] UBND huyện đảo thử tên dài"
        session.commit()
    chi = busy.browser("chi")
    empty = said(reported(chi, "/ket-qua/con-co"))
    assert "Trong kỳ này đơn vị và các đơn vị trực thuộc không có Bộ phận tiếp nhận" in " ".join(empty)
    assert "Đơn vị chưa ghi giải pháp nào" in " ".join(empty)
    province = said(reported(chi, "/ket-qua/QT"))
    assert in_order(province, "UBND TỈNH QUẢNG TRỊ", "VIII. Các đơn vị trực thuộc", "UBND thành phố Đông Hà")
    assert not any(line.startswith("- UBND") for line in province)


def test_the_report_is_vietnamese_whatever_the_page_is_read_in(busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    an = busy.browser("an")
    assert "Interim report" in text_of(page(an.get(f"{HERE}/bao-cao?lang=en")))
    assert "Rất hài lòng" in said(reported(an))


def test_another_unit_s_report_and_another_person_s_order_do_not_exist(busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    an, ha = busy.browser("an"), busy.browser("ha")
    assert post(ha, f"{HERE}/bao-cao", {}).status_code == 404
    follow = post(an, f"{HERE}/bao-cao", {}).headers["Location"]
    assert ha.get(follow).status_code == 404
    assert ha.get(follow.replace("19330", "19357")).status_code == 404
    assert busy.browser("chi").get(f"{follow}/tep").status_code == 404
    page(an.get(f"{HERE}/bao-cao/{'0' * 32}"), 404)


def test_every_picture_of_the_page_is_fetched_as_png(busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    from PIL import Image  # noqa: PLC0415  only this test looks at pixels

    assert released
    an = busy.browser("an")
    links = [a.get("href", "") for a in page(an.get(HERE)).iter("a") if ".png" in a.get("href", "")]
    assert len(links) == 5
    for link in links:
        fetched = an.get(link)
        assert fetched.status_code == 200, link
        drawn = Image.open(io.BytesIO(fetched.data))
        assert fetched.mimetype == "image/png"
        assert drawn.width > 900
        assert len(set(drawn.convert("L").tobytes())) > 8, "nothing is drawn"
    assert an.get(f"{HERE}/hinh/khong-co.png").status_code == 404


def test_one_answer_is_told_in_words_and_in_no_number(app: Flask, busy: Cast, province: SmallProvince) -> None:
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 9, 1))
        book.close(province.units["19333"], province.offices["19333"], "", date(2026, 9, 30), overall(0, 0, 0, 0, 1))
        session.commit()
    docx = reported(busy.browser("chi"), "/ket-qua/19333")
    lines = said(docx)
    assert "Tỷ lệ hài lòng không nêu: chưa đủ phiếu (dưới 5)." in lines
    assert not [line for line in lines if re.search(r"\d,\d", line)], "no figure follows from one answer"
    assert not any(shape._inline.docPr.get("title") == "Mọi người chấm thế nào" for shape in docx.inline_shapes)

"""The questionnaire on paper: every question and box is there, the code is read, nothing of the machine is used."""

import re
import zlib

import pypdfium2
import pytest

from khaosat.documents.paper_form import PaperForm, PaperQuestion, paper_pdf
from khaosat.documents.placards import Poster

PLACARD = Poster(
    address="https://KHAOSAT.EXAMPLE.VN/P/QT7K2AB",
    printed_address="khaosat.example.vn/p",
    code="QT7K2AB",
    unit_name="UBND phường Đông Giang",
    parent_name="UBND thành phố Đông Hà",
    office_name="Bộ phận Một cửa UBND phường Đông Giang",
    counter_label=None,
    issued_on="27/11/2026",
    version="3",
    demo=False,
    bookmark="UBND phường Đông Giang",
)
QUESTIONS = (PaperQuestion(1, "Ông/Bà hài lòng ở mức nào?", may_skip=False), PaperQuestion(2, "Góp ý", may_skip=True))


def form(
    questions: tuple[PaperQuestion, ...] = QUESTIONS, fields: tuple[str, ...] = ("Hộ tịch", "Đất đai")
) -> PaperForm:
    return PaperForm(PLACARD, "Phiếu ngắn", questions, fields, "short.1")


def words(pdf: bytes, page: int = 0) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range().split())


def test_everything_that_is_asked_stands_on_one_page_with_office_and_code() -> None:
    pdf = paper_pdf([form(), form()])
    assert len(pypdfium2.PdfDocument(pdf)) == 2
    text = words(pdf)
    for said in (
        "Bộ phận Một cửa UBND phường Đông Giang", "Ông/Bà hài lòng ở mức nào?", "chưa từng góp ý", "Rất không",
        "Hộ tịch", "Đất đai", "Xin đừng ghi thông tin cá nhân", "đừng đưa cho cán bộ ở quầy", "khaosat.example.vn/p",
        "chỉ Sở Nội vụ và Thanh tra xem", "short.1",
    ):  # fmt: skip  # a list of words
        assert said in text, said
    assert "minh hoạ" not in text


def test_twenty_three_questions_and_fourteen_fields_still_fit_one_page() -> None:
    said = "Trang thiết bị phục vụ người dân đầy đủ, còn tốt"
    many = tuple(PaperQuestion(k, said, may_skip=False) for k in range(1, 24))
    pdf = paper_pdf([form(many, tuple(f"Lĩnh vực số {k}" for k in range(14)))])
    assert len(pypdfium2.PdfDocument(pdf)) <= 2  # the long questionnaire of a yearly round may take the back as well


def test_the_same_forms_make_the_same_bytes_and_none_make_no_page() -> None:
    assert paper_pdf([form()]) == paper_pdf([form()])
    with pytest.raises(ValueError, match="no forms"):
        paper_pdf([])


def test_no_font_but_our_own_is_in_the_file() -> None:
    pdf = paper_pdf([form()])
    packed = [stream.strip(b"\r\n") for stream in re.findall(rb"stream(.*?)endstream", pdf, re.DOTALL)]
    inflated = b"".join(zlib.decompress(stream) for stream in packed if stream.startswith(b"\x78"))
    fonts = set(re.findall(rb"/FontName\s*/([\w+-]+)", pdf + inflated))
    assert {name.split(b"+")[-1].split(b"-")[0] for name in fonts} == {b"Roboto"}

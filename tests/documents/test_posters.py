"""The poster that hangs in the office: read by a machine, measured, and never cut off."""

import re
import unicodedata
import zlib
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from khaosat.documents import Poster, code_groups, posters_pdf

MILLIMETRE = 72 / 25.4
LONG = "Sở Nông nghiệp và Phát triển nông thôn Q"
POSTER = Poster(
    address="https://KHAOSAT.QUANGTRI.GOV.VN/P/7KQ4M2XA",
    printed_address="khaosat.quangtri.gov.vn/p",
    code="7KQ4M2XA",
    unit_name="UBND phường Đông Giang",
    parent_name="UBND thành phố Đông Hà",
    office_name="Bộ phận tiếp nhận và trả kết quả",
    counter_label=None,
    issued_on="22/11/2026",
    version="3",
    demo=False,
    bookmark="UBND phường Đông Giang · Quầy 1",
)
CROWDED = replace(
    POSTER,
    unit_name=LONG,
    parent_name=LONG,
    office_name=LONG,
    counter_label=LONG,
    address="https://KHAOSAT-HAILONG.QUANGTRI-TINH.GOV.VN:8443/P/7KQ4M2XA9",
    printed_address="khaosat-hailong.quangtri-tinh.gov.vn:8443/p",
    code="7KQ4M2XA9",
    demo=True,
)


def opened(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


def text_of(pdf: bytes, page: int = 0) -> str:
    text = opened(pdf)[page].get_textpage().get_text_range()
    return " ".join(unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_each_page_of_a_pack_says_its_own_address() -> None:
    codes = [f"7KQ4M2{k:02d}" for k in range(5)]
    placards = [replace(POSTER, code=code, address=f"https://KHAOSAT.GOV.VN/P/{code}") for code in codes]
    pdf = opened(posters_pdf([*placards, CROWDED]))
    found = [zxingcpp.read_barcodes(page.render(scale=1).to_pil()) for page in pdf]
    assert [[code.text for code in page] for page in found] == [[placard.address] for placard in [*placards, CROWDED]]


@pytest.mark.parametrize("poster", [POSTER, CROWDED])
def test_the_symbol_is_ten_centimetres_wide_and_its_modules_two_millimetres(poster: Poster) -> None:
    scale = 3
    (code,) = zxingcpp.read_barcodes(opened(posters_pdf([poster]))[0].render(scale=scale).to_pil())
    width = (code.position.top_right.x - code.position.top_left.x) / scale / MILLIMETRE
    assert width >= 100
    assert width / 45 >= 2, "even version 7 keeps its modules"


@pytest.mark.parametrize("poster", [POSTER, CROWDED])
def test_one_placard_is_one_a4_page_with_every_name_whole(poster: Poster) -> None:
    pdf = posters_pdf([poster])
    assert len(opened(pdf)) == 1
    assert [round(side / MILLIMETRE) for side in opened(pdf)[0].get_size()] == [210, 297]
    text = text_of(pdf)
    for words in (poster.unit_name, poster.parent_name, poster.office_name, poster.printed_address):
        assert words in text
    assert "Ông/Bà hài lòng chứ? Chạm một lần là xong." in text
    assert "Chỉ tin địa chỉ này" in text
    assert "10 giây" in text
    assert "Bản 3" in text
    assert "Phát hành 22/11/2026" in text
    assert poster.code in text.replace(" ", "")


def test_even_a_name_of_ninety_letters_keeps_to_its_page() -> None:
    name = "Văn phòng Đăng ký đất đai chi nhánh huyện đảo Cồn Cỏ và các xã bãi ngang ven biển phía bắc"
    poster = replace(CROWDED, unit_name=name, parent_name=name, office_name=name, counter_label=name)
    pdf = posters_pdf([poster])
    assert len(opened(pdf)) == 1
    assert text_of(pdf).count(name) == 4


def test_nothing_is_printed_outside_the_margins() -> None:
    page = opened(posters_pdf([CROWDED]))[0].render(scale=1).to_pil().convert("L")
    left, top, right, bottom = page.point(lambda grey: 255 * (grey < 250)).getbbox()
    width, height = page.size
    assert min(left, top, width - right, height - bottom) >= 5 * MILLIMETRE


def test_demonstration_data_says_so_and_real_data_does_not() -> None:
    assert "Dữ liệu minh hoạ" in text_of(posters_pdf([CROWDED]))
    assert "minh hoạ" not in text_of(posters_pdf([POSTER]))


def test_the_outline_has_an_entry_for_each_page() -> None:
    placards = [replace(POSTER, bookmark=f"Đơn vị {k}") for k in range(3)]
    entries = list(opened(posters_pdf(placards)).get_toc())
    assert [(entry.get_title(), entry.get_dest().get_index()) for entry in entries] == [
        ("Đơn vị 0", 0),
        ("Đơn vị 1", 1),
        ("Đơn vị 2", 2),
    ]


def test_only_roboto_is_embedded() -> None:
    pdf = posters_pdf([CROWDED])
    inflated = pdf + b"".join(streams(pdf))
    fonts = set(re.findall(rb"/FontName\s*/([\w+-]+)", inflated))
    assert fonts
    assert {name.split(b"+")[-1].split(b"-")[0] for name in fonts} == {b"Roboto"}


def streams(pdf: bytes) -> list[bytes]:
    """What the file holds compressed, object streams among them."""
    parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"\x78"]


def test_words_from_people_are_words_and_not_markup() -> None:
    name = "#panic[x] *đậm* $y$ \\ <a>"
    assert name in text_of(posters_pdf([replace(POSTER, unit_name=name)]))


def test_the_same_placards_make_the_same_bytes() -> None:
    assert posters_pdf([POSTER, CROWDED]) == posters_pdf([POSTER, CROWDED])


def test_a_province_is_printed_whole() -> None:
    placards = [replace(POSTER, code=f"7KQ4M{k:03d}", address=f"https://K.VN/P/7KQ4M{k:03d}") for k in range(170)]
    pdf = posters_pdf(placards)
    assert len(opened(pdf)) == 170


def test_no_placards_are_refused() -> None:
    with pytest.raises(ValueError, match="no placards"):
        posters_pdf([])


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("7KQ4M2XA", ["7KQ4", "M2XA"]),
        ("7KQ4M2X", ["7KQ4", "M2X"]),
        ("7KQ4M2XA9", ["7KQ", "4M2", "XA9"]),
        ("7KQ-4M2", ["7KQ", "4M2"]),
        ("AB", ["AB"]),
    ],
)
def test_codes_are_read_in_even_groups(code: str, groups: list[str]) -> None:
    assert code_groups(code) == groups

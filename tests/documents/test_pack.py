"""The pack: everything an office hangs, sets up and hands out, in one file, each code read again before."""

import io
import pickle
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from config import ZONE
from khaosat.documents import (
    KINDS,
    Poster,
    SlipSheet,
    UnreadableError,
    check_pdf,
    pack_pdf,
    pack_pictures,
    placard_pack,
    posters_pdf,
    qr_matrix,
    read_pdf,
    slips_pdf,
)
from khaosat.documents.checking import check_pictures
from khaosat.services.placards import PlacardLine
from khaosat.services.slips import new_slips
from tests.documents.test_posters import CROWDED, LONG, MILLIMETRE, POSTER, streams

OTHER = replace(POSTER, code="8KQ4M2XA", address=POSTER.address[:-8] + "8KQ4M2XA", unit_name="UBND phường 1",
                parent_name="UBND thị xã Quảng Trị", counter_label="Quầy 2")  # fmt: skip
SLIPS = new_slips(bytes(32), office_key="19330", field_key="ho-tich", count=14)
SHEET = SlipSheet(
    replace(POSTER, code="7KQ4M2X", address="https://KHAOSAT.QUANGTRI.GOV.VN/P/7KQ4M2X"), "Hộ tịch", SLIPS
)
CROWDED_SHEET = SlipSheet(CROWDED, LONG, SLIPS[:3])
ISSUED = datetime(2026, 11, 22, 9, tzinfo=ZONE)
LINE = PlacardLine(1, "7KQ4M2X", 1, 1, "19330", "Bộ phận một cửa", None, "UBND phường Đông Giang",
                   "UBND thành phố Đông Hà", None, None, ISSUED, None, None)  # fmt: skip


def opened(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


def text_of(pdf: bytes, page: int) -> str:
    text = opened(pdf)[page].get_textpage().get_text_range()
    return " ".join(unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").split())


def symbols(pdf: bytes, page: int, scale: float = 3) -> list[tuple[float, int]]:
    """Width in millimetres and modules a side of each code on the page."""
    found = zxingcpp.read_barcodes(opened(pdf)[page].render(scale=scale).to_pil())
    sizes = []
    for code in found:
        corners = (code.position.top_left, code.position.top_right, code.position.bottom_left)
        width = max(c.x for c in corners) - min(c.x for c in corners)
        sizes.append((width / scale / MILLIMETRE, len(qr_matrix(code.text))))
    return sizes


def test_a_pack_has_the_three_sheets_of_each_placard_and_every_code_on_them() -> None:
    found = list(read_pdf(pack_pdf([POSTER, OTHER])))
    assert found == [(p.address,) * n for p in (POSTER, OTHER) for n in (1, 1, 2)]
    assert list(read_pdf(pack_pdf([OTHER], ["desk", "a4"]))) == [(OTHER.address,), (OTHER.address,) * 2]


def test_the_outline_leads_to_units_and_below_them_to_sheets() -> None:
    second_counter = replace(OTHER, counter_label="Quầy 3")
    outline = [
        (e.level, e.get_title(), e.get_dest().get_index())
        for e in opened(pack_pdf([POSTER, OTHER, second_counter])).get_toc()
    ]
    assert outline[:5] == [
        (0, "UBND phường Đông Giang · UBND thành phố Đông Hà", 0),
        (1, "Áp phích A4", 0),
        (1, "Thẻ A5", 1),
        (1, "Thẻ để bàn", 2),
        (0, "UBND phường 1 · UBND thị xã Quảng Trị", 3),
    ]
    assert [title for level, title, _ in outline if level == 0] == [outline[0][1], outline[4][1]]
    assert outline[-1] == (1, "Thẻ để bàn · Quầy 3", 8)


@pytest.mark.parametrize("poster", [POSTER, CROWDED], ids=["plain", "crowded"])
@pytest.mark.parametrize(("kind", "paper", "least", "codes"), [
    ("a4", (210, 297), 100, 1), ("a5", (148, 210), 60, 1), ("desk", (210, 297), 40, 2),
])  # fmt: skip
def test_sheets_have_their_size_and_codes_fit_the_reading_distance(
    poster: Poster, kind: str, paper: tuple[int, int], least: float, codes: int
) -> None:
    pdf = pack_pdf([poster], [kind])
    assert tuple(round(side / MILLIMETRE) for side in opened(pdf)[0].get_size()) == paper
    sizes = symbols(pdf, 0)
    assert len(sizes) == codes
    for width, modules in sizes:
        assert width >= least - 0.4, "a tenth of the reading distance, measured to a pixel"
        assert width / modules >= (2 if kind == "a4" else 0.8)


@pytest.mark.parametrize("poster", [POSTER, CROWDED], ids=["plain", "crowded"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_one_page_with_every_word_on_it(poster: Poster, kind: str) -> None:
    pdf = pack_pdf([poster], [kind])
    assert len(opened(pdf)) == 1
    text = text_of(pdf, 0)
    theirs = (poster.unit_name, poster.parent_name, poster.printed_address, "Bản 3", "22/11/2026")
    ours = ("Ông/Bà hài lòng chứ?", "Chạm một lần là xong.", "10 giây", "Chỉ tin địa chỉ này", "Rất không")
    assert [words for words in theirs + ours if words not in text] == []
    assert poster.code in text.replace(" ", "")
    assert ("Dữ liệu minh hoạ" in text) is poster.demo


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_off_a_sheet_or_over_something_else(kind: str) -> None:
    page = opened(pack_pdf([CROWDED], [kind]))[0].render(scale=2).to_pil().convert("L")
    margin = round(4.5 * MILLIMETRE * 2)
    width, height = page.size
    if kind == "desk":  # its folds run across the whole sheet
        assert page.crop((0, 0, margin, height)).resize((1, height)).point(lambda g: 255 * (g < 100)).getbbox() is None
        assert page.crop((0, 0, width, margin)).getextrema() == (255, 255)
    else:
        left, top, right, bottom = page.point(lambda grey: 255 * (grey < 250)).getbbox()
        assert min(left, top, width - right, height - bottom) >= margin


def test_the_two_faces_of_the_desk_card_stand_upright_when_folded() -> None:
    codes = zxingcpp.read_barcodes(opened(pack_pdf([POSTER], ["desk"]))[0].render(scale=2).to_pil())
    upright, turned = sorted(codes, key=lambda code: abs(code.orientation))
    assert (upright.orientation, abs(turned.orientation)) == (0, 180)
    ridge = (297 - 2 * 92) * MILLIMETRE * 2
    assert turned.position.top_left.y < ridge < upright.position.top_left.y


def test_only_roboto_is_embedded_in_any_sheet() -> None:
    for pdf in (pack_pdf([CROWDED]), slips_pdf([CROWDED_SHEET])):
        fonts = set(re.findall(rb"/FontName\s*/([\w+-]+)", pdf + b"".join(streams(pdf))))
        assert {name.split(b"+")[-1].split(b"-")[0] for name in fonts} == {b"Roboto"}


def test_slips_stand_twelve_a_page_each_with_its_own_code() -> None:
    pdf = slips_pdf([SHEET, CROWDED_SHEET])
    assert [len(found) for found in read_pdf(pdf, many=True)] == [12, 2, 3]
    said = [text for found in read_pdf(pdf, many=True) for text in found]
    assert sorted(said) == sorted([*map(SHEET.address, SLIPS), *map(CROWDED_SHEET.address, SLIPS[:3])])
    assert next(entry.get_title() for entry in opened(pdf).get_toc()) == "UBND phường Đông Giang · Hộ tịch"


@pytest.mark.parametrize("sheet", [SHEET, CROWDED_SHEET], ids=["plain", "crowded"])
def test_a_slip_can_be_typed_and_its_modules_are_large_enough(sheet: SlipSheet) -> None:
    pdf = slips_pdf([sheet])
    text = text_of(pdf, 0).replace(" ", "")
    assert all(slip in text for slip in sheet.slips[:12])
    assert sheet.placard.code in text
    for words in (sheet.placard.unit_name, sheet.field_name, sheet.placard.printed_address):
        assert words.replace(" ", "") in text
    for width, modules in symbols(pdf, 0, scale=4):
        assert width / modules >= 0.8 - 0.02


def test_no_slip_runs_into_its_neighbour() -> None:
    sheet = replace(CROWDED_SHEET, slips=SLIPS[:12])
    page = opened(slips_pdf([sheet]))[0].render(scale=2).to_pil().convert("L")
    width, height = page.size
    cells = [(round(column * width / 2), round(row * height / 6)) for row in range(6) for column in range(2)]
    for x, y in cells:
        left, top, right, bottom = x + 3, y + 3, x + width // 2 - 3, y + height // 6 - 3  # beside the dotted lines
        sides = (left, top, right, top + 9), (left, bottom - 9, right, bottom)
        ends = (left, top, left + 9, bottom), (right - 9, top, right, bottom)
        assert [side for side in sides + ends if page.crop(side).getextrema() != (255, 255)] == []


def test_a_code_that_says_something_else_stops_the_printing() -> None:
    pdf = posters_pdf([POSTER, OTHER])
    assert check_pdf(pdf, [[POSTER.address], [OTHER.address]]) == pdf
    wrong: Sequence[Sequence[Sequence[str]]] = (
        [[POSTER.address], [POSTER.address]],
        [[POSTER.address]],
        [[POSTER.address], [OTHER.address], [OTHER.address]],
        [[POSTER.address], [OTHER.address] * 2],
        [[POSTER.address], []],
    )
    pages = []
    for expected in wrong:
        with pytest.raises(UnreadableError) as caught:
            check_pdf(pdf, expected)
        pages.append(caught.value.page)
    assert pages == [2, 2, 3, 2, 2]


def test_the_check_stands_between_the_pen_and_whoever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from khaosat.documents import placards  # noqa: PLC0415  the module whose pen is made to slip

    def slipping(address: str) -> dict[str, object]:
        return {**real(address[:-1] + ("A" if address[-1] != "A" else "B")), "address": address}

    real = placards.drawn_code
    monkeypatch.setattr(placards, "drawn_code", slipping)
    for print_it in (posters_pdf, pack_pdf, lambda some: pack_pictures(some, ["a5"], "svg")):
        with pytest.raises(UnreadableError):
            print_it([POSTER])


@pytest.mark.parametrize("form", ["svg", "png"])
def test_sheets_are_to_be_had_as_pictures(form: str) -> None:
    made = placard_pack.pictures([LINE], public_url="https://khaosat.example", demo=False, form=form)  # type: ignore[arg-type]  # one of the two
    with ZipFile(io.BytesIO(made)) as folder:
        assert folder.namelist() == [f"19330/7KQ4M2X-{kind}.{form}" for kind in KINDS]
        first = folder.read(folder.namelist()[0])
    if form == "png":
        picture = Image.open(io.BytesIO(first))
        assert picture.size in {(1240, 1754), (1241, 1754)}
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["https://KHAOSAT.EXAMPLE/P/7KQ4M2X"]
    else:
        assert first.startswith(b"<svg")
        assert b"<text" not in first, "letters are drawn: no font is missed anywhere"
        check_pictures([first], "svg", [["https://KHAOSAT.EXAMPLE/P/7KQ4M2X"]])
        with pytest.raises(UnreadableError):
            check_pictures([first], "svg", [["https://KHAOSAT.EXAMPLE/P/7KQ4M2Y"]])


def test_the_same_placards_make_the_same_bytes_in_every_form() -> None:
    assert pack_pdf([POSTER, CROWDED]) == pack_pdf([POSTER, CROWDED])
    assert slips_pdf([SHEET]) == slips_pdf([SHEET])
    zips = [placard_pack.pictures([LINE], public_url="https://a.b", demo=True, form="svg") for _ in range(2)]
    assert zips[0] == zips[1]


def test_a_row_of_the_database_becomes_its_sheets() -> None:
    heard: list[tuple[int, int]] = []
    pdf = placard_pack.pack(
        [LINE], public_url="https://khaosat.example", demo=False, kinds=["a5", "desk"],
        progress=lambda done, of: heard.append((done, of)),
    )  # fmt: skip
    assert list(read_pdf(pdf)) == [("https://KHAOSAT.EXAMPLE/P/7KQ4M2X",), ("https://KHAOSAT.EXAMPLE/P/7KQ4M2X",) * 2]
    assert heard == [(1, 2), (2, 2)]
    sheet = placard_pack.slip_sheet(
        LINE, public_url="https://khaosat.example", demo=False, field_name="Hộ tịch", slips=SLIPS
    )
    assert sheet.address(SLIPS[0]) == f"https://KHAOSAT.EXAMPLE/P/7KQ4M2X/{SLIPS[0]}"


def test_nothing_and_unknown_sheets_are_refused() -> None:
    for wrong in ([], [replace(SHEET, slips=())]):
        with pytest.raises(ValueError, match="no slips"):
            slips_pdf(wrong)
    with pytest.raises(ValueError, match="no placards"):
        pack_pdf([])
    with pytest.raises(ValueError, match="a3"):
        pack_pdf([POSTER], ["a3"])


def test_a_province_is_printed_and_read_again() -> None:
    offices = [
        replace(POSTER, code=f"7KQ4M{k:03d}", address=f"https://K.VN/P/7KQ4M{k:03d}", unit_name=f"UBND xã {k}")
        for k in range(170)
    ]
    pdf = pack_pdf(offices)
    assert len(opened(pdf)) == 3 * 170


def test_a_selection_too_large_for_one_pen_comes_in_the_order_it_was_asked_for() -> None:
    lines = [replace(LINE, code=f"7KQ4M2{letter}", office_key=letter) for letter in "ABCDEFGHJKL"]
    told: list[tuple[int, int]] = []
    how = {"public_url": "https://khaosat.example", "demo": False, "kinds": ("a5",)}
    made = placard_pack.pictures(lines, form="svg", progress=lambda *far: told.append(far), **how)  # type: ignore[arg-type]  # its own keywords
    assert ZipFile(io.BytesIO(made)).namelist() == [f"{line.office_key}/{line.code}-a5.svg" for line in lines]
    assert told == [(5, 11), (10, 11), (11, 11)]


def test_a_code_that_says_something_else_in_another_process_is_the_same_error_here() -> None:
    error = pickle.loads(pickle.dumps(UnreadableError(3, ["a"], ["b"])))  # noqa: S301  made in the same line
    assert (error.page, error.expected, error.found) == (3, ("a",), ("b",))
    assert str(error) == "page 3 should say ['a'], it says ['b']"

"""Each code is read again by a reader that knows nothing of how it was drawn."""

import io

import pypdfium2
import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from khaosat.documents import Caption, qr_matrix, qr_png, qr_svg
from khaosat.documents.qr import BORDER

ADDRESS = "https://KHAOSAT.QUANGTRI.GOV.VN/P/7KQ4M2XA"
CAPTION = Caption("qr", "code", "a code that leads to the survey")


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def drawn_by_typst(svg: str, tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    folder = tmp_path_factory.mktemp("qr")
    (folder / "code.svg").write_text(svg)
    (folder / "page.typ").write_text('#set page(width: 60mm, height: 60mm, margin: 4mm)\n#image("code.svg")')
    pdf = typst.compile(str(folder / "page.typ"), ignore_system_fonts=True)
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    return picture


@pytest.mark.parametrize("address", [ADDRESS, "http://127.0.0.1:8000/P/7KQ4M2XA", "http://localhost/P/A"])
def test_the_svg_says_the_address(address: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert read(drawn_by_typst(qr_svg(address, CAPTION), tmp_path_factory)) == [address]


@settings(max_examples=30, deadline=None)
@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=6, max_size=24), st.integers(1, 9))
def test_the_png_says_the_address_at_every_scale(code: str, scale: int) -> None:
    address = f"https://KHAOSAT.QUANGTRI.GOV.VN/P/{code}"
    picture = Image.open(io.BytesIO(qr_png(address, scale)))
    assert picture.size[0] == (len(qr_matrix(address)) + 2 * BORDER) * scale
    assert read(picture.convert("L")) == [address]


@pytest.mark.parametrize("blur", [0.0, 1.0])
def test_a_small_and_slightly_blurred_photograph_still_reads(blur: float) -> None:
    large = Image.open(io.BytesIO(qr_png(ADDRESS, 10))).convert("L")
    small = large.resize((160, 160), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(blur))
    assert read(small) == [ADDRESS]


def test_a_scratch_over_a_tenth_of_the_code_does_no_harm() -> None:
    picture = Image.open(io.BytesIO(qr_png(ADDRESS, 8))).convert("L")
    side = picture.size[0]
    picture.paste(255, (side // 2, side // 2, side // 2 + side // 4, side // 2 + side // 4))
    assert read(picture) == [ADDRESS]


def test_capitals_keep_an_ordinary_address_in_version_3() -> None:
    assert len(qr_matrix(ADDRESS)) == 29
    assert len(qr_matrix(ADDRESS.lower())) > 29


def test_the_modules_are_one_path_inside_the_quiet_zone() -> None:
    svg = qr_svg(ADDRESS, CAPTION)
    assert svg.count("<path") == 2, "a white ground and the modules"
    assert 'viewBox="0 0 37 37"' in svg
    assert f'd="M{BORDER} {BORDER}h7v1h-7z' in svg
    assert len(svg) < 6_000


@pytest.mark.parametrize("text", ["", "A" * 5000])
def test_what_no_code_can_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"says nothing|no QR code holds"):
        qr_matrix(text)


def test_a_picture_smaller_than_its_modules_is_refused() -> None:
    with pytest.raises(ValueError, match="0 pixels a module"):
        qr_png(ADDRESS, 0)

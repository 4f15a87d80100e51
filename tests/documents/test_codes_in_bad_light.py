"""The codes as phones meet them: small, blurred, held askew, seen from the side, squeezed by JPEG. All are read.

Codes are cut from the finished sheets, each with its quiet zone, and shrunk to 160 pixels a side.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from khaosat.documents import Poster, SlipSheet, pack_pdf, slips_pdf
from khaosat.services.codes import ALPHABET, new_code
from tests.documents.test_posters import CROWDED, POSTER

SIDE = 160
PAPER = 255
TRIES = 24  # of each sheet: every try another code and another light
LONG_HOST = CROWDED.address.rsplit("/", 1)[0]


def placard(source: random.Random, host: str = "https://KHAOSAT.QUANGTRI.GOV.VN/P") -> Poster:
    code = new_code(source)
    return replace(POSTER, code=code, address=f"{host}/{code}")


def sheets(kind: str, source: random.Random) -> tuple[bytes, list[str]]:
    """A PDF of TRIES codes of that kind, and what they say."""
    if kind == "slips":
        sheet = SlipSheet(
            placard(source), "Hộ tịch", tuple("".join(source.choices(ALPHABET, k=16)) for _ in range(TRIES))
        )
        return slips_pdf([sheet]), [sheet.address(slip) for slip in sheet.slips]
    host = LONG_HOST if kind == "a4" else "https://KHAOSAT.QUANGTRI.GOV.VN/P"
    made = [placard(source, host) for _ in range(TRIES)]
    return pack_pdf(made, [kind]), [each.address for each in made]


def cut_out(pdf: bytes) -> Iterator[tuple[str, Image.Image]]:
    """Every code of the sheets with what it says, its quiet zone around it, 160 pixels a side."""
    for page in pypdfium2.PdfDocument(pdf):
        whole = page.render(scale=2).to_pil().convert("L")
        for code in zxingcpp.read_barcodes(whole):
            place = code.position
            corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
            left, right = min(c.x for c in corners), max(c.x for c in corners)
            top, bottom = min(c.y for c in corners), max(c.y for c in corners)
            quiet = (right - left) * 4 / 29  # four modules of the smallest code
            box = (round(left - quiet), round(top - quiet), round(right + quiet), round(bottom + quiet))
            yield code.text, whole.crop(box).resize((SIDE, SIDE), Image.Resampling.BILINEAR)


def askew(picture: Image.Image, source: random.Random) -> Image.Image:
    """Seen from the side by up to a tenth, turned by up to 15°, out of focus, squeezed."""
    ground = Image.new("L", (2 * SIDE, 2 * SIDE), PAPER)
    ground.paste(picture, (SIDE // 2, SIDE // 2))
    near, far = SIDE // 2, SIDE + SIDE // 2
    seen = [(x + source.uniform(-0.1, 0.1) * SIDE, y + source.uniform(-0.1, 0.1) * SIDE)
            for x, y in ((near, near), (near, far), (far, far), (far, near))]  # fmt: skip
    tilted = ground.transform(
        ground.size,
        Image.Transform.PERSPECTIVE,
        _perspective(seen, near, far),
        Image.Resampling.BILINEAR,
        fillcolor=PAPER,
    )
    turned = tilted.rotate(source.uniform(-15, 15), Image.Resampling.BILINEAR, fillcolor=PAPER)
    blurred = turned.filter(ImageFilter.GaussianBlur(1))
    stream = io.BytesIO()
    blurred.save(stream, "JPEG", quality=60)
    return Image.open(stream)


def _perspective(seen: list[tuple[float, float]], near: int, far: int) -> list[float]:
    """The eight numbers of the projection that takes the square near … far to the corners `seen`."""
    import numpy as np  # noqa: PLC0415  only here

    rows, values = [], []
    for (u, v), (x, y) in zip(seen, ((near, near), (near, far), (far, far), (far, near)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(values))]


@pytest.mark.parametrize("kind", ["a4", "a5", "desk", "slips"])
def test_every_code_is_read_small_blurred_turned_tilted_and_squeezed(kind: str) -> None:
    source = random.Random(f"light on {kind}")  # noqa: S311  a fixed seed: the same light in each run
    pdf, said = sheets(kind, source)
    pictures = list(cut_out(pdf))
    assert sorted({text for text, _ in pictures}) == sorted(said)
    unread = [text for text, picture in pictures
              if [found.text for found in zxingcpp.read_barcodes(askew(picture, source))] != [text]]  # fmt: skip
    assert unread == []


def test_the_light_is_bad_enough_to_matter() -> None:
    source = random.Random(7)  # noqa: S311  a fixed seed
    pdf, _ = sheets("a5", source)
    smaller = [(text, picture.resize((70, 70), Image.Resampling.BILINEAR)) for text, picture in cut_out(pdf)]
    read = [zxingcpp.read_barcodes(picture.filter(ImageFilter.GaussianBlur(1.5))) for _, picture in smaller]
    assert sum(bool(found) for found in read) < len(read), "with half the pixels some are lost: the reader is no oracle"

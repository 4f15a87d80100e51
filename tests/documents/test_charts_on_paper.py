"""The pictures of the pages are the pictures of the PDFs: the renderer there is another one."""

from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
import typst
from font_roboto import font_directory
from PIL import Image

from khaosat.documents import Caption, Level, Standing, distribution
from khaosat.documents.charts.drawing import picture
from khaosat.documents.charts.funnel_marks import dots
from khaosat.documents.charts.palette import ALERT, BRAND, MUTED

CAPTION = Caption("p", "title", "description")


def on_paper(svg: str, folder: Path) -> Image.Image:
    (folder / "picture.svg").write_text(svg, encoding="utf-8")
    (folder / "page.typ").write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")')
    pdf = typst.compile(str(folder / "page.typ"), ignore_system_fonts=True, font_paths=[font_directory])
    shown: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil().convert("RGB")
    return shown


def colours(shown: Image.Image) -> Counter[tuple[int, ...]]:
    pixels = shown.tobytes()
    return Counter(tuple(pixels[k : k + 3]) for k in range(0, len(pixels), 3))


def distance(one: tuple[int, ...], colour: str) -> int:
    return sum(abs(part - int(colour[k : k + 2], 16)) for part, k in zip(one, (1, 3, 5), strict=True))


@pytest.mark.parametrize("standing", Standing)
def test_every_mark_of_the_funnel_is_drawn_by_the_printer_too(standing: Standing, tmp_path: Path) -> None:
    shown = on_paper(picture(CAPTION, [dots(standing, [(15, 15, "unit")])], width=30, height=30), tmp_path)
    darkest = min(colours(shown), key=sum)
    colour = {Standing.INSIDE: MUTED, Standing.FAR_BELOW: ALERT}.get(standing, BRAND)
    assert distance(darkest, colour) < 200, "a mark in its own colour, not the white of the paper"
    assert sum(darkest) < 600


def test_words_with_tone_marks_are_set_on_paper(tmp_path: Path) -> None:
    with_words = on_paper(distribution([Level("Rất hài lòng", 3, "3")], CAPTION), tmp_path)
    without = on_paper(distribution([Level("", 3, "")], CAPTION), tmp_path)
    assert with_words.tobytes() != without.resize(with_words.size).tobytes()
    assert sum(count for pixel, count in colours(with_words).items() if sum(pixel) < 150) > 300

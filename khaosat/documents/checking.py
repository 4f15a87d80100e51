"""Codes read again from the finished sheet, before it is handed out, by a reader that shares nothing with the pen.

We draw with our own path from the matrix of `qrcode`; the sheet is rendered by PDFium and read by ZXing.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from khaosat.documents.typesetting import Pictures

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Progress = Callable[[int, int], None]
"""Told how many pages have been read, of how many."""

_PIXELS: Final = 620  # along a page's shorter side: four and more a module on every sheet of ours
_PIXELS_OF_MANY: Final = 1600  # where small codes stand side by side


class UnreadableError(ValueError):
    """A page does not say what it should; `page` counts from 1, `found` is what was read there."""

    def __init__(self, page: int, expected: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(f"page {page} should say {sorted(expected)}, it says {sorted(found)}")
        self.page, self.expected, self.found = page, tuple(expected), tuple(found)

    def __reduce__(self) -> tuple[type["UnreadableError"], tuple[object, ...]]:
        """Be the same error in the process that asked for the page."""
        return type(self), (self.page, self.expected, self.found)


def read_pdf(pdf: bytes, *, many: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield what the codes of each page say, sorted; `many` looks closer, for sheets of small codes."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415  only who prints reads again

    document = PdfDocument(pdf)
    try:
        for page in document:
            yield _read(page, _PIXELS_OF_MANY if many else _PIXELS)
            page.close()
    finally:
        document.close()


def check_pdf(
    pdf: bytes, expected: Sequence[Sequence[str]], *, many: bool = False, progress: Progress | None = None
) -> bytes:
    """Return `pdf` if each page says what `expected` says of it, no more and no less; raises UnreadableError."""
    count = 0
    for count, found in enumerate(read_pdf(pdf, many=many), start=1):
        wanted = expected[count - 1] if count <= len(expected) else ()
        if sorted(wanted) != sorted(found):
            raise UnreadableError(count, wanted, found)
        if progress is not None:
            progress(count, len(expected))
    if count < len(expected):
        raise UnreadableError(count + 1, expected[count], ())
    return pdf


def check_pictures(pictures: list[bytes], form: Pictures, expected: Sequence[Sequence[str]]) -> list[bytes]:
    """Return the pictures, SVG or PNG, if each says what is expected of it; raises UnreadableError."""
    import typst  # noqa: PLC0415  40 MB that only a printing worker should load

    with TemporaryDirectory() as folder:
        frames = ["#set page(width: auto, height: auto, margin: 0mm)"]
        for place, picture in enumerate(pictures):
            Path(folder, f"{place}.{form}").write_bytes(picture)
            frames.append(f'#page(image("{place}.{form}", width: 150mm))')
        Path(folder, "frames.typ").write_text("\n".join(frames), encoding="ascii")
        check_pdf(typst.compile(str(Path(folder, "frames.typ")), ignore_system_fonts=True), expected)
    return pictures


def _read(page: "PdfPage", pixels: int) -> tuple[str, ...]:
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes  # noqa: PLC0415  as above

    bitmap = page.render(scale=pixels / min(page.get_size()), grayscale=True)
    grey: Any = bitmap.to_numpy()
    grey = grey.reshape(grey.shape[:2])  # PDFium may hand out one channel as a third axis
    return tuple(sorted(found.text for found in read_barcodes(grey, formats=BarcodeFormats([BarcodeFormat.QRCode]))))

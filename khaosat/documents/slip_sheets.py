"""Sheets of receipt slips to be torn off and handed out: each slip its own code, to be scanned or typed.

For offices whose software prints no slips of its own; what a slip says is made by ``services.slips.new_slips``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from khaosat.documents.checking import Progress, check_pdf
from khaosat.documents.placards import Poster, code_groups, drawn_code
from khaosat.documents.typesetting import typeset_pdf

A_SHEET: Final = 12
"""Slips of an A4 page: two columns of six, 105 by 49.5 millimetres each."""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """Slips of one office and field; ``placard`` names the office and its code, ``slips`` are 16 letters each."""

    placard: Poster
    field_name: str
    slips: tuple[str, ...]

    def address(self, slip: str) -> str:
        """What a slip's QR code says: the placard's address and the slip."""
        return f"{self.placard.address}/{slip}"


def slips_pdf(sheets: Sequence[SlipSheet], *, progress: Progress | None = None) -> bytes:
    """A PDF of A4 pages with twelve slips each, a new page for each of ``sheets``, with bookmarks.

    Every code is read again from the finished page. Raises ValueError for no slips, UnreadableError.
    """
    pages = [page for sheet in sheets for page in _pages(sheet)]
    if not pages:
        raise ValueError("no slips, no pages")
    expected = [[slip["address"] for slip in page["slips"]] for page in pages]
    return check_pdf(typeset_pdf("slips.typ", sheets=pages), expected, many=True, progress=progress)


def _pages(sheet: SlipSheet) -> Iterator[dict[str, Any]]:
    placard = sheet.placard
    shared = {
        "unit_name": placard.unit_name,
        "field_name": sheet.field_name,
        "printed_address": placard.printed_address,
        "groups": code_groups(placard.code),
        "demo": placard.demo,
        "bookmark": f"{placard.unit_name} · {sheet.field_name}",
    }
    for start in range(0, len(sheet.slips), A_SHEET):
        here = sheet.slips[start : start + A_SHEET]
        yield shared | {"slips": [drawn_code(sheet.address(slip)) | {"groups": code_groups(slip)} for slip in here]}

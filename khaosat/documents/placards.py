"""Placards on paper: the A4 poster on the wall, the A5 card, the card on the desk; one page each.

The sentences stand in ``templates/documents/*.typ``; what differs from office to office arrives here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Final

from khaosat.documents.checking import Progress, check_pdf, check_pictures
from khaosat.documents.qr import BORDER, qr_matrix, qr_path
from khaosat.documents.typesetting import Pictures, typeset_pdf, typeset_pictures

KINDS: Final = ("a4", "a5", "desk")
"""The poster, the card, and the sheet that is folded to stand on a desk (its code is on both of its faces)."""
CODES: Final = {"a4": 1, "a5": 1, "desk": 2}
_LARGEST_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Poster:
    """One placard. Dates and versions come as they are to be read; ``code`` comes whole and is grouped here."""

    address: str
    """What the QR code says, such as ``https://HOST/P/CODE``: scheme in lower case, the rest in capitals."""
    printed_address: str
    """What is typed into a browser, without the code."""
    code: str
    unit_name: str
    parent_name: str
    office_name: str
    counter_label: str | None
    issued_on: str
    version: str
    demo: bool
    """True puts the mark of demonstration data on the page."""
    bookmark: str
    """The page's entry in the outline of the PDF of posters."""


def posters_pdf(placards: Sequence[Poster]) -> bytes:
    """A PDF with one A4 page for each of ``placards``, in their order, each with a bookmark.

    The same placards make the same bytes. Raises ValueError for no placards: a PDF has at least one page; and
    UnreadableError for a code that cannot be read again.
    """
    return _printed([page | {"nested": False, "unit_bookmark": None} for page in _pages(placards, ("a4",))], None)


def pack_pdf(placards: Sequence[Poster], kinds: Sequence[str] = KINDS, *, progress: Progress | None = None) -> bytes:
    """A PDF with each placard's pages of these kinds together; bookmarks for units, and below them for pages.

    ``progress`` is told of each page whose code has been read again. Raises as ``posters_pdf``, and for a kind that
    there is not.
    """
    return _printed(list(_pages(placards, kinds)), progress)


def pack_pictures(placards: Sequence[Poster], kinds: Sequence[str], form: Pictures) -> list[bytes]:
    """The same pages as ``pack_pdf``, each as a picture of its own, SVG or PNG. Raises as ``pack_pdf``."""
    pages = list(_pages(placards, kinds))
    pictures = typeset_pictures("pack.typ", form, pages=_some(pages))
    return check_pictures(pictures, form, [_said(page) for page in pages])


def code_groups(code: str) -> list[str]:
    """``code`` in groups of two to four characters, as even as can be, to be read and typed; dashes part too."""
    whole = code.replace("-", "").replace(" ", "")
    count = max(-(-len(whole) // _LARGEST_GROUP), 1)
    small, larger = divmod(len(whole), count)
    lengths = [small + 1] * larger + [small] * (count - larger)
    starts = [sum(lengths[:place]) for place in range(count)]
    return [whole[start : start + length] for start, length in zip(starts, lengths, strict=True)]


def drawn_code(address: str) -> dict[str, Any]:
    """What a template draws a code from: its SVG, its modules a side, and the same with the quiet zone."""
    matrix = qr_matrix(address)
    side = len(matrix) + 2 * BORDER
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path d="{qr_path(matrix)}"/></svg>'
    )
    return {"address": address, "qr": svg, "modules": len(matrix), "side": side}


def _pages(placards: Sequence[Poster], kinds: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The fields of each page and what is drawn from them, for the template."""
    wanted = [kind for kind in KINDS if kind in set(kinds)]
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(f"no such kind of sheet: {sorted(unknown)}")
    for (unit, parent), own in groupby(placards, lambda placard: (placard.unit_name, placard.parent_name)):
        title = f"{unit} · {parent}" if parent else unit
        for place, placard in enumerate(own):
            shared = asdict(placard) | drawn_code(placard.address) | {"groups": code_groups(placard.code)}
            for kind in wanted:
                first = place == 0 and kind == wanted[0]
                yield shared | {"kind": kind, "nested": True, "unit_bookmark": title if first else None}


def _printed(pages: list[dict[str, Any]], progress: Progress | None) -> bytes:
    pdf = typeset_pdf("pack.typ", pages=_some(pages))
    return check_pdf(pdf, [_said(page) for page in pages], progress=progress)


def _said(page: dict[str, Any]) -> list[str]:
    return [page["address"]] * CODES[page["kind"]]


def _some(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not pages:
        raise ValueError("no placards, no pages")
    return pages

"""Placards on paper: the A4 poster that hangs in a reception office, one page a code.

The sentences stand in ``templates/documents/poster.typ``; what differs from office to office arrives here.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from khaosat.documents.qr import BORDER, qr_matrix, qr_path

TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "documents"
_LARGEST_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Poster:
    """One page. Dates and versions come as they are to be read; ``code`` comes whole and is grouped here."""

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
    """The page's entry in the outline of the PDF."""


def posters_pdf(placards: Sequence[Poster]) -> bytes:
    """A PDF with one A4 page for each of ``placards``, in their order, each with a bookmark.

    The same placards make the same bytes. Raises ValueError for no placards: a PDF has at least one page.
    """
    import typst  # noqa: PLC0415  40 MB that only a printing worker should load
    from font_roboto import font_directory  # noqa: PLC0415  the same

    if not placards:
        raise ValueError("no placards, no pages")
    return bytes(
        typst.compile(
            str(TEMPLATES / "poster.typ"),
            root=str(TEMPLATES),
            font_paths=[font_directory],
            # The same poster on every machine: nothing is taken from what happens to be installed.
            ignore_system_fonts=True,
            sys_inputs={"placards": json.dumps([_shaped(placard) for placard in placards])},
        )
    )


def code_groups(code: str) -> list[str]:
    """``code`` in groups of two to four characters, as even as can be, to be read and typed; dashes part too."""
    whole = code.replace("-", "").replace(" ", "")
    count = max(-(-len(whole) // _LARGEST_GROUP), 1)
    small, larger = divmod(len(whole), count)
    lengths = [small + 1] * larger + [small] * (count - larger)
    starts = [sum(lengths[:place]) for place in range(count)]
    return [whole[start : start + length] for start, length in zip(starts, lengths, strict=True)]


def _shaped(placard: Poster) -> dict[str, object]:
    """The poster's fields and what is drawn from them, for the template."""
    matrix = qr_matrix(placard.address)
    side = len(matrix) + 2 * BORDER
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path d="{qr_path(matrix)}"/></svg>'
    )
    drawn = {"qr": svg, "modules": len(matrix), "side": side, "groups": code_groups(placard.code)}
    return asdict(placard) | drawn

"""The same picture as PNG: our SVG drawn by typst in our own font, the same bytes on every machine."""

import re
from multiprocessing import get_context
from typing import Any, Final

ROOM: Final = 20.0  # left and right, in the drawing's own units
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
DOTS_PER_INCH: Final = 216  # three to a CSS pixel at 72: sharp on paper
PAGE: Final = b"""#set page(width: auto, height: auto, margin: 8pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg")
"""


def png_of(svg: str) -> bytes:
    """Return an SVG of ours as PNG on white; raises RuntimeError for what is no SVG.

    A page lets words at the edge run out of the picture; a file has no room beyond its edge, so it gets some.
    """
    import typst  # noqa: PLC0415  40 MB that only a printing process should load
    from font_roboto import font_directory  # noqa: PLC0415  the same

    made: Any = typst.compile(
        PAGE,
        font_paths=[font_directory],
        ignore_system_fonts=True,
        sys_inputs={"svg": _with_room(svg)},
        format="png",
        ppi=DOTS_PER_INCH,
    )
    content: bytes = made
    return content


def _with_room(svg: str) -> str:
    found = _SIZE.search(svg)
    if found is None:
        return svg
    across, down, width, height = map(float, found.groups())
    scale = width / across
    wider = f'viewBox="{-ROOM} 0 {across + 2 * ROOM} {down}" width="{width + 2 * ROOM * scale}" height="{height}"'
    return svg[: found.start()] + wider + svg[found.end() :]


def png_apart(svg: str) -> bytes:
    """Return the same, drawn in a process that ends with it: typst keeps in memory whatever it drew."""
    with get_context("spawn").Pool(1) as pens:
        return pens.apply(png_of, (svg,))

"""QR codes drawn by ourselves: one SVG path, one PNG without an imaging library.

Level Q bears a quarter of the code being dirty or torn. Capitals and digits after the scheme go into the
dense alphanumeric segment, so that an ordinary address fits version 3 and its modules stay large.
"""

import struct
import zlib
from itertools import groupby
from typing import Final

from markupsafe import Markup

from khaosat.documents.charts.drawing import Caption, element, picture

BORDER: Final = 4
"""Modules of quiet zone on every side that the standard (ISO/IEC 18004) asks for."""
SHORTEST_SEGMENT: Final = 4

Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(text: str) -> Matrix:
    """The modules of the smallest code that holds ``text``, row by row, True for dark, no quiet zone.

    Raises ValueError for an empty text and for one that no QR code holds.
    """
    from qrcode import QRCode  # noqa: PLC0415  nobody pays for it who draws no code
    from qrcode.constants import ERROR_CORRECT_Q  # noqa: PLC0415  the same
    from qrcode.exceptions import DataOverflowError  # noqa: PLC0415  the same

    if not text:
        raise ValueError("a code that says nothing")
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    try:
        code.add_data(text, optimize=SHORTEST_SEGMENT)
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"no QR code holds {len(text)} characters") from error
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def qr_path(matrix: Matrix) -> str:
    """The ``d`` of one path that fills the dark modules: a rectangle for each run of them in a row."""
    strokes = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            length = sum(1 for _ in run)
            if dark:
                strokes.append(f"M{x + BORDER} {y + BORDER}h{length}v1h-{length}z")
            x += length
    return "".join(strokes)


def qr_svg(text: str, caption: Caption, *, size: float = 232) -> Markup:
    """The code black on white with its quiet zone, ``size`` × ``size`` pixels at natural size."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * BORDER
    ground = element("path", d=f"M0 0h{side}v{side}h-{side}z", fill="#fff")
    modules = element("path", d=qr_path(matrix), fill="#000", shape_rendering="crispEdges")
    return picture(caption, [ground, modules], width=size, height=size, units=side)


def qr_png(text: str, scale: int = 8) -> bytes:
    """A black-and-white PNG of the code with its quiet zone, ``scale`` pixels a module.

    Raises ValueError for a scale under 1.
    """
    if scale < 1:
        raise ValueError(f"no picture is {scale} pixels a module")
    matrix = qr_matrix(text)
    side = (len(matrix) + 2 * BORDER) * scale
    blank = b"\0" + b"\xff" * -(-side // 8)
    lines = [blank * (BORDER * scale)]
    lines += [_scan_line(row, scale) * scale for row in matrix]
    lines += [blank * (BORDER * scale)]
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(lines), 9)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _scan_line(row: tuple[bool, ...], scale: int) -> bytes:
    """A filter byte and one bit a pixel, 1 for white."""
    quiet = "1" * (BORDER * scale)
    bits = quiet + "".join(("0" if dark else "1") * scale for dark in row) + quiet
    bits += "1" * (-len(bits) % 8)
    return b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

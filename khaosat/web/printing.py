"""Placards to take along: posters as PDF, single codes as SVG and PNG."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _
from markupsafe import Markup

from khaosat.errors import NotFoundFailure
from khaosat.services.placards import PlacardLine, text_of_code
from khaosat.web import guard

VECTOR_SIZE = 400  # pixels at natural size; a vector may be any
PNG_SCALE = 20  # pixels a module: 10 cm at 190 dots an inch


def posters(lines: Sequence[PlacardLine], *, name: str) -> Response:
    """Answer with one A4 poster a placard; NotFoundFailure for none."""
    from khaosat.documents import placard_pack, placards  # noqa: PLC0415  typst only where posters are printed

    if not lines:
        raise NotFoundFailure(what="placard")
    settings = guard.settings()
    pages = placard_pack.posters(lines, public_url=settings.public_url, demo=settings.demo)
    return _file(placards.posters_pdf(pages), "application/pdf", f"bang-ma-{name}.pdf")


def picture(line: PlacardLine, *, size: float = 160) -> Markup:
    """Return the placard's code to stand in a page."""
    from khaosat.documents import qr  # noqa: PLC0415  a page without a code does not pay for it
    from khaosat.documents.charts.drawing import Caption  # noqa: PLC0415  the same

    text = text_of_code(guard.settings().public_url, line.code)
    return qr.qr_svg(text, Caption("qr", _("Mã QR %(code)s", code=line.code), text), size=size)


def code(line: PlacardLine, extension: str) -> Response:
    """Answer with the placard's code as 'svg' or 'png'; NotFoundFailure for another extension."""
    from khaosat.documents import qr  # noqa: PLC0415  the same

    if extension == "svg":
        return _file(str(picture(line, size=VECTOR_SIZE)).encode(), "image/svg+xml", f"{line.code}.svg")
    if extension == "png":
        text = text_of_code(guard.settings().public_url, line.code)
        return _file(qr.qr_png(text, PNG_SCALE), "image/png", f"{line.code}.png")
    raise NotFoundFailure(what="extension", extension=extension)


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

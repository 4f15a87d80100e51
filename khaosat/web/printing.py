"""Single codes to take along, as SVG and PNG, and how a file is handed out."""

from flask import Response
from flask_babel import gettext as _
from markupsafe import Markup

from khaosat.access import Scope, open_session
from khaosat.errors import NotFoundFailure
from khaosat.services import visiting
from khaosat.services.placards import PlacardLine, text_of_code
from khaosat.web import guard

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "zip": "application/zip",
}
VECTOR_SIZE = 400  # pixels at natural size; a vector may be any
PNG_SCALE = 20  # pixels a module: 10 cm at 190 dots an inch


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
        return attachment(str(picture(line, size=VECTOR_SIZE)).encode(), f"{line.code}.svg")
    if extension == "png":
        text = text_of_code(guard.settings().public_url, line.code)
        return attachment(qr.qr_png(text, PNG_SCALE), f"{line.code}.png")
    raise NotFoundFailure(what="extension", extension=extension)


def paper(line: PlacardLine) -> Response:
    """Answer with the questionnaire on paper, one page with the placard's office and code."""
    from khaosat.documents import placard_pack  # noqa: PLC0415  the same

    with open_session(guard.engine(), Scope.public()) as session:
        survey = visiting.survey(session, today=guard.now().date())
        served = visiting.fields_of_office(session, office_id=line.office_id)
    made = placard_pack.paper(
        [line],
        public_url=guard.settings().public_url,
        demo=guard.settings().demo,
        questionnaire=survey.questionnaire,
        fields={line.office_id: served},
    )
    return attachment(made, f"phieu-giay-{line.code}.pdf")


def attachment(content: bytes, name: str) -> Response:
    """Answer with a file to be kept under that name; what it is follows from the name's end."""
    response = Response(content, mimetype=KINDS[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""An appraisal's documents as files."""

from typing import Final

from flask import Response

from khaosat.services import taking
from khaosat.services.appraisal_papers import YearPaper
from khaosat.services.year_snapshots import Version
from khaosat.web import guard

DOCX, XLSX = "docx", "xlsx"
_WORD: Final = "application/vnd.openxmlformats-officedocument"
MIMETYPES: Final = {DOCX: f"{_WORD}.wordprocessingml.document", XLSX: f"{_WORD}.spreadsheetml.sheet"}


def file_of(
    name: str, extension: str, found: YearPaper, *, decided: bool, versions: tuple[Version, ...] = ()
) -> Response:
    """Return that document as a file; `decided` lets the list say what was decided."""
    from khaosat.documents import official_docx, workbook  # noqa: PLC0415  libraries only this needs
    from khaosat.web.paper_tables import list_sheets  # noqa: PLC0415  as above
    from khaosat.web.papers import paper  # noqa: PLC0415  as above

    if extension == XLSX:
        content = workbook(list_sheets(found, decided=decided))
    else:
        demo, today = guard.settings().demo, guard.now().date()
        content = official_docx(paper(name, found, today=today, demo=demo, versions=versions))
    of = f"-{found.unit.key}" if found.unit else ""
    return _sent(content, f"{name}-{found.year.year}{of}", extension)


def notice_file(found: YearPaper, *, year: int) -> Response:
    """Return the notice to an officer as a file, and note who took it."""
    from khaosat.documents import official_docx  # noqa: PLC0415  a library only this needs
    from khaosat.web.papers import notice  # noqa: PLC0415  as above

    key = found.lines[0].filed.officer_key
    content = official_docx(notice(found, today=guard.now().date(), demo=guard.settings().demo))
    taking.note_taken(
        guard.session(),
        subject=f"officer:{key}",
        period=str(year),
        kind="thong-bao.docx",
        by=guard.actor(),
        at=guard.now(),
    )
    return _sent(content, f"thong-bao-{year}-{key}", DOCX)


def _sent(content: bytes, name: str, extension: str) -> Response:
    response = Response(content, mimetype=MIMETYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response

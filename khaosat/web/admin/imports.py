"""Files into the catalogue: first looked through, then taken in whole or not at all."""

from flask import Response as File
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ImportFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import importing
from khaosat.web import guard, texts_imports
from khaosat.web.admin import pages

NEEDS = Permission.ADMIN_CATALOGUE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/quan-tri/nhap-lieu", needs=NEEDS)
def imports() -> str:
    """Offer the kinds of files and their templates."""
    return _page(None)


@pages.post("/quan-tri/nhap-lieu", needs=NEEDS)
def run_import() -> Response | str | tuple[str, int]:
    """Look a file through and say what it would do; take it in when asked to and nothing stands in the way."""
    kind, file, really = request.form.get("kind", ""), request.files.get("file"), request.form.get("act") == "import"
    if kind not in importing.KINDS or file is None or not file.filename:
        flash(texts_imports.unreadable(), "error")
        return _page(None), 422
    try:
        report = importing.run(
            guard.session(), kind=kind, content=file.read(), filename=file.filename[:200], dry_run=not really,
            by=guard.actor(), at=guard.now(),
        )  # fmt: skip  # one act, one line of thought
    except ImportFailure as failure:
        report = _refused(kind, failure)
    if not really or report.problems:
        return _page(report), 422 if report.problems else 200
    flash(texts_imports.done(len(report.created), len(report.changed), report.unchanged), "done")
    return redirect(url_for("admin.imports"))


@pages.get("/quan-tri/nhap-lieu/mau/<kind>.xlsx", needs=NEEDS)
def import_template(kind: str) -> File:
    """Hand out an empty spreadsheet whose columns are text, so that codes keep their zeros."""
    from khaosat.documents.sheets import Column, template_workbook  # noqa: PLC0415  a library only this page needs

    if kind not in importing.KINDS:
        raise NotFoundFailure(what="kind", kind=kind)
    columns = [Column(one.header + (" *" if one.required else "")) for one in importing.template(kind)]
    content = template_workbook(columns, [], sheet_name=texts_imports.kind(kind))
    response = File(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="mau-{kind}.xlsx"'
    return response


def _page(report: importing.Report | None) -> str:
    kinds = [(kind, texts_imports.kind(kind)) for kind in importing.KINDS]
    chosen = report.kind if report is not None else request.form.get("kind", "")
    return render_template("admin/imports.html", kinds=kinds, chosen=chosen, report=report, reason=texts_imports.reason)


def _refused(kind: str, failure: ImportFailure) -> importing.Report:
    problems = failure.details["problems"]
    assert isinstance(problems, tuple)  # noqa: S101  ImportFailure's own promise
    return importing.Report(kind, (), (), 0, problems)

"""An officer's own file of the yearly appraisal: the evidence sheet, the class once told, and the way to appeal."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import appraisal_moves, appraisal_papers, year_snapshots
from khaosat.services.appraisal_moves import Wish
from khaosat.services.appraisal_own import own_view
from khaosat.web import guard, texts_appraisal_year, texts_moves, texts_rules
from khaosat.web.asker import asker
from khaosat.web.officer import pages
from khaosat.web.outcome import outcome
from khaosat.web.paper_files import notice_file
from khaosat.web.texts_accounts import Problem, problem

APPEAL = Permission.APPRAISAL_APPEAL


@pages.get("/cua-toi/danh-gia/<int:year>", needs=Permission.APPRAISAL_OWN)
def own_appraisal(year: int) -> str:
    """Show the own file of that year."""
    return _page(year)


@pages.post("/cua-toi/danh-gia/<int:year>/kien-nghi", needs=APPEAL)
def appeal(year: int) -> Response | tuple[str, int]:
    """Appeal; what was typed is kept where it is refused."""
    asking, reason = asker(), request.form.get("reason", "")
    wish = Wish(own_view(guard.session(), asking, year=year).short.file.id, reason=reason)
    try:
        appraisal_moves.appeal(guard.session(), wishes=[wish], who=asking.who, by=guard.actor(), at=guard.now())
    except (InvalidFailure, ConflictFailure) as failure:
        return _page(year, problem(failure), reason), 422
    flash(texts_moves.done("appeal"), "done")
    return redirect(url_for("officer.own_appraisal", year=year))


@pages.post("/cua-toi/danh-gia/<int:year>/rut", needs=APPEAL)
def withdraw_appeal(year: int) -> Response:
    """Take the appeal back."""
    asking = asker()
    wish = Wish(own_view(guard.session(), asking, year=year).short.file.id)
    return outcome(
        lambda: appraisal_moves.withdraw(
            guard.session(), wishes=[wish], who=asking.who, by=guard.actor(), at=guard.now()
        ),
        done=texts_moves.done("withdraw"),
        to=url_for("officer.own_appraisal", year=year),
    )


@pages.post("/cua-toi/danh-gia/<int:year>/thong-bao", needs=Permission.APPRAISAL_OWN)
def take_own_notice(year: int) -> Response:
    """Hand out the own notice, once told."""
    key = own_view(guard.session(), asker(), year=year).sheet.filed.officer_key
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        corrected = year_snapshots.corrected_classes(wide, year=year)
    found = appraisal_papers.officer_paper(guard.session(), year=year, officer_key=key, corrected=corrected)
    return notice_file(found, year=year)


def _page(year: int, wrong: Problem | None = None, typed: str = "") -> str:
    found = own_view(guard.session(), asker(), year=year)
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        corrections = year_snapshots.corrections_of(wide, year=year, officer_key=found.sheet.filed.officer_key)
    return render_template(
        "officer/appraisal.html",
        own=found,
        corrections=corrections,
        view=found.sheet,
        words=texts_appraisal_year,
        move_words=texts_moves,
        rules_words=texts_rules,
        problem=wrong,
        typed=typed,
        most=appraisal_moves.LONGEST_REASON,
    )

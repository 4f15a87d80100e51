"""The evidence sheet of one officer: what the suggested class rests on, and which unit proposes."""

from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.access import Scope, open_session
from khaosat.policy import Permission
from khaosat.services import appraisal_desk, own_veil, year_snapshots
from khaosat.services import appraisal_files as files
from khaosat.services import appraisal_opinions as opinions
from khaosat.services import appraisal_years as years
from khaosat.services.appraisal_papers import TOLD
from khaosat.web import guard, texts_appraisal_year, texts_desk, texts_done, texts_moves, texts_rules
from khaosat.web.appraisal import pages, seeing
from khaosat.web.asker import asker
from khaosat.web.outcome import outcome
from khaosat.web.texts_accounts import Problem

READ, OPEN, PROPOSE = Permission.APPRAISAL_READ, Permission.APPRAISAL_OPEN, Permission.APPRAISAL_PROPOSE


@pages.get("/thi-dua/<int:year>/ho-so/<officer_key>", needs=READ)
def sheet(year: int, officer_key: str) -> str:
    """Show an officer's evidence sheet to whoever reaches the file, with the moves that are open to them."""
    return page_of(year, officer_key)


def page_of(
    year: int, officer_key: str, *, wrong: Problem | None = None, typed: Mapping[str, str] | None = None
) -> str:
    """Return the sheet's page; `wrong` and `typed` are why a move was refused and what its form held."""
    may = guard.person().permissions
    view = files.sheet_view(guard.session(), year=year, officer_key=officer_key)
    own = own_veil.is_own(guard.session(), view.filed.file.officer_id)
    veiled = own_veil.is_veiled(guard.session(), view.filed.file)
    choosing = OPEN in may and view.open_to_change and not own
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        corrections = year_snapshots.corrections_of(wide, year=year, officer_key=officer_key)
    return render_template(
        "appraisal/sheet.html",
        view=view,
        units=files.units_at_end(guard.session(), year=year) if choosing else [],
        way=None if veiled else appraisal_desk.way(guard.session(), asker(), year=year, officer_key=officer_key),
        move_words=texts_moves,
        desk_words=texts_desk,
        problem=wrong,
        typed=typed or {},
        corrections=corrections,
        caps=files.caps_beside(guard.session(), view) if seeing.groups() and not veiled else [],
        verified_only=seeing.verified_alone(),
        may_record=not own and not may.isdisjoint({OPEN, PROPOSE}),
        may_notify=Permission.APPRAISAL_VERIFY in may and view.filed.file.state in TOLD,
        may_see_league=Permission.AFFAIRS_OFFICERS in may,
        words=texts_appraisal_year,
        state_words=texts_moves.state_for_officer if veiled else texts_moves.state,
        rules_words=texts_rules,
    )


@pages.post("/thi-dua/<int:year>/ho-so/<officer_key>/chuyen", needs=OPEN)
def hand_over(year: int, officer_key: str) -> Response:
    """Let another unit propose this officer."""
    return outcome(
        lambda: years.hand_over(
            guard.session(),
            year=year,
            officer_key=officer_key,
            unit_key=request.form.get("unit", "").strip(),
            reason=request.form.get("reason", ""),
            by=guard.actor(),
            at=guard.now(),
        ),
        done=texts_done.done("appraisals:hand_over"),
        to=url_for("appraisal.sheet", year=year, officer_key=officer_key),
    )


@pages.post("/thi-dua/<int:year>/ho-so/<officer_key>/y-kien", needs=READ)
def record_opinion(year: int, officer_key: str) -> Response:
    """Write down what a unit that is asked says of this officer: by the unit that proposes, or Internal Affairs."""
    if guard.person().permissions.isdisjoint({OPEN, PROPOSE}):
        abort(404)
    return outcome(
        lambda: opinions.give(
            guard.session(),
            year=year,
            officer_key=officer_key,
            unit_key=request.form.get("unit", "").strip(),
            text=request.form.get("reason", ""),
            by=guard.actor(),
            at=guard.now(),
        ),
        done=texts_done.done("appraisals:opinion"),
        to=url_for("appraisal.sheet", year=year, officer_key=officer_key),
    )

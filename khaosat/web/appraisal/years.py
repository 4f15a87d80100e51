"""Years of appraisal: opened by Internal Affairs, their files and ceilings looked at by each as far as they reach."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import appraisal_files as files
from khaosat.services import appraisal_years as years
from khaosat.services.appraisal_desk import QUEUES, needed
from khaosat.services.appraisal_files import Asked
from khaosat.web import guard, texts_appraisal_year, texts_done, texts_moves, texts_rules
from khaosat.web.appraisal import pages, seeing
from khaosat.web.outcome import led_on, outcome

READ, OPEN = Permission.APPRAISAL_READ, Permission.APPRAISAL_OPEN
WAITS_FOR = frozenset(needed(move).needs for move in QUEUES)
LONGEST = 200
FIRST, LAST = 2016, 2100


@pages.get("/thi-dua/ky", needs=READ)
def years_of_appraisal() -> str:
    """List the years that were opened, and offer to open another."""
    may_open = OPEN in guard.person().permissions
    return render_template(
        "appraisal/years.html",
        found=years.opened(guard.session()),
        offered=files.openable(guard.session(), today=guard.now().date()) if may_open else [],
        may_open=may_open,
        year_state=texts_appraisal_year.year_state,
        rules_words=texts_rules,
    )


@pages.post("/thi-dua/ky", needs=OPEN)
def open_year() -> Response:
    """Open a year under the chosen ruleset: 'year key version'."""
    year, key, version = [*request.form.get("year", "")[:LONGEST].split(" ", 2), "", "", ""][:3]
    if not year.isdecimal() or not FIRST <= int(year) < LAST:
        abort(404)
    return outcome(
        lambda: years.open_year(
            guard.session(), year=int(year), key=key, version=version, by=guard.actor(), at=guard.now()
        ),
        done=texts_done.done("appraisal_years:open"),
        to=url_for("appraisal.years_of_appraisal"),
    )


@pages.get("/thi-dua/<int:year>/ky", needs=READ)
def year_of_appraisal(year: int) -> str:
    """Show one page of a year's files."""
    asked = Asked(
        request.args.get("don-vi", "")[:LONGEST],
        request.args.get("trang-thai", "")[:LONGEST],
        request.args.get("trang", 1, type=int),
    )
    view = files.year_view(guard.session(), asked, year=year)
    return render_template(
        "appraisal/year.html",
        view=view,
        may=guard.person().permissions,
        has_desk=not WAITS_FOR.isdisjoint(guard.person().permissions),
        words=texts_appraisal_year,
        state_words=texts_moves.state,
        rules_words=texts_rules,
        parts={"year": year, "don-vi": view.asked.unit_key or None, "trang-thai": view.asked.state or None},
    )


@pages.post("/thi-dua/<int:year>/ky/lap-lai", needs=OPEN)
def draft_again(year: int) -> Response:
    """Bring files that nobody has proposed up to the newest evidence and postings."""
    back = url_for("appraisal.year_of_appraisal", year=year)

    def act() -> Response:
        done = years.draft_again(guard.session(), year=year, by=guard.actor(), at=guard.now())
        flash(texts_appraisal_year.drafted_again(done.new, done.changed, done.passed_over), "done")
        return redirect(back)

    return led_on(act, back=back)


@pages.get("/thi-dua/<int:year>/muc-tran", needs=READ)
def ceilings(year: int) -> str:
    """Show the year's ceilings in every group the person sees, those that want a look first."""
    if not seeing.groups():
        raise NotFoundFailure(what="ceilings")  # who hears appeals sees single files, no group
    view = files.caps_view(guard.session(), year=year, whole=seeing.whole())
    return render_template(
        "appraisal/ceilings.html",
        view=view,
        verified_only=seeing.verified_alone(),
        words=texts_appraisal_year,
        rules_words=texts_rules,
        other_base=texts_appraisal_year.other_base,
    )

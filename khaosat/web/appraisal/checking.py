"""A signed year: its versions for whoever may check it, the check itself, and a correction by who signs."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from khaosat.access import Scope, open_session
from khaosat.policy import Permission
from khaosat.services import year_check, year_snapshots
from khaosat.services.appraisal_years import known_year, rules_of
from khaosat.web import guard, texts_done, texts_rules, texts_year_check
from khaosat.web.appraisal import pages
from khaosat.web.outcome import outcome

CHECK, SIGN = Permission.APPRAISAL_CHECK, Permission.APPRAISAL_SIGN
LONGEST = 200


@pages.get("/thi-dua/<int:year>/kiem-tra", needs=CHECK)
def signed_year(year: int) -> str:
    """Show the versions of a signed year, and offer to check it."""
    return _page(year, None)


@pages.post("/thi-dua/<int:year>/kiem-tra", needs=CHECK)
def check_year(year: int) -> str:
    """Work the year out again and show every difference; who checked stands in the trail."""
    with open_session(guard.engine(), Scope.year_keeper()) as wide:
        found = year_check.check(wide, year=year, keys=guard.settings().keys)
    year_check.note_checked(guard.session(), found=found, by=guard.actor(), at=guard.now())
    return _page(year, found)


@pages.get("/thi-dua/<int:year>/kiem-tra/<int:number>.json", needs=CHECK)
def signed_body(year: int, number: int) -> Response:
    """Hand out a version byte for byte, so that somebody else can work it out without this program."""
    text = year_snapshots.body_text(guard.session(), year=year, version=number)
    name = f"attachment; filename=danh-gia-{year}-ban-{number}.json"
    return Response(text, mimetype="application/json", headers={"Content-Disposition": name})


@pages.get("/thi-dua/<int:year>/dinh-chinh", needs=SIGN)
def correction(year: int) -> str:
    """Show the corrections of a signed year, and offer another."""
    row = known_year(guard.session(), year=year)
    return render_template(
        "appraisal/correction.html",
        year=row,
        versions=year_snapshots.versions(guard.session(), year=year),
        rules=rules_of(guard.session(), row),
        rules_words=texts_rules,
    )


@pages.post("/thi-dua/<int:year>/dinh-chinh", needs=SIGN)
def correct_year(year: int) -> Answer:
    """Keep a correction as a new version."""
    form = {name: request.form.get(name, "")[:LONGEST].strip() for name in ("officer", "class")}

    def act() -> None:
        with open_session(guard.engine(), Scope.year_keeper()) as wide:
            year_snapshots.correct(
                guard.session(),
                wide=wide,
                year=year,
                corrections={form["officer"]: form["class"]},
                reason=request.form.get("reason", ""),
                keys=guard.settings().keys,
                by=guard.actor(),
                at=guard.now(),
            )

    return outcome(act, done=texts_done.done("appraisals:correct"), to=url_for("appraisal.correction", year=year))


def _page(year: int, found: year_check.Check | None) -> str:
    row = known_year(guard.session(), year=year)
    return render_template(
        "appraisal/check.html",
        year=row,
        versions=year_snapshots.versions(guard.session(), year=year),
        found=found,
        rules=rules_of(guard.session(), row),
        words=texts_year_check,
        rules_words=texts_rules,
    )

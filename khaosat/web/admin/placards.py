"""Placards: issuing, revoking, replacing, printing."""

from flask import Response as File
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import placards as keeping
from khaosat.web import guard, printing, texts_done
from khaosat.web.admin import pages
from khaosat.web.outcome import outcome

NEEDS = Permission.ADMIN_PLACARDS


@pages.get("/quan-tri/bang-ma", needs=NEEDS)
def placards() -> str:
    """List the placards, a page at a time."""
    words, page = request.args.get("tim", "")[:100], request.args.get("trang", 1, type=int)
    found = keeping.listing(guard.session(), day=guard.now().date(), search=words, page=page)
    return render_template("admin/placards.html", listing=found, words=words)


@pages.get("/quan-tri/bang-ma/<code>", needs=NEEDS)
def placard(code: str) -> str:
    """Show one placard."""
    today = guard.now().date()
    found = keeping.placard(guard.session(), code=code, day=today)
    address, closed = keeping.text_of_code(guard.settings().public_url, found.code), found.closed_by(today)
    return render_template(
        "admin/placard.html", placard=found, address=address, closed=closed, picture=printing.picture(found)
    )


@pages.post("/quan-tri/bang-ma", needs=NEEDS)
def issue_placard() -> Response:
    """Issue a placard for an office or one of its counters."""
    office_key, counter = request.form.get("office", ""), request.form.get("counter") or None
    made: list[str] = []
    return outcome(
        lambda: made.append(
            keeping.issue(
                guard.session(), office_key=office_key, counter_number=counter, by=guard.actor(), at=guard.now()
            )
        ),
        done=texts_done.done("placards:issue"),
        to=url_for("admin.office", office_key=office_key),
    )


@pages.post("/quan-tri/mot-cua/<office_key>/bang-ma-quay", needs=NEEDS)
def issue_for_counters(office_key: str) -> Response:
    """Issue a placard for each counter of an office that has none."""
    return outcome(
        lambda: keeping.issue_for_counters(guard.session(), office_key=office_key, by=guard.actor(), at=guard.now()),
        done=texts_done.done("placards:issue_for_counters"),
        to=url_for("admin.office", office_key=office_key),
    )


@pages.post("/quan-tri/bang-ma/<code>/go", needs=NEEDS)
def revoke_placard(code: str) -> Response:
    """Take a placard down, with a reason."""
    reason = request.form.get("reason", "")[:500]
    return outcome(
        lambda: keeping.revoke(guard.session(), code=code, reason=reason, by=guard.actor(), at=guard.now()),
        done=texts_done.done("placards:revoke"),
        to=url_for("admin.placard", code=code),
    )


@pages.post("/quan-tri/bang-ma/<code>/thay", needs=NEEDS)
def replace_placard(code: str) -> Response:
    """Take a placard down and issue one for the same place."""
    reason = request.form.get("reason", "")[:500]
    return outcome(
        lambda: keeping.replace(guard.session(), code=code, reason=reason, by=guard.actor(), at=guard.now()),
        done=texts_done.done("placards:replace"),
        to=url_for("admin.placard", code=code),
    )


@pages.get("/quan-tri/bang-ma/<code>/ma.<extension>", needs=NEEDS)
def placard_code(code: str, extension: str) -> File:
    """Hand out one code as SVG or PNG."""
    line = keeping.hanging(guard.session(), day=guard.now().date(), code=code)[0]
    return printing.code(line, extension)


@pages.get("/quan-tri/bang-ma/<code>/phieu-giay.pdf", needs=NEEDS)
def paper_form(code: str) -> File:
    """Hand out the questionnaire on paper, to be copied."""
    return printing.paper(keeping.hanging(guard.session(), day=guard.now().date(), code=code)[0])

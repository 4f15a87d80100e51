"""Reception offices: where they are, and from which day on they hand out receipt slips."""

from datetime import date

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.services import offices as keeping
from khaosat.services import placards, slips
from khaosat.web import guard, texts_done
from khaosat.web.admin import pages
from khaosat.web.languages import language
from khaosat.web.outcome import outcome

NEEDS = Permission.ADMIN_CATALOGUE


@pages.get("/quan-tri/mot-cua", needs=NEEDS)
def offices() -> str:
    """List the offices."""
    words = request.args.get("tim", "")[:100]
    found = keeping.office_list(guard.session(), day=guard.now().date(), search=words)
    return render_template("admin/offices.html", offices=found, words=words)


@pages.get("/quan-tri/mot-cua/<office_key>", needs=NEEDS)
def office(office_key: str) -> str:
    """Show one office, its counters, slip settings and placards."""
    today = guard.now().date()
    found = keeping.office_file(guard.session(), office_key=office_key, day=today)
    hang = placards.of_office(guard.session(), office_key=office_key, day=today)
    served = slips.fields_of(guard.session(), office_id=found.line.id)
    names = [(one.key, one.names.get(language()) or one.names["vi"]) for one in served]
    return render_template(
        "admin/office.html", file=found, office=found.line, placards=hang, today=today, slip_fields=names
    )


@pages.post("/quan-tri/mot-cua/<office_key>/phieu-co-ma", needs=NEEDS)
def set_slips(office_key: str) -> Response:
    """Say from which day on slips are handed out, or no longer."""
    handed_out, day = request.form.get("slips") == "yes", request.form.get("day", "")
    return outcome(
        lambda: keeping.set_slips(
            guard.session(), office_key=office_key, handed_out=handed_out, valid_from=_day(day), by=guard.actor(),
            at=guard.now(),
        ),
        done=texts_done.done("offices:set_slips"),
        to=url_for("admin.office", office_key=office_key),
    )  # fmt: skip  # one act, one line of thought


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidFailure(field="day", reason="unreadable") from None

"""A unit's own placards and those below it: to look at and to print."""

from flask import Response, render_template, request

from khaosat.policy import Permission
from khaosat.services import placards as keeping
from khaosat.web import guard, printing
from khaosat.web.unit import pages

NEEDS = Permission.UNIT_PLACARDS


@pages.get("/ket-qua/bang-ma", needs=NEEDS)
def placards() -> str:
    """List what hangs in the person's units."""
    return render_template("unit/placards.html", lines=_hanging())


@pages.get("/ket-qua/bang-ma/in.pdf", needs=NEEDS)
def print_placards() -> Response:
    """Hand out the posters of all these offices, or of the one asked for."""
    office_key = request.args.get("mot-cua") or None
    return printing.posters(_hanging(office_key=office_key), name=office_key or "don-vi")


@pages.get("/ket-qua/bang-ma/<code>/ma.<extension>", needs=NEEDS)
def placard_code(code: str, extension: str) -> Response:
    """Hand out one code as SVG or PNG."""
    return printing.code(_hanging(code=code)[0], extension)


def _hanging(*, office_key: str | None = None, code: str | None = None) -> tuple[keeping.PlacardLine, ...]:
    units = guard.person().scope.reads
    return keeping.hanging(guard.session(), day=guard.now().date(), units=units, office_key=office_key, code=code)

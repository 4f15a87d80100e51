"""A unit's own placards and those below it: to look at and to print."""

from flask import Response, render_template

from khaosat.policy import Permission
from khaosat.services import placards as keeping
from khaosat.web import guard, print_orders, printing
from khaosat.web.unit import pages

NEEDS = Permission.UNIT_PLACARDS


@pages.get("/ket-qua/bang-ma", needs=NEEDS)
def placards() -> str:
    """List what hangs in the person's units."""
    return render_template("unit/placards.html", lines=_hanging(), orders_laid=print_orders.own(NEEDS))


@pages.get("/ket-qua/bang-ma/<code>/ma.<extension>", needs=NEEDS)
def placard_code(code: str, extension: str) -> Response:
    """Hand out one code as SVG or PNG."""
    return printing.code(_hanging(code=code)[0], extension)


@pages.get("/ket-qua/bang-ma/<code>/phieu-giay.pdf", needs=NEEDS)
def paper_form(code: str) -> Response:
    """Hand out the questionnaire on paper, to be copied."""
    return printing.paper(_hanging(code=code)[0])


def _hanging(code: str | None = None) -> tuple[keeping.PlacardLine, ...]:
    return keeping.hanging(guard.session(), day=guard.now().date(), units=guard.person().scope.reads, code=code)

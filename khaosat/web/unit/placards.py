"""A unit's own placards and those below it: to look at and to print."""

from flask import Response, render_template

from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Permission, Realm
from khaosat.services import placard_health
from khaosat.services import placards as keeping
from khaosat.services.calendar import last_closed
from khaosat.services.placard_health import PlacardHealth
from khaosat.web import guard, print_orders, printing, texts_placards
from khaosat.web.unit import pages

NEEDS = Permission.UNIT_PLACARDS
WIDE = Scope(
    reads=Everything("how often placards are scanned and answered, for their own unit by the step"),
    realms=frozenset({Realm.TALLIES, Realm.SCANS, Realm.DOSSIERS}),
)


@pages.get("/ket-qua/bang-ma", needs=NEEDS)
def placards() -> str:
    """List what hangs in the person's units."""
    return render_template(
        "unit/placards.html", lines=_hanging(), orders_laid=print_orders.own(NEEDS), troubled=_troubled()
    )


@pages.get("/ket-qua/bang-ma/<code>/ma.<extension>", needs=NEEDS)
def placard_code(code: str, extension: str) -> Response:
    """Hand out one code as SVG or PNG."""
    return printing.code(_hanging(code=code)[0], extension)


@pages.get("/ket-qua/bang-ma/<code>/phieu-giay.pdf", needs=NEEDS)
def paper_form(code: str) -> Response:
    """Hand out the questionnaire on paper, to be copied."""
    return printing.paper(_hanging(code=code)[0])


@pages.get("/ket-qua/bang-ma/tinh-trang", needs=NEEDS)
def placard_states() -> str:
    """Show how the person's placards stand at the end of the newest step."""
    return render_template("unit/placard_states.html", found=health(), words=texts_placards)


def _troubled() -> int:
    return sum(one.health in placard_health.TROUBLED for one in health())


def health() -> tuple[PlacardHealth, ...]:
    """Return how the person's placards stand at the end of the newest step, the worst first."""
    units = guard.person().scope.reads
    with open_session(guard.engine(), WIDE) as wide:
        return placard_health.of_units(guard.session(), wide=wide, units=units, closed=last_closed(guard.now()))


def _hanging(code: str | None = None) -> tuple[keeping.PlacardLine, ...]:
    return keeping.hanging(guard.session(), day=guard.now().date(), units=guard.person().scope.reads, code=code)

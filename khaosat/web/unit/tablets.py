"""Tablets at the exits of a unit and those below it."""

from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import placards as keeping
from khaosat.services.placards import PlacardLine
from khaosat.web import guard
from khaosat.web import tablets as shared
from khaosat.web.unit import pages

NEEDS = Permission.UNIT_KIOSKS


@pages.get("/ket-qua/bang-ma/<code>/kiosk", needs=NEEDS)
def tablets(code: str) -> str:
    """Show the tablets of a placard."""
    return shared.page("unit", _placard(code))


@pages.post("/ket-qua/bang-ma/<code>/kiosk", needs=NEEDS)
def invite_tablet(code: str) -> str | Response:
    """Make a one-time code for a tablet."""
    return shared.invite("unit", _placard(code))


@pages.post("/ket-qua/bang-ma/<code>/kiosk/<int:kiosk_id>/thu-hoi", needs=NEEDS)
def revoke_tablet(code: str, kiosk_id: int) -> Response:
    """End a tablet's enrolment."""
    return shared.revoke("unit", _placard(code), kiosk_id)


@pages.post("/ket-qua/bang-ma/<code>/gio", needs=NEEDS)
def set_hours(code: str) -> Response:
    """Say when the office's tablets take answers."""
    return shared.set_hours("unit", _placard(code))


def _placard(code: str) -> PlacardLine:
    units = guard.person().scope.reads
    return keeping.hanging(guard.session(), day=guard.now().date(), units=units, code=code)[0]

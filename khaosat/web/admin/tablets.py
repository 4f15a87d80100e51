"""Tablets at the exits, anywhere in the province."""

from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import placards as keeping
from khaosat.services.placards import PlacardLine
from khaosat.web import guard
from khaosat.web import tablets as shared
from khaosat.web.admin import pages

NEEDS = Permission.ADMIN_KIOSKS


@pages.get("/quan-tri/bang-ma/<code>/kiosk", needs=NEEDS)
def tablets(code: str) -> str:
    """Show the tablets of a placard."""
    return shared.page("admin", _placard(code))


@pages.post("/quan-tri/bang-ma/<code>/kiosk", needs=NEEDS)
def invite_tablet(code: str) -> str | Response:
    """Make a one-time code for a tablet."""
    return shared.invite("admin", _placard(code))


@pages.post("/quan-tri/bang-ma/<code>/kiosk/<int:kiosk_id>/thu-hoi", needs=NEEDS)
def revoke_tablet(code: str, kiosk_id: int) -> Response:
    """End a tablet's enrolment."""
    return shared.revoke("admin", _placard(code), kiosk_id)


@pages.post("/quan-tri/bang-ma/<code>/gio", needs=NEEDS)
def set_hours(code: str) -> Response:
    """Say when the office's tablets take answers."""
    return shared.set_hours("admin", _placard(code))


def _placard(code: str) -> PlacardLine:
    return keeping.placard(guard.session(), code=code, day=guard.now().date())

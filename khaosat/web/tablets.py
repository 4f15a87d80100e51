"""Tablets of a placard as who keeps them sees them: the same page for the administrator and for a unit's head."""

import re
from dataclasses import dataclass

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import InvalidFailure
from khaosat.services import codes, kiosks, office_hours
from khaosat.services.kiosks import KioskLine
from khaosat.services.office_hours import Hours
from khaosat.services.placards import PlacardLine
from khaosat.services.visiting import look
from khaosat.web import guard, texts_done
from khaosat.web.outcome import outcome


@dataclass(frozen=True)
class TabletsPage:
    """A placard, its tablets, its office's hours; `audience` is whose page it is."""

    audience: str
    placard: PlacardLine
    kiosks: tuple[KioskLine, ...]
    hours: Hours
    address: str


def page(audience: str, placard: PlacardLine) -> str:
    """Show the tablets of a placard."""
    session, at = guard.session(), guard.now()
    office_id = look(session, code=placard.code, today=at.date()).office_id
    shown = TabletsPage(
        audience,
        placard,
        kiosks.lines(session, placard=placard, at=at),
        office_hours.hours(session, office_id=office_id),
        _address(placard),
    )
    return render_template("parts/tablets.html", page=shown)


def invite(audience: str, placard: PlacardLine) -> str | Response:
    """Make a one-time code and show it, once."""
    made: list[str] = []
    act = outcome(
        lambda: made.append(kiosks.invite(guard.session(), placard=placard, by=guard.actor(), at=guard.now())),
        done=texts_done.done("kiosks:invite"),
        to=url_for(f"{audience}.tablets", code=placard.code),
    )
    if not made:
        return act
    code = codes.grouped(made[0])
    shown = {"audience": audience, "placard": placard, "code": code, "address": _address(placard)}
    return render_template("parts/tablet_code.html", **shown)


def revoke(audience: str, placard: PlacardLine, kiosk_id: int) -> Response:
    """End a tablet's enrolment at once."""
    return outcome(
        lambda: kiosks.revoke(
            guard.session(), placard=placard, kiosk_id=kiosk_id, by=guard.actor(), at=guard.now()
        ),
        done=texts_done.done("kiosks:revoke"),
        to=url_for(f"{audience}.tablets", code=placard.code),
    )  # fmt: skip  # one act, one line of thought


def set_hours(audience: str, placard: PlacardLine) -> Response:
    """Say when the tablets of the placard's office take answers."""
    return outcome(
        lambda: office_hours.set_hours(
            guard.session(), placard=placard, wanted=_wanted(), by=guard.actor(), at=guard.now()
        ),
        done=texts_done.done("offices:set_hours"),
        to=url_for(f"{audience}.tablets", code=placard.code),
    )  # fmt: skip  # one act, one line of thought


def _wanted() -> Hours:
    days = {int(day) for day in request.form.getlist("days") if day in set("0123456")}
    return Hours(_quarter("opens"), _quarter("closes"), sum(1 << day for day in days))


def _quarter(name: str) -> int:
    found = re.fullmatch(r"(\d\d):(\d\d)", request.form.get(name, ""))
    if found is None:
        raise InvalidFailure(field="hours", reason="unreadable")
    return int(found[1]) * 4 + int(found[2]) // 15


def _address(placard: PlacardLine) -> str:
    return f"{guard.settings().public_url}/kiosk/{placard.code}"

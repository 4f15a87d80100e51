"""Asking for a reply, from the receipt page: a message of its own that carries nothing of the answer."""

from dataclasses import dataclass, field

from flask import request

from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.services import cases
from khaosat.services.cases import Asked, Request
from khaosat.services.checking import COMMENT_LENGTH, without_controls
from khaosat.services.receipts import Standing
from khaosat.web import guard
from khaosat.web.citizen import desk


@dataclass(frozen=True)
class Asking:
    """What the receipt page shows of a request: the one that stands, or what was typed and why it was not taken."""

    stands: Asked | None = None
    typed: dict[str, str] = field(default_factory=dict)
    problem: str | None = None


def of(receipt: bytes) -> Asking:
    """Return the request that came with this receipt, if there is one."""
    for case_id in cases.case_ids(guard.settings().keys, receipt):
        with open_session(guard.engine(), Scope.asking(0, case_id).reading()) as session:
            found = cases.asked(session, case_id=case_id)
        if found is not None:
            return Asking(found)
    return Asking()


def ask(receipt: bytes, standing: Standing) -> tuple[str | None, Asking]:
    """Keep what was asked for; returns what was done, and what the page shows."""
    wanted = Request(
        text=without_controls(request.form.get("loi", ""))[: COMMENT_LENGTH + 1],
        contact=without_controls(request.form.get("lien-he", ""))[: COMMENT_LENGTH + 1],
        consent=request.form.get("dong-y") == "1",
    )
    place, case_id = standing.place, cases.case_ids(guard.settings().keys, receipt)[0]
    asked_before = of(receipt)
    if asked_before.stands:
        return None, asked_before
    try:
        with open_session(guard.engine(), Scope.asking(place.unit_id, case_id)) as session:
            cases.ask(
                session,
                case_id=case_id,
                office_id=place.office_id,
                unit_id=place.unit_id,
                request=wanted,
                at=desk.now(),
            )
    except InvalidFailure as failure:
        typed = {"loi": wanted.text, "lien-he": wanted.contact}
        return None, Asking(None, typed, str(failure.details["field"]))
    except ConflictFailure:
        pass  # a double tap: it stands already
    return "asked", of(receipt)


def take_back(receipt: bytes, standing: Standing) -> str | None:
    """Delete the request that came with this receipt; returns what was done."""
    for case_id in cases.case_ids(guard.settings().keys, receipt):
        with open_session(guard.engine(), Scope.asking(standing.place.unit_id, case_id)) as session:
            try:
                cases.take_back(session, case_id=case_id)
            except NotFoundFailure:
                continue
            return "taken_back"
    return None

"""The proof that an answer is in its day's seal: for who holds the receipt, to keep or to give to a stranger."""

import json

from flask import Response, current_app, request

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission, Realm
from khaosat.services import inclusion, receipts
from khaosat.services.inclusion import Days, Proof
from khaosat.services.receipts import Standing
from khaosat.web import guard
from khaosat.web.citizen import desk, pages

WHOLE_DAY = Scope(
    reads=Everything("the way of one answer to its day's root"), realms=frozenset({Realm.ANSWERS, Realm.SEALS})
)


@pages.post("/bien-nhan/bang-chung", needs=Permission.PUBLIC)
def proof() -> Response:
    """Hand the proof out as a file; the receipt comes in the form and stands in no address."""
    code = receipts.typed(request.form.get("ma", ""))
    with desk.finding(receipts.answer_id_of(code)) as session:
        standing = receipts.standing(session, receipt=code, at=desk.now())
    found = proof_of(standing)
    if found is None:
        raise NotFoundFailure(what="proof")
    shown = Response(json.dumps(found.as_json(), indent=1), mimetype="application/json")
    shown.headers["Content-Disposition"] = f'attachment; filename="bang-chung-{found.seal.day.isoformat()}.json"'
    return shown


def proof_of(standing: Standing) -> Proof | None:
    """Return the proof of that answer, None while its day is open, not sealed yet, or waits to be sealed again."""
    if standing.open_until is not None:
        return None
    days: Days = current_app.extensions.setdefault("sealed_days", Days())
    with open_session(guard.engine(), WHOLE_DAY) as session:
        return inclusion.prove(session, days=days, answer_id=standing.answer_id, day=standing.place.day)

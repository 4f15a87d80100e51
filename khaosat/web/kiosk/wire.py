"""What the tablet's script says to the server and hears from it, in JSON.

The posts are exempt from the forms' token: each answer carries a signed token of its own that no other site can know,
the cookie is SameSite=Strict, and a post without it is saved and held.
"""

import time
from datetime import date
from typing import Any, Final

from flask import current_app, jsonify, request
from pydantic import BaseModel, Field, StrictBool, StrictInt, ValidationError
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from config import ZONE
from khaosat.errors import InvalidFailure, RoundClosedFailure, TokenFailure
from khaosat.policy import Permission
from khaosat.services import kiosk_answers
from khaosat.services.kiosk_answers import Kept
from khaosat.web import guard
from khaosat.web.kiosk import desk, entrance, pages
from khaosat.web.kiosk.desk import Desk
from khaosat.web.languages import languages

POOL: Final = 200
"""Tokens a tablet holds: a week without a network at thirty answers a day."""
AT_ONCE: Final = 50
APART: Final = 5.0
"""Seconds between two presses; the tablet ignores a quicker one, the server holds what a tablet did not ignore."""
_PRESSES = "kiosk_presses"


class Sent(BaseModel):
    """One answer as the tablet sends it; `live` where the press was a moment ago."""

    token: str
    score: StrictInt = Field(ge=1, le=5)
    language: str
    day: date
    slot: StrictInt = Field(ge=0, le=95)
    sure: StrictBool = False
    live: StrictBool = False


@pages.get("/kiosk/<code>/trang-thai", needs=Permission.PUBLIC)
def state(code: str) -> Response:
    """Say whether the tablet is enrolled, what time it is here, when it takes answers, and hand out tokens."""
    found = desk.desk(code)
    local = guard.now().astimezone(ZONE)
    second = (local.hour * 60 + local.minute) * 60 + local.second
    said: dict[str, Any] = {"enrolled": found.enrolled, "day": local.date().isoformat(), "second": second}
    if found.enrolled:
        wanted = request.args.get("can", 0, type=int)
        hours = {"opens": found.hours.opens, "closes": found.hours.closes, "days": found.hours.days}
        asks = found.survey is not None
        said |= {"tokens": desk.draw(found.placard, min(max(0, wanted), POOL)) if asks else [], "asks": asks}
        said |= {"hours": hours, "version": entrance.shape(found).version}
    return jsonify(said)


@pages.post("/kiosk/<code>/phieu", needs=Permission.PUBLIC)
def take(code: str) -> Response:
    """Save what the tablet sends and name the tokens that stand in the book: those it may forget."""
    found = desk.desk(code)
    sent = request.get_json()
    answers = sent.get("answers") if isinstance(sent, dict) else None
    if not isinstance(answers, list) or len(answers) > AT_ONCE:
        raise BadRequest
    kept = [one["token"] for one in answers if _is_taken(found, one)]
    return jsonify(enrolled=found.enrolled, kept=kept)


def _is_taken(found: Desk, one: object) -> bool:
    try:
        sent = Sent.model_validate(one)
        if sent.language not in languages():
            return False
        token = desk.token(found.placard, sent.token)
        with desk.holding(found.placard, token.answer_id) as session:
            kiosk_answers.take(
                session,
                placard=found.placard,
                survey_on=desk.survey_on(),
                token=token,
                kept=Kept(sent.score, sent.language, sent.day, sent.slot, sent.sure, _doubt(found, sent)),
                field_id=found.field_id,
                at=guard.now(),
            )
    except (ValidationError, TokenFailure, InvalidFailure, RoundClosedFailure):
        return False
    return True


def _doubt(found: Desk, sent: Sent) -> str | None:
    """Return why the answer is doubtful before it is looked at; the last press of each tablet is kept in memory."""
    if not found.enrolled or found.kiosk is None:
        return "kiosk_revoked"
    if not sent.live:
        return None
    presses: dict[int, tuple[float, str]] = current_app.extensions.setdefault(_PRESSES, {})
    now = time.monotonic()
    last, by = presses.get(found.kiosk.id, (-APART, ""))
    presses[found.kiosk.id] = (now, sent.token)
    return "kiosk_fast" if now - last < APART and by != sent.token else None

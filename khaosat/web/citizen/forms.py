"""Reading what a citizen's form sent. What cannot be taken is named field by field; the rest is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import request

from khaosat.errors import InvalidFailure
from khaosat.services import slips
from khaosat.services.answering import Given, Survey
from khaosat.services.checking import check_comment, without_controls

SLIP, SLIP_SHOWN = "phieu", 40  # a receipt slip's field; characters of a mistyped one shown back
SCORE = "q-"  # before an item's code in a field's name
NUMBERS = ("officer_id", "field_id", "trips")
WORDS = ("kind", "punctuality")
SHOWN_BACK = 4000  # characters of a comment that is far too long


@dataclass
class Later:
    """What a later page sent: what can be taken, and a reason for each field that cannot."""

    given: Given
    problems: dict[str, str] = field(default_factory=dict)

    def take(self, into: dict[str, Any], name: str, read: Callable[[], object]) -> None:
        """Put one field where it belongs, or its reason among the problems."""
        try:
            into[name] = read()
        except InvalidFailure as failure:
            self.problems[name] = str(failure.details["reason"])


def face(name: str = "diem") -> int:
    """Return the face that was touched, 1 … 5; raises InvalidFailure."""
    return _score(name, request.form.get(name, ""))


def face_or_none(name: str = "diem") -> int | None:
    """Return the face that was touched, or None where that cannot be told."""
    try:
        return face(name)
    except InvalidFailure:
        return None


def later(survey: Survey) -> Later:
    """Return what a later page gave: scores that were chosen, and details (an empty one clears what stood)."""
    read = Later(Given({}, {}))
    scores: dict[str, int] = {}
    details: dict[str, Any] = {}
    for item in survey.questionnaire.items[1:]:
        if chosen := request.form.get(SCORE + item.code):
            read.take(scores, item.code, partial(_score, item.code, chosen, lowest=0))
    for name in NUMBERS:
        if sent := request.form.get(name):
            read.take(details, name, partial(_number, name, sent))
        elif sent is not None:
            details[name] = None
    details |= {name: request.form[name] or None for name in WORDS if name in request.form}
    if "comment" in request.form:  # the page that has it has these too; a box not ticked is not sent
        read.take(details, "comment", _comment)
        details["reasons"] = tuple(request.form.getlist("reasons"))
        details["demanded"] = True if "demanded" in request.form else None
    if request.form.get("watched") in {"0", "1"}:
        details["watched"] = request.form["watched"] == "1"
    return Later(Given(scores, details), read.problems)


def slip() -> str | None:
    """Return the receipt slip that came along or was typed, as it could stand in a form; None for none."""
    sent = request.form.get(SLIP, "")
    return slips.typed(sent) or without_controls(sent).strip()[:SLIP_SHOWN] or None


def comment_typed() -> str:
    """Return the comment as it was typed, without what a page cannot hold."""
    return without_controls(request.form.get("comment", ""))[:SHOWN_BACK]


def _comment() -> str | None:
    if request.form["comment"] and request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidFailure(field="comment", reason="encoding") from None
    return check_comment(request.form["comment"])


def _score(name: str, sent: str, *, lowest: int = 1) -> int:
    value = _number(name, sent)
    if not lowest <= value <= 5:  # noqa: PLR2004  the scale's five levels
        raise InvalidFailure(field=name, reason="off_the_scale")
    return value


def _number(name: str, sent: str) -> int:
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):  # noqa: PLR2004  no id is longer
        raise InvalidFailure(field=name, reason="not_a_number")
    return int(sent)

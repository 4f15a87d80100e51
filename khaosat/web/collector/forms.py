"""Reading one typed form: a digit or a hyphen for each item, in the questionnaire's order; the rest is optional."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask import request

from khaosat.errors import InvalidFailure
from khaosat.services.answering import Survey
from khaosat.services.checking import check_comment
from khaosat.services.entering import Form

ITEM: Final = "q-"  # before an item's code in a field's name
NUMBERS: Final = ("officer_id", "field_id", "trips")
WORDS: Final = ("kind", "punctuality")
LEFT_OUT: Final = "-"


@dataclass
class Typed:
    """What was typed: the form as far as it can be read, and a reason for each field that cannot."""

    scores: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def form(self, mode: str, day: date) -> Form:
        """Return the form; only without problems."""
        return Form(mode, day, self.scores, self.details)


def typed(survey: Survey) -> Typed:
    """Return what came with the post. Every item needs its digit, or a hyphen where the paper leaves it empty."""
    read = Typed()
    for item in survey.questionnaire.items:
        name = ITEM + item.code
        sent = request.form.get(name, "").strip()
        if sent in {"1", "2", "3", "4", "5"} or (sent == "0" and item.may_skip):
            read.scores[item.code] = int(sent)
        elif sent != LEFT_OUT or item is survey.questionnaire.overall:
            read.problems[name] = "digit" if sent else "empty"
    for name in NUMBERS:
        sent = request.form.get(name, "")
        if sent.isascii() and sent.isdigit() and len(sent) < 10:  # noqa: PLR2004  no id is longer
            read.details[name] = int(sent)
    read.details |= {name: request.form[name] for name in WORDS if request.form.get(name)}
    try:
        read.details["comment"] = check_comment(request.form.get("comment"))
    except InvalidFailure as failure:
        read.problems["comment"] = str(failure.details["reason"])
    return read

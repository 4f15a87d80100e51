"""One answer before it is stored: a plain value, and the one validation every way in goes through."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from khaosat.errors import InvalidFailure, RoundClosedFailure
from khaosat.models.response import MODES, NOT_APPLICABLE, PLACES
from khaosat.queries.questionnaire import ItemView, QuestionnaireView
from khaosat.queries.standing_round import RoundView

COMMENT_LENGTH = 1000  # characters
SALT_BYTES = 16
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")  # which ones there are is the pages' affair
KINDS = frozenset({"person", "business"})
PUNCTUALITY = ("early", "on_time", "late")
TRIPS = (1, 2, 3)  # 3 is three or more
REASONS = ("waiting", "attitude", "guidance", "papers", "late", "result", "fees", "facilities")
HELD_REASONS = frozenset(
    {"cross_site", "repeated", "offline_late", "offline_day", "kiosk_revoked", "kiosk_fast", "pattern"}
)  # what each means: docs/glossary.md
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Signs that turn the direction of writing: invisible, not asked for in any language here, and good for deceit."""
_REASONS = frozenset(REASONS)
_MODES = frozenset(MODES)
_EMPTY: dict[str, Any] = dict.fromkeys((*PLACES, "digest_scores", "digest_comment"))


@dataclass(frozen=True)
class Place:
    """Where an answer is given; `officers`, `fields` are the ids that may be named there (None: not asked)."""

    office_id: int
    unit_id: int
    officers: frozenset[int] | None = None
    fields: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answers. `scores` maps item codes to 1 … 5, or 0 where an item may be skipped."""

    id: UUID
    day: date
    slot: int
    scores: Mapping[str, int]
    mode: str = "placard"
    language: str = "vi"
    placard_id: int | None = None
    kind: str | None = None
    officer_id: int | None = None
    field_id: int | None = None
    verified: bool = False
    held_reason: str | None = None
    repeat_of_day: int | None = None
    changes: int = 0
    trips: int | None = None
    punctuality: str | None = None
    reasons: tuple[str, ...] = field(default=())
    comment: str | None = None
    watched: bool | None = None
    demanded: bool | None = None


def check(answer: Answer, *, place: Place, round_: RoundView, questionnaire: QuestionnaireView) -> dict[str, Any]:
    """Return the answer as a row of `responses`, with two fresh salts.

    Raises InvalidFailure naming the field and the reason, RoundClosedFailure outside the round's days.
    """
    if not round_.is_open(answer.day):
        raise RoundClosedFailure(round=round_.key)
    check_details(answer, place)
    salts = os.urandom(2 * SALT_BYTES)
    row = _EMPTY | check_scores(answer.scores, questionnaire)
    if not row[questionnaire.overall.column]:
        raise InvalidFailure(field=questionnaire.overall.code, reason="missing")
    row.update(
        id=answer.id, unit_id=place.unit_id, office_id=place.office_id, placard_id=answer.placard_id,
        round_id=round_.id, questionnaire_id=questionnaire.id, day=answer.day, slot=answer.slot, mode=answer.mode,
        language=answer.language, kind=answer.kind, officer_id=answer.officer_id, field_id=answer.field_id,
        verified=answer.verified, state="held" if answer.held_reason else "counted", held_reason=answer.held_reason,
        repeat_of_day=answer.repeat_of_day, changes=answer.changes, trips=answer.trips,
        punctuality=answer.punctuality, reasons=list(answer.reasons) or None, comment=check_comment(answer.comment),
        watched=answer.watched, demanded=answer.demanded, salt_scores=salts[:SALT_BYTES],
        salt_comment=salts[SALT_BYTES:],
    )  # fmt: skip  # a row is read across
    return row


def check_scores(scores: Mapping[str, int], questionnaire: QuestionnaireView) -> dict[str, int]:
    """Return the scores by their columns; raises InvalidFailure for an unknown item or a value off the scale."""
    by_code = questionnaire.by_code
    columns = {}
    for code, score in scores.items():
        item = by_code.get(code)
        if item is None:
            raise InvalidFailure(field=code, reason="unknown_item")
        if not _fits(score, item):
            raise InvalidFailure(field=code, reason="off_the_scale")
        columns[item.column] = score
    return columns


def check_comment(typed: str | None) -> str | None:
    """Return the comment composed (NFC) and trimmed, None for nothing said.

    Raises InvalidFailure with the reason `too_long`, `control` or `encoding`.
    """
    if not typed:
        return None
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).translate(TURNS).strip()
    if "\ufffd" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InvalidFailure(field="comment", reason="encoding")
    if not text.isprintable() and any(_is_control(letter) for letter in text):
        raise InvalidFailure(field="comment", reason="control")
    if len(text) > COMMENT_LENGTH:
        raise InvalidFailure(field="comment", reason="too_long", length=len(text), most=COMMENT_LENGTH)
    return text or None


def without_controls(typed: str) -> str:
    """Return the text without what cannot be shown, to hand back to the person who typed it."""
    return "".join(letter for letter in typed if not _is_control(letter) and not "\ud800" <= letter <= "\udfff")


def _is_control(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) == "Cc"


def _fits(score: int, item: ItemView) -> bool:
    return 1 <= score <= 5 or (score == NOT_APPLICABLE and item.may_skip)  # noqa: PLR2004  the scale's five levels


def check_details(answer: Answer, place: Place) -> None:
    """Raise InvalidFailure for a detail that is not on offer; scores and comment are checked apart."""
    for name, fits in (
        ("slot", 0 <= answer.slot < 96),  # noqa: PLR2004  quarter hours of a day
        ("mode", answer.mode in _MODES),
        ("language", LANGUAGE.fullmatch(answer.language) is not None),
        ("kind", answer.kind is None or answer.kind in KINDS),
        ("officer_id", _may_name(answer.officer_id, place.officers)),
        ("field_id", _may_name(answer.field_id, place.fields)),
        ("held_reason", answer.held_reason is None or answer.held_reason in HELD_REASONS),
        ("trips", answer.trips is None or answer.trips in TRIPS),
        ("punctuality", answer.punctuality is None or answer.punctuality in PUNCTUALITY),
        ("reasons", _REASONS.issuperset(answer.reasons)),
    ):
        if not fits:
            raise InvalidFailure(field=name, reason="not_offered")


def _may_name(named: int | None, offered: frozenset[int] | None) -> bool:
    return named is None or offered is None or named in offered

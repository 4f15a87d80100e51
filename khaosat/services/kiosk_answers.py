"""What a kiosk sends: taps of this moment and those it kept while there was no network, each exactly once.

A thank-you on the tablet is an acknowledgement. So whatever arrives with a genuine token is saved; what is doubtful
about it is said in `held_reason`, and Internal Affairs decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import DayClosedFailure, RoundClosedFailure
from khaosat.queries.placard_by_code import PlacardView
from khaosat.services import answering
from khaosat.services.answering import Recorded, Survey, Tap
from khaosat.services.days import day_of, slot_of
from khaosat.services.tokens import Token

COUNTED_FOR: Final = timedelta(days=7)
"""An answer that comes later than this after its day is held."""
SurveyOn = Callable[[date], Survey]


@dataclass(frozen=True)
class Kept:
    """A tap as the kiosk kept it: day and quarter hour by its own reckoning, `sure` unless it lost count of time.

    `doubt` is a reason known before the tap is looked at (a revoked kiosk, presses too quick after one another).
    """

    score: int
    language: str
    day: date
    slot: int
    sure: bool
    doubt: str | None = None


def take(
    session: ScopedSession,
    *,
    placard: PlacardView,
    survey_on: SurveyOn,
    token: Token,
    kept: Kept,
    field_id: int | None,
    at: datetime,
) -> Recorded | None:
    """Save a tap, or another face chosen for it; None where its day has closed and the first choice stands.

    It goes to its own day: one that has closed is settled anew, with the answer in it. Raises InvalidFailure for a
    score off the scale, RoundClosedFailure where nothing was ever asked.
    """
    day, slot, doubt = _when(kept, token, at)
    survey, asked = _survey(survey_on, day, token)
    if asked != day:
        day, doubt = asked, "offline_day"
    tap = Tap(
        score=kept.score,
        at=at,
        language=kept.language,
        field_id=field_id,
        held_reason=kept.doubt or doubt,
        mode="kiosk",
        late=(day, slot),
    )
    try:
        return answering.submit(session, placard=placard, survey=survey, token=token, tap=tap)
    except DayClosedFailure:
        return None


def _when(kept: Kept, token: Token, at: datetime) -> tuple[date, int, str | None]:
    """Return day and quarter hour between the token's making and now, and what is doubtful about them.

    The token was drawn at a moment the server confirmed and signed: no tap with it can be older.
    """
    earliest = (day_of(token.issued_at), slot_of(token.issued_at))
    latest = (day_of(at), slot_of(at))
    when = max(earliest, min((kept.day, kept.slot), latest))  # a jump of our own clock: now wins
    when = min(when, latest)
    if when[0] != kept.day or (not kept.sure and when[0] != latest[0]):
        return *when, "offline_day"
    return *when, "offline_late" if latest[0] - when[0] > COUNTED_FOR else None


def _survey(survey_on: SurveyOn, day: date, token: Token) -> tuple[Survey, date]:
    try:
        return survey_on(day), day
    except RoundClosedFailure:  # closed while the kiosk had no network: what was asked when the token was drawn
        drawn = day_of(token.issued_at)
        return survey_on(drawn), drawn

"""What the kiosk's views stand on: the placard, the tablet's cookie, the keys of its tokens, what is asked on a day."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request

from config import key_ring
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import NotFoundFailure, PlacardUnknownFailure, RoundClosedFailure
from khaosat.services import kiosks, office_hours, tokens, visiting
from khaosat.services.days import day_of
from khaosat.services.kiosks import KioskView
from khaosat.services.office_hours import Hours
from khaosat.services.tokens import Token
from khaosat.services.visiting import PlacardView, Survey
from khaosat.web import guard

COOKIE = "may"


@dataclass(frozen=True)
class Desk:
    """A placard, the tablet that asks (None: a stranger), and what its office asks now and when."""

    placard: PlacardView
    kiosk: KioskView | None
    survey: Survey | None
    hours: Hours
    field_id: int | None

    @property
    def enrolled(self) -> bool:
        """Whether this tablet may show its faces: enrolled here, not revoked, the placard still hanging."""
        stands = self.kiosk is not None and not self.kiosk.revoked and self.kiosk.placard_id == self.placard.id
        return stands and not self.placard.revoked


def desk(code: str) -> Desk:
    """Return what stands behind that code for this tablet; raises NotFoundFailure."""
    today = day_of(guard.now())
    with reading() as session:
        try:
            placard = visiting.look(session, code=code, today=today)
        except PlacardUnknownFailure:  # whoever sets up a tablet has the code in front of them: nothing to suggest
            raise NotFoundFailure(what="placard") from None
        try:
            survey = visiting.survey(session, today=today)
        except RoundClosedFailure:
            survey = None
        served = visiting.fields(session, placard=placard)
        return Desk(
            placard,
            kiosks.holder(session, cookie=request.cookies.get(COOKIE, "")),
            survey,
            office_hours.hours(session, office_id=placard.office_id),
            served[0].id if len(served) == 1 else None,
        )


def survey_on() -> Callable[[date], Survey]:
    """Return a way to ask what was asked on a day."""

    def ask(day: date) -> Survey:
        with reading() as session:
            return visiting.survey(session, today=day)

    return ask


def reading() -> AbstractContextManager[ScopedSession]:
    """Open a session that sees the catalogue and changes nothing."""
    return open_session(guard.engine(), Scope.public())


def enrolling(placard: PlacardView) -> AbstractContextManager[ScopedSession]:
    """Open a session that enrols a tablet of that placard's unit."""
    return open_session(guard.engine(), Scope.enrolling(placard.unit_id))


def holding(placard: PlacardView, answer_id: UUID) -> AbstractContextManager[ScopedSession]:
    """Open a session that writes in that unit and sees one answer."""
    return open_session(guard.engine(), Scope.citizen(placard.unit_id, answer_id))


def draw(placard: PlacardView, number: int) -> list[str]:
    """Return fresh tokens, each good for one answer at that office."""
    keys, at = _keys(), guard.now()
    return [
        tokens.issue(keys, nonce=os.urandom(tokens.NONCE_BYTES), office_id=placard.office_id, at=at)
        for _ in range(number)
    ]


def token(placard: PlacardView, text: str) -> Token:
    """Return the token read; raises TokenFailure."""
    return tokens.read(_keys(), text, office_id=placard.office_id)


def _keys() -> tuple[bytes, ...]:
    return key_ring(guard.settings().keys, "token")

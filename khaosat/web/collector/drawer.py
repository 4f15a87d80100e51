"""The forms a collector entered last, kept in their own signed cookie until the day they were entered on closes.

The server keeps nothing that leads from a collector to an answer: the cookie holds the tokens of the forms.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from flask import session

from khaosat.errors import NotFoundFailure
from khaosat.services.days import day_of, is_closed
from khaosat.web import guard

MOST: Final = 10
_DRAWER = "entries"


@dataclass(frozen=True)
class Entry:
    """One form: its number among those of the day it was entered on, where it belongs, its token."""

    number: int
    office_key: str
    office_name: str
    mode: str
    day: str
    entered_on: str
    token: str
    removed: bool = False

    @property
    def form_day(self) -> date:
        """The day of the form."""
        return date.fromisoformat(self.day)

    @property
    def can_change(self) -> bool:
        """Whether another form can still be put in its place: its day has not closed."""
        return not self.removed and not is_closed(self.form_day, at=guard.now())


def entries() -> list[Entry]:
    """Return what this person can still correct, newest first."""
    kept = [Entry(**one) for one in _drawer()["entries"]]
    return [one for one in kept if not is_closed(date.fromisoformat(one.entered_on), at=guard.now())]


def count() -> int:
    """Return how many forms this person entered today, in this browser."""
    drawer = _drawer()
    return int(drawer["count"]) if drawer["today"] == _today() else 0


def entry(number: int) -> Entry:
    """Return the form of that number; raises NotFoundFailure."""
    found = next((one for one in entries() if one.number == number), None)
    if found is None:
        raise NotFoundFailure(what="entry", number=number)
    return found


def put(*, office_key: str, office_name: str, mode: str, day: date, token: str) -> None:
    """Keep a form that was just stored."""
    number = max((one.number for one in entries()), default=0)
    number = max(number, count()) + 1
    new = Entry(number, office_key, office_name, mode, day.isoformat(), _today(), token)
    _keep([new, *entries()][:MOST], count() + 1)


def take_out(number: int) -> None:
    """Mark a form as removed."""
    kept = [Entry(**{**asdict(one), "removed": True}) if one.number == number else one for one in entries()]
    _keep(kept, count())


def _keep(kept: list[Entry], number: int) -> None:
    session.permanent = True  # closing the browser at noon must not end the chance to correct
    session[_name()] = {"today": _today(), "count": number, "entries": [asdict(one) for one in kept]}


def _drawer() -> dict[str, Any]:
    found: dict[str, Any] = session.get(_name(), {"today": "", "count": 0, "entries": []})
    return found


def _name() -> str:
    return f"{_DRAWER}-{guard.person().account_id}"  # another person at this browser finds an empty drawer


def _today() -> str:
    return day_of(guard.now()).isoformat()

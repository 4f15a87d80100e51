"""What somebody asks to have printed: sheets of placards, or receipt slips of an office. Who asked is in the trail.

Printing itself is a job's (`khaosat.jobs.printing`): a page never waits for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from khaosat.access import ScopedSession, Units
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.services import placards, slips
from khaosat.services.acts import Actor, act, record
from khaosat.services.placards import PlacardLine
from khaosat.services.searching import found_in

SHEETS: Final = ("a4", "a5", "desk")
FORMS: Final = ("pdf", "svg", "png")
SLIPS_A_SHEET: Final = 12
MOST_SHEETS: Final = 50
"""Sheets of slips in one order: six hundred slips, a month of a busy commune."""


@dataclass(frozen=True)
class Pack:
    """Sheets of these kinds for these placards, in one form."""

    codes: tuple[str, ...]
    kinds: tuple[str, ...] = SHEETS
    form: str = "pdf"


@dataclass(frozen=True)
class Slips:
    """Sheets of receipt slips for one office and field."""

    office_key: str
    field_key: str
    sheets: int


@dataclass(frozen=True)
class Report:
    """A unit's report: its content is shaped where it is asked for, and laid out by the job."""

    unit_key: str
    period: str
    final: bool


@dataclass(frozen=True)
class YearPapers:
    """A document of a year of appraisal, of one unit or (no key) of all that who asks sees; shaped when asked."""

    year: int
    name: str
    unit_key: str


Wanted = Pack | Slips | Report | YearPapers


@dataclass(frozen=True)
class Choice:
    """Which of the placards that hang: all in these units that a search finds, or the codes named among them."""

    units: Units | None = None
    search: str = ""
    codes: Collection[str] | None = None
    kinds: Sequence[str] = field(default=SHEETS)
    form: str = "pdf"


def chosen(session: ScopedSession, choice: Choice, *, at: datetime) -> tuple[PlacardLine, ...]:
    """Return the placards a choice comes to, in the order of units' names; a foreign code is not among them."""
    hang = placards.hanging(session, day=at.date(), units=choice.units)
    return tuple(
        line
        for line in hang
        if (choice.codes is None or line.code in choice.codes)
        if found_in(choice.search, line.unit_name, line.parent_name, line.office_name, line.office_key, line.code)
    )


@act("placards:print")
def ask_pack(session: ScopedSession, choice: Choice, *, by: Actor, at: datetime) -> Pack:  # noqa: ARG001  the act leaves `by` in its event
    """Ask for the sheets of the placards chosen.

    Raises InvalidFailure for no kind of sheet, another form, or no placard; NotFoundFailure for codes that do not hang.
    """
    kinds = tuple(kind for kind in SHEETS if kind in choice.kinds)
    if not kinds:
        raise InvalidFailure(field="kinds", reason="none")
    if choice.form not in FORMS:
        raise InvalidFailure(field="form", reason="unknown")
    if choice.codes is not None and not choice.codes:
        raise InvalidFailure(field="placards", reason="none")
    lines = chosen(session, choice, at=at)
    if not lines:
        raise NotFoundFailure(what="placard")
    offices = {line.office_key for line in lines}
    subject = f"office:{offices.pop()}" if len(offices) == 1 else "placards"
    record(session, subject=subject, before=None, after={"placards": len(lines), "sheets": kinds, "form": choice.form})
    return Pack(tuple(line.code for line in lines), kinds, choice.form)


@act("slips:print")
def ask_slips(session: ScopedSession, wanted: Slips, *, by: Actor, at: datetime) -> Slips:  # noqa: ARG001  as above
    """Ask for sheets of receipt slips; how many stands in the trail, what they say stands nowhere.

    Raises NotFoundFailure for an office where nothing hangs, InvalidFailure for a field it does not serve or a number
    of sheets that is none or too many.
    """
    (line, *_) = placards.hanging(session, day=at.date(), office_key=wanted.office_key)
    if wanted.field_key not in slips.desk_of(session, office_id=line.office_id).fields:
        raise InvalidFailure(field="field", reason="unknown")
    if not 0 < wanted.sheets <= MOST_SHEETS:
        raise InvalidFailure(field="sheets", reason="out_of_range", most=MOST_SHEETS)
    after = {"field": wanted.field_key, "printed_slips": wanted.sheets * SLIPS_A_SHEET}
    record(session, subject=f"office:{wanted.office_key}", before=None, after=after)
    return wanted

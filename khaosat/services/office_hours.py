"""The hours in which an office's kiosks take answers; at night a tablet at the exit is nobody's opinion."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure
from khaosat.models.kiosk import OfficeHours
from khaosat.queries import kiosks as queries
from khaosat.queries.placards import PlacardLine, office_by_key
from khaosat.services.acts import Actor, act, record

EVERY_DAY: Final = 127
QUARTERS: Final = 96


@dataclass(frozen=True)
class Hours:
    """Quarter hours of the day, `closes` not included; `days` are bits, Monday is 1, Sunday 64."""

    opens: int = 24
    closes: int = 76
    days: int = EVERY_DAY


STANDING: Final = Hours()
"""Six in the morning to seven in the evening, every day: what holds until an office says its own."""


def hours(session: ScopedSession, *, office_id: int) -> Hours:
    """Return the office's hours, the standing ones where it has said none."""
    found = queries.office_hours(session, office_id)
    return STANDING if found is None else Hours(found.opens, found.closes, found.days)


@act("offices:set_hours")
def set_hours(
    session: ScopedSession,
    *,
    placard: PlacardLine,
    wanted: Hours,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the act leaves it in its event
) -> None:
    """Say when the kiosks of the placard's office take answers. Raises InvalidFailure for hours that are none."""
    if not 0 <= wanted.opens < wanted.closes <= QUARTERS:
        raise InvalidFailure(field="hours", reason="out_of_order")
    if not 0 < wanted.days <= EVERY_DAY:
        raise InvalidFailure(field="hours", reason="no_day")
    office = office_by_key(session, placard.office_key)
    assert office is not None  # noqa: S101  the placard hangs there
    kept = queries.office_hours(session, office.id)
    before = STANDING if kept is None else Hours(kept.opens, kept.closes, kept.days)
    if kept is None:
        session.add(OfficeHours(office_id=office.id, unit_id=office.unit_id, **asdict(wanted)))
    else:
        kept.opens, kept.closes, kept.days = wanted.opens, wanted.closes, wanted.days
    record(session, subject=f"office:{placard.office_key}", before=asdict(before), after=asdict(wanted))

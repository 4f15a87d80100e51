"""Offices as the administrator keeps them, and from which day on they hand out receipt slips."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.office import OfficeSlips
from khaosat.queries.office_lines import OfficeLine, counters_of, office_lines, slip_settings
from khaosat.services.acts import Actor, act, record
from khaosat.services.searching import found_in


@dataclass(frozen=True)
class OfficeEntry:
    """An office and whether it hands out slips today."""

    line: OfficeLine
    slips_today: bool


@dataclass(frozen=True)
class OfficeFile:
    """One office: its dated slip settings, latest last, and its counters as (number, name)."""

    line: OfficeLine
    slips_today: bool
    settings: tuple[OfficeSlips, ...]
    counters: tuple[tuple[str, str], ...]


def office_list(session: ScopedSession, *, day: date, search: str = "") -> tuple[OfficeEntry, ...]:
    """Return the offices whose names hold the words (2 statements whatever their number)."""
    by_office: dict[int, list[OfficeSlips]] = {}
    for setting in slip_settings(session):
        by_office.setdefault(setting.office_id, []).append(setting)
    return tuple(
        OfficeEntry(line, handed_out_on(by_office.get(line.id, ()), day))
        for line in office_lines(session, day=day)
        if found_in(search, line.name, line.unit_name, line.parent_name, line.key)
    )


def office_file(session: ScopedSession, *, office_key: str, day: date) -> OfficeFile:
    """Return one office; raises NotFoundFailure."""
    found = office_lines(session, day=day, key=office_key)
    if not found:
        raise NotFoundFailure(what="office", key=office_key)
    settings = tuple(slip_settings(session, office_id=found[0].id))
    counters = tuple((one.number, one.name) for one in counters_of(session, office_id=found[0].id))
    return OfficeFile(found[0], handed_out_on(settings, day), settings, counters)


def handed_out_on(settings: Iterable[OfficeSlips], day: date) -> bool:
    """Return whether slips are handed out on that day; `settings` by day, none of them means no."""
    past = [setting.handed_out for setting in settings if setting.valid_from <= day]
    return past[-1] if past else False


@act("offices:set_slips")
def set_slips(
    session: ScopedSession,
    *,
    office_key: str,
    handed_out: bool,
    valid_from: date,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,
) -> None:
    """Say whether an office hands out receipt slips from a day on, today at the earliest.

    Raises InvalidFailure for a day that is past (its answers were counted otherwise), ConflictFailure where it is so
    already.
    """
    if valid_from < at.date():
        raise InvalidFailure(field="day", reason="past")
    office = office_file(session, office_key=office_key, day=at.date())
    before = handed_out_on(office.settings, valid_from)
    if before == handed_out:
        raise ConflictFailure(field="slips", reason="same")
    same_day = next((one for one in office.settings if one.valid_from == valid_from), None)
    if same_day is not None:
        same_day.handed_out = handed_out
    else:
        line = office.line
        session.add(OfficeSlips(office_id=line.id, unit_id=line.unit_id, valid_from=valid_from, handed_out=handed_out))
    record(
        session,
        subject=f"office:{office_key}",
        before={"slips": before},
        after={"slips": handed_out, "from": valid_from.isoformat()},
    )

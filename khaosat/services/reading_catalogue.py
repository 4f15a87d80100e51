"""The units and fields a program names by their keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from khaosat.access import Everything, ScopedSession, Units
from khaosat.errors import NotFoundFailure
from khaosat.queries.catalogue_rows import fields_by_key, offices_by_key
from khaosat.queries.units import unit_versions_on


@dataclass(frozen=True)
class UnitEntry:
    """A unit as it stands on a day, and the keys of its offices that are open then."""

    key: str
    name: str
    kind: str
    level: str
    parent_key: str | None
    official_code: str | None
    offices: tuple[str, ...]


@dataclass(frozen=True)
class FieldEntry:
    """A field of procedure, named by language."""

    key: str
    names: Mapping[str, str]


def units_of(session: ScopedSession, *, units: Units, day: date) -> tuple[UnitEntry, ...]:
    """Return those of the units that stand on that day, in the Vietnamese order (2 statements)."""
    rows = unit_versions_on(session, day)
    keys = {unit.id: unit.key for unit, _ in rows}
    offices: dict[int, list[str]] = {}
    for key, office in sorted(offices_by_key(session).items()):
        if office.opened_on <= day and (office.closed_on is None or office.closed_on > day):
            offices.setdefault(office.unit_id, []).append(key)
    return tuple(
        UnitEntry(
            key=unit.key,
            name=version.name,
            kind=version.kind,
            level=version.level,
            parent_key=keys.get(version.parent_id) if version.parent_id is not None else None,
            official_code=version.official_code,
            offices=tuple(offices.get(unit.id, ())),
        )
        for unit, version in rows
        if isinstance(units, Everything) or unit.id in units
    )


def unit_of(session: ScopedSession, *, units: Units, day: date, key: str) -> UnitEntry:
    """Return one of the units; raises NotFoundFailure for any other."""
    for entry in units_of(session, units=units, day=day):
        if entry.key == key:
            return entry
    raise NotFoundFailure(unit=key)


def every_field(session: ScopedSession) -> tuple[FieldEntry, ...]:
    """Return the fields of procedure, by key."""
    return tuple(FieldEntry(key, dict(field.names)) for key, field in sorted(fields_by_key(session).items()))

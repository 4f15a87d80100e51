"""More districts in the small province: enough of one kind for a place among them."""

from datetime import date

from khaosat.access import ScopedSession
from khaosat.models.office import Office
from khaosat.models.unit import Unit, UnitVersion
from khaosat.services.sorting import sort_key
from tests.factories.province import FOUNDED, SmallProvince
from tests.factories.releases import ReleaseBook, overall


def more_districts(
    session: ScopedSession, made: SmallProvince, *counts: tuple[int, int, int, int, int], last: date
) -> None:
    """Found a district with an office for each of the counts, released in one block that ends on `last`."""
    book = ReleaseBook(session, began=last.replace(day=1))
    for place, found in enumerate(counts, start=1):
        unit, name = Unit(key=f"huyen-{place}"), f"UBND huyện thêm {place}"
        session.add(unit)
        session.flush()
        since = {"valid_from": FOUNDED, "valid_to": None, "parent_id": made.units["QT"], "official_code": None}
        kind = {"kind": "district", "level": "district"}
        session.add(UnitVersion(unit_id=unit.id, name=name, sort_key=sort_key(name), **kind, **since))
        office = Office(unit_id=unit.id, key=unit.key, name=name, address=None, opened_on=FOUNDED, closed_on=None)
        session.add(office)
        session.flush()
        made.units[unit.key], made.offices[unit.key] = unit.id, office.id
        book.close(unit.id, office.id, "", last, overall(*found))

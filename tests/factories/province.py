"""A province small enough to know by heart: every room's tests stand in it.

QT ─ so-noi-vu (an office of two officers: its releases close at month ends)
   ├ 461 ─ 19330 UBND phường Đông Giang, 19333 UBND phường 1
   ├ 462 ─ 19357 UBND phường 1 (the name occurs twice)
   └ con-co (a district without an office)
Every other office has three officers, two counters and one placard. QT has no office of its own.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.models.office import Counter, CounterField, Field, Office, OfficeSlips
from khaosat.models.officer import Officer, Posting, Roster
from khaosat.models.placard import Placard
from khaosat.models.questionnaire import Item, Questionnaire
from khaosat.models.round import Round
from khaosat.models.unit import Unit, UnitVersion
from khaosat.services.codes import with_check
from khaosat.services.sorting import sort_key
from tests.factories.rows import Rows, lay, taken

FOUNDED = date(2025, 1, 1)
TREE = (
    ("QT", "Tỉnh Quảng Trị", "province", "province", None),
    ("so-noi-vu", "Sở Nội vụ", "department", "province", "QT"),
    ("461", "UBND thành phố Đông Hà", "district", "district", "QT"),
    ("462", "UBND thị xã Quảng Trị", "district", "district", "QT"),
    ("con-co", "UBND huyện đảo Cồn Cỏ", "district", "district", "QT"),
    ("19330", "UBND phường Đông Giang", "commune", "commune", "461"),
    ("19333", "UBND phường 1", "commune", "commune", "461"),
    ("19357", "UBND phường 1", "commune", "commune", "462"),
)
OFFICERS = {"so-noi-vu": 2, "461": 3, "462": 3, "19330": 3, "19333": 3, "19357": 3}
CODES = {key: with_check(f"QTABC{place}") for place, key in enumerate(OFFICERS, start=2)}
WITHOUT_SLIPS = "462"
FIELDS = {
    "dat-dai": ("Đất đai", "Land"),
    "ho-tich": ("Hộ tịch", "Civil status"),
    "kinh-doanh": ("Kinh doanh", "Business"),
}
TABLES = (  # what it stands in, in the order in which rows refer to one another
    "units", "unit_versions", "fields", "offices", "office_slips", "counters", "counter_fields", "officers", "postings",
    "rosters", "placards", "questionnaires", "items", "rounds",
)  # fmt: skip  # one order
ITEMS = (  # place, code, factor, about, may be skipped as not applicable
    (1, "Z1", None, "service", False),
    (2, "OF", None, "officer", False),
    (3, "A", "A", "factor", False),
    (4, "B", "B", "factor", False),
    (5, "C", "C", "factor", False),
    (6, "D", "D", "factor", False),
    (7, "E", "E", "factor", True),
)


@dataclass
class SmallProvince:
    """The ids of what stands in the database; units, offices, placards by the unit's key, officers in order."""

    units: dict[str, int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    counters: dict[str, list[int]] = field(default_factory=dict)
    officers: dict[str, list[int]] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    placards: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=lambda: dict(CODES))
    questionnaire: int = 0
    round: int = 0


_laid: dict[str, tuple[SmallProvince, Rows]] = {}  # by the kind of database


def small_province(engine: Engine) -> SmallProvince:
    """Put the small province in an empty, migrated database; returns its ids.

    The first of a process is built; what stood in its tables then is laid into every further database.
    """
    kind = engine.dialect.name
    if kind not in _laid:
        made = _built(engine)
        _laid[kind] = deepcopy(made), taken(engine, TABLES)
        return made
    made, rows = _laid[kind]
    lay(engine, rows)
    return deepcopy(made)


def _built(engine: Engine) -> SmallProvince:
    made = SmallProvince()
    with open_session(engine, Scope.system("a small province for a test")) as session:
        _units(session, made)
        _fields(session, made)
        for key in OFFICERS:
            _office(session, made, key)
        _standing_round(session, made)
        session.commit()
    return made


def _units(session: ScopedSession, made: SmallProvince) -> None:
    for key, name, kind, level, parent in TREE:
        unit = Unit(key=key)
        session.add(unit)
        session.flush()
        made.units[key] = unit.id
        session.add(
            UnitVersion(
                unit_id=unit.id,
                name=name,
                sort_key=sort_key(name),
                kind=kind,
                level=level,
                official_code=key if key.isdecimal() else None,
                parent_id=made.units[parent] if parent else None,
                valid_from=FOUNDED,
            )
        )
    session.flush()


def _fields(session: ScopedSession, made: SmallProvince) -> None:
    for key, (vietnamese, english) in FIELDS.items():
        row = Field(key=key, names={"vi": vietnamese, "en": english})
        session.add(row)
        session.flush()
        made.fields[key] = row.id


def _office(session: ScopedSession, made: SmallProvince, key: str) -> None:
    unit_id = made.units[key]
    name = next(name for its_key, name, *_ in TREE if its_key == key)
    office = Office(key=key, unit_id=unit_id, name=f"Bộ phận một cửa {name}", address="1 Đường mẫu", opened_on=FOUNDED)
    session.add(office)
    session.flush()
    made.offices[key] = office.id
    session.add(OfficeSlips(office_id=office.id, unit_id=unit_id, valid_from=FOUNDED, handed_out=key != WITHOUT_SLIPS))
    made.counters[key] = [_counter(session, made, key, number) for number in (1, 2)]
    made.officers[key] = [_officer(session, made, key, number) for number in range(1, OFFICERS[key] + 1)]
    placard = Placard(
        code=CODES[key], office_id=office.id, unit_id=unit_id, issued_at=datetime(2025, 1, 1, 8, tzinfo=ZONE)
    )
    session.add(placard)
    session.flush()
    made.placards[key] = placard.id


def _counter(session: ScopedSession, made: SmallProvince, key: str, number: int) -> int:
    place = {"office_id": made.offices[key], "unit_id": made.units[key]}
    counter = Counter(number=str(number), name=f"Quầy {number}", **place)
    session.add(counter)
    session.flush()
    for served in list(made.fields.values())[:2] if number == 1 else list(made.fields.values())[2:]:
        session.add(CounterField(counter_id=counter.id, field_id=served, unit_id=made.units[key]))
    return counter.id


def _officer(session: ScopedSession, made: SmallProvince, key: str, number: int) -> int:
    name = f"Công chức mẫu {key}-{number}"
    officer = Officer(key=f"cc-{key}-{number}", display_name=name, sort_key=sort_key(name))
    session.add(officer)
    session.flush()
    place = {"officer_id": officer.id, "office_id": made.offices[key], "unit_id": made.units[key]}
    kind = "part_time" if number == 3 else "full_time"
    session.add(Posting(kind=kind, duty_group="tiep-nhan", valid_from=FOUNDED, **place))
    counter = made.counters[key][number % 2]
    on_duty = {"counter_id": counter, "half": "am", **place}
    store(session, Roster, [on_duty | {"day": date(2026, 11, day)} for day in range(1, 31)])
    return officer.id


def _standing_round(session: ScopedSession, made: SmallProvince) -> None:
    questionnaire = Questionnaire(key="short", version=1, titles={"vi": "Phiếu ngắn", "en": "Short form"}, source="mẫu")
    session.add(questionnaire)
    session.flush()
    for place, code, factor, about, may_skip in ITEMS:
        texts = {"vi": f"Câu hỏi {code}", "en": f"Question {code}"}
        session.add(
            Item(
                questionnaire_id=questionnaire.id,
                place=place,
                code=code,
                factor=factor,
                about=about,
                may_skip=may_skip,
                texts=texts,
            )
        )
    standing = Round(
        key="standing", name="Kênh QR thường xuyên", questionnaire_id=questionnaire.id, starts_on=FOUNDED, standing=True
    )
    session.add(standing)
    session.flush()
    made.questionnaire, made.round = questionnaire.id, standing.id

"""A province as large as the real one, a year of releases in every office: for counting statements and seconds."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.models.office import Field, Office
from khaosat.models.officer import Officer, Posting
from khaosat.models.questionnaire import Item, Questionnaire
from khaosat.models.release import Release, ReleaseCell
from khaosat.models.tally import Tally
from khaosat.models.unit import Unit, UnitVersion
from khaosat.services.sorting import sort_key

Row = Mapping[str, Any]
FOUNDED = date(2025, 1, 1)
DEPARTMENTS, DISTRICTS, COMMUNES = 20, 10, 141
STEPS = (7, 14, 21)
SPLITS = {
    "field": ("1", "2", "other"),
    "mode": ("placard", "link"),
    "kind": ("person", "business"),
    "verified": ("yes", "no"),
}


def whole_province(engine: Engine, *, today: date = date(2026, 11, 22), seed: int = 1) -> dict[str, int]:
    """Build 172 units, 170 offices, a year of blocks and a quarter of tallies; returns unit ids by key."""
    draw = random.Random(seed)  # noqa: S311  a fixed stream for a test
    with open_session(engine, Scope.system("a whole province for a test")) as session:
        units = _units(session)
        offices = _offices(session, units)
        store(session, Questionnaire, [{"id": 1, "key": "short", "version": 1, "titles": {}, "source": "mẫu"}])
        store(session, Item, [_item(place, code) for place, code in enumerate(("Z1", "OF", *"ABCDE"), 1)])
        fields = (("1", "Đất đai"), ("2", "Hộ tịch"))
        store(
            session, Field, [{"id": int(k), "key": k, "names": {"vi": name, "en": f"Field {k}"}} for k, name in fields]
        )
        _blocks(session, offices, today, draw)
        session.commit()
    return units


def _units(session: ScopedSession) -> dict[str, int]:
    names: list[tuple[str, str, str, str, str | None]] = [("QT", "Tỉnh Quảng Trị", "province", "province", None)]
    names += [(f"so-{k}", f"Sở mẫu {k}", "department", "province", "QT") for k in range(DEPARTMENTS)]
    names += [(f"h{k}", f"UBND huyện mẫu {k}", "district", "district", "QT") for k in range(DISTRICTS)]
    names += [
        (f"x{k}", f"UBND xã mẫu {k}", "commune", "commune", f"h{1 + k % (DISTRICTS - 1)}") for k in range(COMMUNES)
    ]
    store(session, Unit, [{"id": k, "key": key} for k, (key, *_) in enumerate(names, 1)])
    ids = {key: k for k, (key, *_) in enumerate(names, 1)}
    rows: list[Row] = [
        {
            "unit_id": ids[key],
            "name": name,
            "sort_key": sort_key(name),
            "kind": kind,
            "level": level,
            "parent_id": ids[parent] if parent else None,
            "valid_from": FOUNDED,
        }
        for key, name, kind, level, parent in names
    ]
    store(session, UnitVersion, rows)
    return ids


def _offices(session: ScopedSession, units: dict[str, int]) -> list[tuple[int, list[int]]]:
    """Return (unit id, officer ids) of each office; the office's id is its unit's."""
    found: list[tuple[int, list[int]]] = []
    for key, unit_id in units.items():
        if key in {"QT", "h0"}:
            continue
        office = {"id": unit_id, "key": key, "unit_id": unit_id, "name": f"Một cửa {key}", "opened_on": FOUNDED}
        store(session, Office, [office])
        officers = [unit_id * 3 + k for k in range(3)]
        names = [(k, f"Công chức mẫu {k:03d}") for k in officers]
        store(
            session,
            Officer,
            [{"id": k, "key": f"cc{k}", "display_name": name, "sort_key": sort_key(name)} for k, name in names],
        )
        posting = {"office_id": unit_id, "unit_id": unit_id, "kind": "full_time", "duty_group": "tiep-nhan"}
        store(session, Posting, [posting | {"officer_id": k, "valid_from": FOUNDED} for k in officers])
        found.append((unit_id, officers))
    return found


def _item(place: int, code: str) -> Row:
    factor = code if len(code) == 1 else None
    about = "factor" if factor else {"Z1": "service", "OF": "officer"}[code]
    texts = {"vi": f"Câu hỏi {code}", "en": f"Question {code}"}
    known = {"questionnaire_id": 1, "place": place, "code": code, "factor": factor, "about": about, "texts": texts}
    return known | {"may_skip": code == "E"}


def _blocks(session: ScopedSession, offices: list[tuple[int, list[int]]], today: date, draw: random.Random) -> None:
    steps = _steps(today)
    releases: list[Row] = []
    cells: list[Row] = []
    tallies: list[Row] = []
    leaning = [_item_cells(draw, draw.gauss(0, 0.35)) for _ in range(60)]  # enough kinds, drawn once
    for unit_id, officers in offices:
        merit, volume = draw.gauss(0, 0.2), draw.lognormvariate(1.2, 0.7)
        splits: dict[str, tuple[str, ...]] = {"": ("",), "item": ("", *"ABCDE"), **SPLITS}
        splits |= {f"officer:{k}": ("",) for k in officers}
        for split, names in splits.items():
            for ordinal, (first, last) in enumerate(steps[3::4] if split.startswith("officer") else steps, 1):
                release_id = len(releases) + 1
                place = {"office_id": unit_id, "unit_id": unit_id, "split": split}
                days = {"first_day": first, "last_day": last, "closed_on": last + timedelta(days=2)}
                releases.append({"id": release_id, "ordinal": ordinal, **place, **days})
                made = draw.choice(leaning) if split == "item" else _cells(split, names, draw, merit)
                cells += [{"release_id": release_id, "unit_id": unit_id, **cell} for cell in made]
        for first, last in steps[-12:]:
            tallies += [_tally(unit_id, day, draw, merit, volume) for day in _days(first, last)]
    store(session, Release, releases)
    store(session, ReleaseCell, cells)
    store(session, Tally, tallies)


def _steps(today: date) -> list[tuple[date, date]]:
    """Return the closed steps of the twelve months before `today` and of its own month."""
    found: list[tuple[date, date]] = []
    first = date(today.year - 1, today.month, 1)
    while True:
        nxt = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        ends = [first.replace(day=k) for k in STEPS] + [nxt - timedelta(days=1)]
        for last in ends:
            if last + timedelta(days=2) > today:
                return found
            found.append((first, last))
            first = last + timedelta(days=1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def _counts(n: int, draw: random.Random, merit: float) -> list[int]:
    """About `n` answers around a merit: rounded shares, because a year of single draws would take half a minute."""
    satisfied = min(0.97, max(0.4, 0.8 + merit / 3))
    shares = (0.02, 0.03, 0.95 - satisfied, satisfied * 0.45, satisfied * 0.55)
    return [int(n * max(share, 0.0) + draw.random()) if n else 0 for share in shares]


def _cells(split: str, levels: tuple[str, ...], draw: random.Random, merit: float) -> list[Row]:
    code = "OF" if split.startswith("officer") else "Z1"
    found = [(level, _counts(draw.randint(10, 30), draw, merit)) for level in levels]
    return [{"level": level, "n": sum(counts), "counts": {code: counts}, "pooled": None} for level, counts in found]


def _item_cells(draw: random.Random, merit: float) -> list[Row]:
    """Persons who lean one way in all they say; every tenth leaves the last item out, and procedures are liked less."""
    counts = {code: [0] * 5 for code in "ABCDE"}
    pooled, n = [0] * 5, draw.randint(10, 30)
    for _ in range(n):
        leaning, satisfied, answered = draw.gauss(0, 0.6), 0, 0
        for code in "ABCD" if draw.random() < 0.1 else "ABCDE":
            score = min(4, max(0, round(draw.gauss(3.4 + merit + leaning - 0.35 * (code == "B"), 0.7))))
            counts[code][score] += 1
            satisfied, answered = satisfied + (score >= 3), answered + 1
        both = (satisfied, answered, satisfied**2, satisfied * answered, answered**2)
        pooled = [total + part for total, part in zip(pooled, both, strict=True)]
    everybody: Row = {"level": "", "n": n, "counts": {}, "pooled": pooled}
    items = [{"level": c, "n": sum(found), "counts": {c: found}, "pooled": None} for c, found in counts.items()]
    return [everybody, *items]


def _tally(unit_id: int, day: date, draw: random.Random, merit: float, volume: float) -> Row:
    counts = _counts(round(draw.uniform(0, volume)), draw, merit)
    place = {"day": day, "office_id": unit_id, "unit_id": unit_id, "held": False, "split": "", "level": ""}
    return {**place, "n": sum(counts), "counts": {"Z1": counts}, "pooled": [0, 0, 0, 0, 0]}

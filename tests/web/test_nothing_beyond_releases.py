"""Two worlds that released the same and answered otherwise look the same to everybody who reads releases.

What the released blocks together give away is attacked in tests/journeys/test_nosy_unit_head.py. Here every page,
filter, file and answer of the API is shown to be made of them alone: in the other world every answer, every tally and
every score beside a comment is another one, as many a day as before; only what was released stands. Whoever can tell
the two worlds apart has seen something no release holds.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from khaosat import policy
from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.db import connect
from khaosat.jobs import looking
from khaosat.models.comment import CommentScore
from khaosat.models.dossier import DossierCount
from khaosat.models.release import Release
from khaosat.models.response import Response
from khaosat.models.tally import Tally
from khaosat.policy import Realm, Role
from khaosat.services import comment_releasing, releasing, results, settling
from khaosat.web.app import create_app
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories import stuffing, tokens
from tests.factories.crowd import SCORES, crowd, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province
from tests.web.readers import everything, said

FIRST, LAST = date(2026, 8, 15), date(2026, 11, 19)
A_DAY = {"19330": 4.0, "so-noi-vu": 3.0, "461": 3.0, "19333": 2.0, "19357": 1.0}
NIGHTS = (date(2026, 9, 30), date(2026, 10, 31), LAST)
COMMENT = "Chờ lâu, nhưng cán bộ hướng dẫn thủ tục rất tận tình."


@dataclass
class World:
    """A program on a database, and how to sign in to it."""

    app: Flask
    cast: Cast


@dataclass(frozen=True)
class Files:
    """The databases: as it was; every answer another one; and the tallies of those answers too."""

    made: SmallProvince
    as_it_was: Path
    same_counts: Path
    other: Path


def _live(file: Path, keys: Path) -> SmallProvince:
    """Let a quarter pass in the small province: answers, comments, dossiers, three nights of settling and releasing."""
    engine = connect(f"sqlite:///{file}")
    made = small_province(engine)
    rows = [row for k, (u, n) in enumerate(A_DAY.items()) for row in crowd(made, u, (FIRST, LAST), a_day=n, seed=k)]
    for number, row in enumerate(rows):
        row["comment"] = COMMENT if number % 4 == 0 else None
    rows += stuffing.stuffed(made)
    write_answers(engine, [*rows])
    stuffing.write_dossiers(engine, stuffing.dossiers(made, [row for row in rows if row["officer_id"]]))
    with open_session(engine, Scope.system("a quarter passes")) as session:
        store(session, DossierCount, [*_dossiers(made)])
        session.commit()
        for night in NIGHTS:
            settling.settle_due(session, now=when_closed(night), keys=keys)
            releasing.release_due(session, now=when_closed(night))
            comment_releasing.release_comments(session, now=when_closed(night), keys=keys)
    assert looking.look(engine, week=stuffing.WEEK, at=when_closed(LAST)).findings, "nothing was found to be looked at"
    engine.dispose()
    return made


def _dossiers(made: SmallProvince) -> Iterator[Mapping[str, Any]]:
    for unit in A_DAY:
        for month in (8, 9, 10):
            place = {"office_id": made.offices[unit], "unit_id": made.units[unit], "decided_by": made.units[unit]}
            counts = {"received": 500, "returned": 480, "early": 100, "on_time": 350, "late": 30}
            named = {"field_id": made.fields["dat-dai"], "officer_id": None, "month": date(2026, month, 1)}
            yield place | counts | named


def _other_answers(session: ScopedSession) -> None:
    """Let everybody have said something else, on the same day at the same office; nothing else changes."""
    draw = Random(41)  # noqa: S311  another world, no secret
    fields = session.scalars(select(Response.field_id).where(Response.field_id.is_not(None)).distinct()).all()
    for row in session.scalars(select(Response)).all():
        row.field_id, row.kind = draw.choice([*fields, None]), draw.choice(["person", "business", None])
        row.mode, row.verified = draw.choice(["placard", "kiosk", "link"]), draw.random() < 0.5
        row.trips, row.punctuality = draw.choice([1, 2, 3, None]), draw.choice(["early", "late", None])
        for column in ("s01", "s02", "s03", "s04", "s05", "s06", "s07"):
            setattr(row, column, draw.choice(SCORES))
    session.commit()


def _other_tallies(session: ScopedSession) -> None:
    """Let the tallies be of those answers, and neither grounds nor scores beside comments be what they were."""
    draw = Random(43)  # noqa: S311  the same
    assert settling.rebuild(session), "the tallies were of the old answers"
    for row in session.scalars(select(CommentScore)).all():
        row.score = draw.choice([score for score in SCORES if score != row.score])
    session.commit()


def _changed(file: Path, name: str, change: Callable[[ScopedSession], None]) -> Path:
    """Return a changed copy."""
    copy = Path(shutil.copy(file, file.with_name(name)))
    engine = connect(f"sqlite:///{copy}")
    with open_session(engine, Scope.system("another world for a test")) as session:
        change(session)
    engine.dispose()
    return copy


def _without_grounds(file: Path) -> None:
    """Empty what releases were made of; a trigger keeps the product from doing so."""
    with closing(sqlite3.connect(file)) as raw:
        kept = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'release_grounds'"
        for (name,) in raw.execute(kept).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE release_grounds SET levels = '{}'")
        raw.commit()


@pytest.fixture(scope="module")
def files(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A quarter as it was, and twice as it was not."""
    folder = tmp_path_factory.mktemp("worlds")
    was = Path(shutil.copy(migrated_sqlite, folder / "as-it-was.db"))
    made = _live(was, folder / "keys")
    same_counts = _changed(was, "same-counts.db", _other_answers)
    other = _changed(same_counts, "other.db", _other_tallies)
    _without_grounds(other)
    return Files(made, was, same_counts, other)


@pytest.fixture
def world(files: Files, settings: Settings, clock: StillClock, tmp_path: Path) -> Iterator[Callable[[Path], World]]:
    """Open a world on a copy of a file."""
    opened: list[Flask] = []

    def opening(file: Path) -> World:
        engine = connect(f"sqlite:///{shutil.copy(file, tmp_path / f'{len(opened)}.db')}")
        opened.append(create_app(settings, clock=clock, engine=engine))
        return World(opened[-1], Cast(opened[-1], clock, files.made))

    yield opening
    for app in opened:
        app.extensions["engine"].dispose()


Opening = Callable[[Path], World]
HEAD = ["/ket-qua/19330", "/ket-qua/19330/y-kien?ky=12-thang"]


def read(world: World, name: str, starts: list[str], *, depth: int = 3) -> dict[str, str]:
    return everything(world.cast.browser(name), starts, depth=depth)


def read_by_program(world: World, unit: str) -> dict[str, str]:
    """What a token for that unit reads."""
    client, header = world.app.test_client(), tokens.shown(tokens.token(world.cast, tokens.READ, unit))
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/api/v1") and rule.methods]
    found = {}
    for rule in rules:
        if "GET" not in (rule.methods or ()) or not set(rule.arguments) <= {"unit_key", "extension", "fmt", "kind"}:
            continue
        for extension in ("xlsx", "csv"):
            values = {"unit_key": unit, "extension": extension, "fmt": extension, "kind": extension}
            built = rule.build({one: values[one] for one in rule.arguments})
            assert built
            asked = ["", *(f"?period={p}" for p in ("3-thang", "12-thang", "quy-3-2026", "thang-10-2026"))]
            asked += [f"?split={split}" for split in ("kind", "mode", "field", "verified")]
            for query in asked:
                found[built[1] + query] = said(client.get(built[1] + query, headers=header))
    assert any(one.startswith("200") for one in found.values())
    return found


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> Collection[str]:
    return sorted(address for address in one.keys() | other.keys() if one.get(address) != other.get(address))


def test_whoever_reads_releases_sees_the_same_in_both_worlds(files: Files, world: Opening) -> None:
    one, other = world(files.as_it_was), world(files.other)
    seen = read(one, "an", HEAD)
    assert differences(seen, read(other, "an", HEAD)) == []
    words = " ".join(seen)
    for part in (
        "ky=12-thang",
        "/y-kien?",
        "POST /ket-qua/19330/tai-ve",
        "xlsx",
        "csv",
        *(f"theo={split}" for split in results.SPLITS[1:]),
    ):
        assert part in words, f"{part} was not read"
    assert len(seen) > 40, "too little was read to prove anything"
    assert differences(read(one, "binh", ["/cua-toi"]), read(other, "binh", ["/cua-toi"])) == []
    for unit in ("19330", "461", "QT"):
        assert differences(read_by_program(one, unit), read_by_program(other, unit)) == []
    with open_session(one.app.extensions["engine"], Scope.system("enough was released")) as session:
        assert set(session.scalars(select(Release.split).distinct())) >= {"", "item", "kind", "verified", "visit"}
        assert session.scalar(select(func.count()).select_from(CommentScore))


def test_internal_affairs_see_counts_of_closed_days_and_no_single_answer(files: Files, world: Opening) -> None:
    one, same_counts, other = world(files.as_it_was), world(files.same_counts), world(files.other)
    starts = ["/thi-dua", "/thi-dua/cong-chuc", "/thi-dua/dau-hieu", "/ket-qua/QT", "/ket-qua/461"]
    seen = read(one, "chi", starts, depth=1)
    assert differences(seen, read(same_counts, "chi", starts, depth=1)) == []
    assert "/thi-dua" in differences(seen, read(other, "chi", ["/thi-dua"], depth=0)), (
        "the other world looked like this one"
    )


def _waiting_and_satisfied(session: ScopedSession, *, units: Collection[int]) -> int:
    """A leak: how many of those that wait are satisfied."""
    satisfied = func.sum(Tally.counts[("Z1", 4)].as_integer())
    return int(session.scalar(select(satisfied).where(Tally.unit_id.in_(units), Tally.day > NIGHTS[1])) or 0)


def test_a_number_that_no_release_holds_is_noticed(
    files: Files, world: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "waiting_answers", _waiting_and_satisfied)
    seen = [read(world(file), "an", ["/ket-qua/19330"], depth=0) for file in (files.as_it_was, files.other)]
    assert "/ket-qua/19330" in differences(*seen)


def test_a_score_beside_a_comment_is_noticed(files: Files, world: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(policy.READS, Role.UNIT_HEAD, policy.READS[Role.UNIT_HEAD] | {Realm.TALLIES})
    address = "/ket-qua/19330/y-kien?ky=12-thang"
    seen = [read(world(file), "an", [address], depth=0) for file in (files.as_it_was, files.other)]
    assert address in differences(*seen)

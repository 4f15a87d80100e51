"""The demo loaded through the importers and the citizens' validation, thinned; then its clock moves."""

import csv
import shutil
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

import config
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.demo import closing, filling, loading, province, settled, state
from khaosat.demo import measures as written
from khaosat.demo.forward import forward, forward_to_release
from khaosat.errors import ConflictFailure
from khaosat.models.account import Account
from khaosat.models.dossier import DossierCount
from khaosat.models.office import Office
from khaosat.models.officer import Officer
from khaosat.models.placard import Placard
from khaosat.models.release import Release
from khaosat.models.response import Response
from khaosat.models.seal import SealEntry
from khaosat.models.unit import Unit
from khaosat.services import importing, measures
from khaosat.services.measures import Standing
from khaosat.services.periods import parse
from tests.demo.conftest import MONTHS, SHARE, TODAY, settings_of

pytestmark = pytest.mark.xdist_group("demo")  # one process loads it for all


def rows(engine: Engine, model: type) -> int:
    with open_session(engine, Scope.system("test")) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def answers(engine: Engine) -> list[tuple[object, ...]]:
    with open_session(engine, Scope.system("test")) as session:
        said = (Response.id, Response.day, Response.office_id, Response.officer_id, Response.s01, Response.comment)  # type: ignore[attr-defined]  # columns s01 … are set in a loop
        return [tuple(row) for row in session.execute(select(*said).order_by(Response.id))]


def test_dossiers_of_whole_months_stand_and_outnumber_the_answers(instance: tuple[Engine, config.Settings]) -> None:
    engine, _ = instance
    with open_session(engine, Scope.system("test")) as session:
        months = session.execute(
            select(DossierCount.month, func.sum(DossierCount.returned)).group_by(DossierCount.month)
        ).all()
        upward = session.scalar(select(func.count()).where(DossierCount.decided_by != DossierCount.unit_id))
        answered = session.scalar(select(func.count()).where(Response.day < date(2026, 11, 1)))
    assert [month for month, _ in months] == [date(2026, 9, 1), date(2026, 10, 1)]
    assert answered
    assert 3 < sum(returned for _, returned in months) / answered < 20
    assert upward


def test_everything_of_the_province_stands(instance: tuple[Engine, config.Settings]) -> None:
    engine, settings = instance
    assert (rows(engine, Unit), rows(engine, Office), rows(engine, Officer)) == (172, 170, 504)
    assert rows(engine, Placard) >= 170 + 9 * 3
    assert rows(engine, Account) == 10
    assert rows(engine, Release) > 0
    with open_session(engine, Scope.system("test")) as session:
        states = Counter(session.scalars(select(Response.state)))
        first, last = session.execute(select(func.min(Response.day), func.max(Response.day))).one()
        sealed = session.scalars(select(SealEntry.day).order_by(SealEntry.day)).all()
    assert states["counted"] > 3000
    assert states["withdrawn"] == 12
    assert states["held"] > 0
    assert date(2026, 9, 1) <= first < last == TODAY - timedelta(days=1)
    assert sealed[-1] == TODAY - timedelta(days=2)
    assert config.clock_of(settings).now().date() == TODAY


def test_a_second_start_changes_nothing(instance: tuple[Engine, config.Settings]) -> None:
    engine, settings = instance
    before = answers(engine)
    clock = config.clock_of(settings).now()
    kept = loading.load(filling.demo_of(engine, settings, share=SHARE, months=MONTHS))
    assert kept == state.read(settings.demo_folder)
    assert answers(engine) == before
    assert config.clock_of(settings).now() - clock < timedelta(minutes=1)


def test_a_load_that_was_interrupted_goes_on_where_it_stood(instance: tuple[Engine, config.Settings]) -> None:
    engine, settings = instance
    before, placards = answers(engine), rows(engine, Placard)
    (settings.demo_folder / state.FILE).unlink()
    loading.load(filling.demo_of(engine, settings, share=SHARE, months=MONTHS))
    assert answers(engine) == before
    assert rows(engine, Placard) == placards
    assert rows(engine, Account) == 10


def test_the_catalogue_s_files_imported_again_change_nothing(instance: tuple[Engine, config.Settings]) -> None:
    engine, _settings = instance
    at = datetime(2026, 9, 1, 8, tzinfo=config.ZONE)
    for kind, content in province.files(TODAY - timedelta(days=7), TODAY + timedelta(days=28)):
        with open_session(engine, Scope.system("test")) as session:
            report = importing.run(
                session, kind=kind, content=content, filename="x", dry_run=True, by=filling.BY, at=at
            )
        assert (report.created, report.changed, report.problems) == ((), (), ()), kind
        assert report.unchanged > 0


def test_the_truth_stands_beside_the_database(loaded: Path) -> None:
    with (loaded / "demo" / "truth.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    assert len(known) == 504
    assert all(1 < float(row["expected_score"]) < 5 for row in known)


def test_the_same_days_pass_alike_in_two_copies(
    instance: tuple[Engine, config.Settings], loaded: Path, tmp_path: Path
) -> None:
    engine, settings = instance
    shutil.copytree(loaded, tmp_path / "other")
    others = settings_of(tmp_path / "other")
    other = connect(others.database_url)
    before = len(answers(engine))
    at_once = forward(engine, settings, days=3)
    one_by_one = [forward(other, others, days=1) for _day in range(3)]
    assert answers(engine) == answers(other)
    assert len(answers(engine)) == before + at_once.answers > before
    assert at_once.settled == sum(passed.settled for passed in one_by_one)
    assert at_once.settled >= 3  # and the days on which a hold ended, once more
    assert config.clock_of(settings).now().date() == TODAY + timedelta(days=3)
    other.dispose()


def test_to_the_release_means_until_what_is_said_today_has_arrived(instance: tuple[Engine, config.Settings]) -> None:
    engine, settings = instance
    passed = forward_to_release(engine, settings)
    assert passed.released is not None
    assert passed.released >= TODAY
    assert passed.days <= 40
    kept = state.read(settings.demo_folder)
    assert kept is not None
    assert kept.answered_until == passed.now.date() - timedelta(days=1)
    assert kept.rosters_until >= passed.now.date() + timedelta(days=13)


def test_the_clock_moves_neither_back_nor_outside_a_demo(
    instance: tuple[Engine, config.Settings], tmp_path: Path
) -> None:
    engine, settings = instance
    for days in (0, -1, 401):
        with pytest.raises(ConflictFailure):
            forward(engine, settings, days=days)
    with pytest.raises(ConflictFailure):
        forward(engine, settings_of(settings.instance, DEMO="0"), days=1)
    with pytest.raises(ConflictFailure):
        forward(engine, settings_of(tmp_path / "nothing"), days=1)


def test_the_closing_block_says_where_and_as_whom(instance: tuple[Engine, config.Settings]) -> None:
    engine, settings = instance
    said = closing.block(engine, settings)
    kept = closing.loaded(settings)
    assert f"{settings.public_url}/p/{kept.code}" in said
    assert f"{settings.public_url}/dang-nhap" in said
    for name in ("an", "ha", "binh", "chi", "cuc", "duc", "em", "giang", "dung"):
        assert f"  {name} " in said
    assert closing.new_passwords(engine, settings) != closing.new_passwords(engine, settings)


def test_a_week_of_the_demo_goes_in_on_either_database(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    demo = filling.demo_of(engine, settings_of(tmp_path, DATABASE_URL=url), share=0.3)
    demo.clock.set(datetime(2026, 11, 22, 9, tzinfo=config.ZONE))
    start = datetime(2026, 11, 2, 8, tzinfo=config.ZONE)
    with open_session(engine, Scope.system("test")) as session:
        filling.fill_catalogue(session, demo, today=date(2026, 11, 10), start=start)
        survey = filling.open_round(session, start=start)
        filling.hang_placards(session, demo, start=start)
        span = filling.Span(start.date(), date(2026, 11, 8))
        stored = filling.answer(session, demo, survey, span, first_time=True)
        assert filling.answer(session, demo, survey, span, first_time=True) == 0
        days, _blocks = settled.settle_and_release(
            session, settings=demo.settings, now=demo.clock.now(), say=filling.quiet
        )
    assert stored == rows(engine, Response) > 500
    assert days >= 7


def test_some_units_wrote_measures_and_a_second_writing_adds_none(instance: tuple[Engine, config.Settings]) -> None:
    engine, _settings = instance
    with open_session(engine, Scope.system("test")) as session:
        found = measures.measures_of(session, unit_key="19330", period=parse("12-thang", today=TODAY), today=TODAY)
        assert {one.standing for one in found.own} >= {Standing.DONE, Standing.OVERDUE, Standing.OPEN}
        assert any(one.since for one in found.own)
        assert written.write(session, today=TODAY, by=filling.BY) == 0

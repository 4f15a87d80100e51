"""The demo's year: five points of the survey, said to be assumed; opened once, for every officer."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Engine, func, select

import config
from khaosat.access import Scope, open_session
from khaosat.demo import appraisal, unit_values
from khaosat.demo.filling import quiet
from khaosat.demo.officers import posts
from khaosat.jobs import league
from khaosat.models.appraisal import Appraisal, AppraisalStep, AppraisalYear
from khaosat.models.event import Event
from khaosat.rules.evaluation import survey_most
from khaosat.rules.reading import read
from khaosat.services import unit_components
from khaosat.services.calendar import last_closed
from khaosat.services.rulesets import worked
from khaosat.services.unit_rules import unit_ruled

NOW = datetime(2026, 11, 22, 9, tzinfo=config.ZONE)


def test_the_ruleset_of_the_demo_says_that_its_points_are_assumed() -> None:
    rules = read(appraisal.amended())
    assert survey_most(rules) == appraisal.POINTS
    (parameter,) = rules.parameters
    assert parameter.certainty == "assumption"
    assert "minh hoạ" in parameter.note["vi"]
    assert "demonstration" in parameter.note["en"]
    assert "minh hoạ" in rules.title["vi"]
    assert worked(rules)


def test_components_are_the_same_in_every_demo_and_within_the_rule() -> None:
    assert appraisal.components() == appraisal.components()
    assert appraisal.components().count(b"\n") == len(posts()) + 1


def test_the_year_is_opened_once_for_every_officer(instance: tuple[Engine, config.Settings]) -> None:
    engine, _settings = instance
    league.due(engine, now=NOW)
    for _time in range(2):
        appraisal.prepare(engine, now=NOW, say=quiet)
    with open_session(engine, Scope.system("a test").reading()) as session:
        files = session.scalars(select(Appraisal)).all()
        assert len(files) == len(posts())
        assert all(file.suggestion for file in files)
        given = Counter(file.suggested_class for file in files)
        assert set(given) >= {"excellent", "good", "not_completed"}
        assert given["excellent"] < given["good"]
        opened = select(func.count()).select_from(Event).where(Event.act == "appraisal_years:open")
        assert session.scalar(opened) == 1


def test_units_of_the_year_have_invented_points_and_gaps_that_are_named(
    instance: tuple[Engine, config.Settings],
) -> None:
    engine, _settings = instance
    league.due(engine, now=NOW)
    appraisal.prepare(engine, now=NOW, say=quiet)
    with open_session(engine, Scope.system("a test").reading()) as session:
        year = session.scalars(select(AppraisalYear.year)).one()
        asked = unit_components.blank(session, unit_components.Wanted(year, "", last_closed(NOW)))
        assert unit_values.components(asked) == unit_values.components(asked)
        ruled = [unit_ruled(asked.rules, asked.components(unit), asked.last) for unit, _label in asked.units]
    assert all(one.in_force and one.unfit is None for one in ruled)
    classed = {one.suggestion.quality_class for one in ruled if one.suggestion}
    assert len(classed) >= 3
    assert {len(one.missing) for one in ruled} == {0, 1, len(asked.rules.components)}


def test_nothing_is_opened_without_a_league(instance: tuple[Engine, config.Settings]) -> None:
    engine, _settings = instance
    appraisal.prepare(engine, now=NOW, say=quiet)
    with open_session(engine, Scope.system("a test").reading()) as session:
        assert session.scalar(select(func.count()).select_from(Appraisal)) == 0


def test_the_year_is_in_the_midst_of_its_work_and_a_second_start_moves_nothing(
    instance: tuple[Engine, config.Settings],
) -> None:
    engine, _settings = instance
    league.due(engine, now=NOW)
    for _time in range(2):
        appraisal.prepare(engine, now=NOW, say=quiet)
    with open_session(engine, Scope.system("a test").reading()) as session:
        states = Counter(session.scalars(select(Appraisal.state)))
        steps = session.scalar(select(func.count()).select_from(AppraisalStep))
    assert states["appealed"] == states["decided_pending_second"] == states["returned"] == 1
    assert {"drafted", "proposed", "verified", "decided", "told"} <= set(states)
    assert states["drafted"] > len(posts()) / 2
    assert steps == 69

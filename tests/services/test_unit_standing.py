"""Units of a year in layers: over the league's days, held answers the other way beside, points by a ruleset apart."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from khaosat.access import Scope, open_session
from khaosat.errors import NotFoundFailure
from khaosat.models.unit import UnitVersion
from khaosat.services import settling
from khaosat.services.unit_funnel import Peers
from khaosat.services.unit_standing import UnitYear, unit_year
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.league import a_league
from tests.factories.province import SmallProvince, small_province
from tests.factories.unit_values import EXACTLY_15, JUST_BELOW, QD, TT, bring_in

DAY = date(2026, 9, 1)
SEES = Scope.system("a test looks").reading()


@pytest.fixture
def made(engine: Engine, tmp_path: Path) -> SmallProvince:
    made = small_province(engine)
    said = {"19330": (95, 5), "19333": (60, 40), "19357": (6, 1)}  # satisfied, not
    rows = [answer_row(made, key, DAY, Z1=score) for key, (good, bad) in said.items()
            for score in [5] * good + [2] * bad]  # fmt: skip
    rows += [answer_row(made, "19333", DAY, Z1=5, state="held", held_reason="repeated") for _ in range(300)]
    write_answers(engine, rows)
    with open_session(engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(DAY), keys=tmp_path)
    return made


def view(engine: Engine, year: int = 2026, *, held: bool = False, ruleset: str = "") -> UnitYear | None:
    with open_session(engine, SEES) as session:
        return unit_year(session, year, peers=Peers.COMMUNES, closed_until=date(2026, 11, 20), with_held=held,
                         ruleset=ruleset)  # fmt: skip  # one call


def layers(found: UnitYear | None) -> dict[str, tuple[int, int] | None]:
    assert found is not None
    return {one.found.unit.key: one.layers for one in found.units}


def test_units_that_can_be_told_apart_stand_in_layers_and_few_answers_in_all_of_them(
    engine: Engine, made: SmallProvince
) -> None:
    assert made.units
    found = view(engine)
    assert layers(found) == {"19330": (1, 1), "19333": (2, 2), "19357": None}, "seven answers give no figure"
    assert found is not None
    assert found.number == 2
    other = {one.found.unit.key: one.with_held for one in found.units}
    assert other["19333"] == (1, 1), "with 300 held fives it could not be told apart"
    assert layers(view(engine, held=True)) == other


def test_the_days_are_the_league_s_and_a_year_that_has_not_begun_has_none(engine: Engine, made: SmallProvince) -> None:
    whole = view(engine)
    assert whole is not None
    assert (whole.funnel.first, whole.funnel.last) == (date(2026, 1, 1), date(2026, 11, 20))
    a_league(engine, made)
    found = view(engine)
    assert found is not None
    assert (found.funnel.first, found.funnel.last) == (date(2025, 11, 1), date(2026, 10, 31))
    assert view(engine, 2027) is None
    with pytest.raises(NotFoundFailure):
        view(engine, 1999)


def test_rules_are_those_of_units_in_force_at_the_end_or_chosen(engine: Engine, made: SmallProvince) -> None:
    assert made.units
    found = view(engine)
    assert found is not None
    assert {one.subject for one in found.offered} == {"unit"}
    assert found.rules is None or found.rules.is_in_force(found.funnel.last)
    chosen = view(engine, ruleset="tt-01-2018-unit:1")
    assert chosen is not None
    assert chosen.rules is not None
    assert chosen.rules.key == "tt-01-2018-unit"
    with pytest.raises(NotFoundFailure):
        view(engine, ruleset="nd-335-2025:1")


def test_a_unit_merged_during_the_year_says_when_it_ended(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        version = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == made.units["19333"])).one()
        version.valid_to = date(2026, 10, 1)
        session.commit()
    found = view(engine)
    assert found is not None
    ended = {one.found.unit.key: one.ended for one in found.units}
    assert ended == {"19330": None, "19333": date(2026, 9, 30), "19357": None}


def test_what_was_brought_in_of_a_merged_unit_classes_it_alone(engine: Engine, made: SmallProvince) -> None:
    """One unit ends where another begins: two lines, each with its days and by its own components."""
    with open_session(engine, Scope.system("a test")) as session:
        for key, column in (("19333", "valid_to"), ("19357", "valid_from")):
            version = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == made.units[key])).one()
            setattr(version, column, date(2026, 10, 1))
        session.commit()
    bring_in(engine, f"19333,{EXACTLY_15}", "19357,2,2,2,2,2,2,2,,")
    found = view(engine, ruleset=TT)
    assert found is not None
    by_key = {one.found.unit.key: one for one in found.units}
    assert (by_key["19333"].began, by_key["19333"].ended) == (None, date(2026, 9, 30))
    assert (by_key["19357"].began, by_key["19357"].ended) == (date(2026, 10, 1), None)
    assert classes(found) == {"19330": None, "19333": "excellent", "19357": None}
    after = by_key["19357"].ruled
    assert after is not None
    assert after.missing == ("feedback", "online")


def test_a_unit_gone_while_the_ruleset_was_in_force_is_classed_by_it(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        version = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == made.units["19333"])).one()
        version.valid_to = date(2025, 7, 1)
        session.commit()
    bring_in(engine, f"19333,{EXACTLY_15}", f"19330,{JUST_BELOW}", year=2025)
    found = view(engine, 2025, ruleset=TT)
    assert found is not None
    assert classes(found) == {"19330": "good", "19333": "excellent", "19357": None}
    assert {one.found.unit.key: one.ruled.in_force for one in found.units if one.ruled} == {
        "19330": False, "19333": True, "19357": False,
    }  # fmt: skip  # TT 01 ended on 30 June 2025


def test_points_and_survey_stand_beside_each_other_and_neither_moves_the_other(
    engine: Engine, made: SmallProvince
) -> None:
    assert made.units
    before = layers(view(engine, ruleset=TT))
    order = list(before)
    bring_in(engine, "19330,0,0,0,0,0,0,0,0,0", f"19333,{EXACTLY_15}")
    found = view(engine, ruleset=TT)
    assert layers(found) == before
    assert list(layers(found)) == order
    assert found is not None
    assert classes(found) == {"19330": "weak", "19333": "excellent", "19357": None}
    assert classes(view(engine, held=True, ruleset=TT)) == classes(found)
    assert set(classes(view(engine, ruleset=QD)).values()) == {None}, "another ruleset has values of its own"


def classes(found: UnitYear | None) -> dict[str, str | None]:
    assert found is not None
    return {
        one.found.unit.key: one.ruled.suggestion.quality_class if one.ruled and one.ruled.suggestion else None
        for one in found.units
    }

"""Amended rulesets: new versions beside the old, which nothing can change."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.rules.reading import shipped
from khaosat.services import rulesets
from khaosat.services.acts import Actor

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
CHI = Actor(None, "Chi")
ND_335 = next(one for one in shipped() if one.key == "nd-335-2025")
AMENDED = ND_335.text.replace('version = "1"', 'version = "2"', 1).replace("value = 0\n", "value = 5\n", 1)


def _load(session: ScopedSession, text_: str = AMENDED, reason: str = "Quy chế của tỉnh") -> tuple[str, str]:
    return rulesets.load(session, text=text_, reason=reason, by=CHI, at=NOW)


def test_an_amended_ruleset_stands_beside_the_one_it_amends(engine: Engine) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        assert _load(session) == ("nd-335-2025", "2")
        found = rulesets.ruleset(session, key="nd-335-2025", version="2")
        assert found.rules.parameter("survey_points") == 5
        assert found.rules.text == AMENDED
        assert (found.reason, found.loaded_at) == ("Quy chế của tỉnh", NOW)
        assert rulesets.ruleset(session, key="nd-335-2025", version="1").rules.parameter("survey_points") == 0
        with pytest.raises(ConflictFailure):
            _load(session)
        with pytest.raises(NotFoundFailure):
            rulesets.ruleset(session, key="nd-335-2025", version="3")


@pytest.mark.parametrize("brought", [ND_335.text, AMENDED.replace('version = "2"', 'version = "1"')])
def test_a_version_the_program_brings_is_never_replaced(engine: Engine, brought: str) -> None:
    with open_session(engine, Scope.system("a test")) as session, pytest.raises(ConflictFailure):
        _load(session, brought)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("points = 90\n", "points = 91\n", "example 1"),
        ('points = 89.99\nclass = "good"', 'points = 89.99\nclass = "completed"', "example 2"),
        ("tasks = 62, disciplined", "tasks = 162, disciplined", "example 1"),
        ("general = 28", "luck = 28", "example 1"),
        ("mean = 4.6", 'mean = "much"', "example 7"),
        ("most = 30", "most = -3", "survey"),
    ],
)
def test_a_ruleset_whose_examples_do_not_come_out_is_refused_with_the_place(
    engine: Engine, old: str, new: str, place: str
) -> None:
    assert old in AMENDED
    with open_session(engine, Scope.system("a test")) as session, pytest.raises(InvalidFailure) as failure:
        _load(session, AMENDED.replace(old, new, 1))
    assert failure.value.details["place"] == place


def test_a_ruleset_without_examples_or_without_a_reason_is_refused(engine: Engine) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        with pytest.raises(InvalidFailure) as failure:
            _load(session, AMENDED[: AMENDED.index("[[example]]")])
        assert failure.value.details["place"] == "example"
        with pytest.raises(InvalidFailure):
            _load(session, reason="  ")


def test_a_loaded_ruleset_cannot_be_changed_even_by_hand(engine: Engine) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        _load(session)
    for statement in ("UPDATE loaded_rulesets SET text = ''", "DELETE FROM loaded_rulesets"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.execute(text(statement))

"""Where answers can be given, and the one round that is always open."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure
from khaosat.models.event import Event
from khaosat.models.round import Round
from khaosat.services import catalogue
from khaosat.services.acts import Actor
from tests.factories.province import CODES, small_province

AT = datetime(2026, 11, 22, 9, tzinfo=ZONE)


def test_every_office_is_found_with_its_officers_and_what_hangs_there(engine: Engine) -> None:
    made = small_province(engine)
    with open_session(engine, Scope.public()) as session:
        found = catalogue.places(session)
    assert found.offices.keys() == made.offices.keys()
    assert found.fields == made.fields
    office = found.offices["19330"]
    assert (office.id, office.unit_id) == (made.offices["19330"], made.units["19330"])
    assert sorted(office.officers.values()) == sorted(made.officers["19330"])
    assert office.placards == {"": (made.placards["19330"], CODES["19330"])}


def test_a_second_standing_round_is_refused_and_the_first_leaves_its_event(engine: Engine) -> None:
    made = small_province(engine)
    by = Actor(None, "a test")

    def open_one(key: str) -> None:
        with open_session(engine, Scope.system("test")) as session:
            catalogue.open_standing_round(
                session, key=key, name="Kênh", questionnaire_id=made.questionnaire, starts_on=AT.date(), by=by, at=AT
            )

    with pytest.raises(ConflictFailure):
        open_one("second")
    with open_session(engine, Scope.system("the first one ends")) as session:
        session.scalars(select(Round)).one().ends_on = date(2026, 11, 21)
        session.commit()
    open_one("second")
    with open_session(engine, Scope.system("test")) as session:
        standing = catalogue.the_standing_round(session, day=AT.date())
        assert standing is not None
        assert standing.key == "second"
        assert session.scalars(select(Event.act)).all() == ["rounds:open_standing"]

"""A year is signed once every file is final, and then nothing of it moves."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import Engine, select

from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.models.event import Event
from khaosat.services import appraisal_signing
from khaosat.services.acts import Actor
from khaosat.services.appraisal_flow import State
from khaosat.services.appraisal_signing import Readiness
from tests.factories.appraisal import YEAR, open_files
from tests.factories.movers import AGREED, NOW, Movers
from tests.factories.province import small_province

KEYS = Path(mkdtemp())
LATER = NOW + timedelta(days=20)


@pytest.fixture
def movers(engine: Engine) -> Movers:
    made = small_province(engine)
    final = {"state": "final", "final_class": "good", "decided_class": "good", "proposed_class": "good"}
    others = {f"u_{key}": final for key in made.officers if key != "19330"}
    files = open_files(engine, made, **others, u_19330={"suggested_class": "good", "suggestion": {"class": "good"}})
    found = Movers(engine, made, files["cc-19330-1"])
    with open_session(engine, Scope.system("one file is left")) as session:
        for file in session.scalars(select(Appraisal).where(Appraisal.id != found.file_id)):
            file.state, file.final_class = "final", "good"
        session.commit()
    return found


def sign(movers: Movers, *, days: int = 0, year: int = YEAR) -> None:
    scope, _ = movers.powers("duc")
    with open_session(movers.engine, scope) as session, open_session(movers.engine, Scope.year_keeper()) as wide:
        by, at = Actor(movers.account("duc"), "duc"), NOW + timedelta(days=days)
        appraisal_signing.sign(session, wide=wide, year=year, keys=KEYS, by=by, at=at)


def _counting(movers: Movers):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return open_session(movers.engine, Scope.file_counter())


def ready(movers: Movers, *, days: int = 0) -> Readiness:
    scope, _ = movers.powers("duc")
    with open_session(movers.engine, scope.reading()) as session, _counting(movers) as wide:
        return appraisal_signing.readiness(session, wide=wide, year=YEAR, now=NOW + timedelta(days=days))


def test_a_file_the_decider_does_not_even_see_keeps_the_year_open(movers: Movers) -> None:
    found = ready(movers)
    assert (found.missing, found.ready) == ({State.DRAFTED: 1}, False)
    with pytest.raises(ConflictFailure, match="unfinished"):
        sign(movers)


def test_terms_that_are_over_end_with_the_signature_and_running_ones_keep_it_open(movers: Movers) -> None:
    movers.go(*AGREED)
    assert ready(movers).missing == {State.TOLD: 1}
    with pytest.raises(ConflictFailure, match="unfinished"):
        sign(movers)
    assert movers.file().state == "told"
    assert ready(movers, days=20).ready
    sign(movers, days=20)
    assert (movers.file().state, movers.file().final_class) == ("final", "good")
    with open_session(movers.engine, Scope.system("a look")) as session:
        year = session.get_one(AppraisalYear, YEAR)
        assert (year.state, year.signed_by, year.signed_at) == ("signed", movers.account("duc"), LATER)
        (event,) = session.scalars(select(Event).where(Event.act == "appraisals:sign"))
        assert event.before == {"state": "open"}
        assert event.after is not None
        assert event.after["state"] == "signed"


def test_once_signed_nothing_moves_and_it_is_not_signed_again(movers: Movers) -> None:
    movers.go(*AGREED)
    sign(movers, days=20)
    for name, verb in (("an", "propose"), ("chi", "verify"), ("duc", "decide"), ("binh", "appeal"), ("chi", "tell")):
        with pytest.raises(ConflictFailure, match="signed"):
            movers.does(name, verb, "good", "vì", at=LATER)
    with pytest.raises(ConflictFailure, match="signed"):
        sign(movers, days=21)
    assert not ready(movers, days=21).ready


def test_a_year_that_was_never_opened_is_not_there(movers: Movers) -> None:
    with pytest.raises(NotFoundFailure):
        sign(movers, year=YEAR - 1)

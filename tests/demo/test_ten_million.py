"""The loader of ten million answers, with a few hundred: it goes on where it stood, and its recount is no formality."""

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from bench import many_answers, ten_million
from bench.recount import differences, recounted
from khaosat.access import Scope, open_session
from khaosat.demo import answers, calendar
from khaosat.demo.filling import Span
from khaosat.models.release import Release
from khaosat.models.response import DueDay, Response
from khaosat.services import catalogue, releasing, visiting
from khaosat.services.calendar import last_closed
from khaosat.services.checking import Place, check

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
A_DAY = date(2026, 10, 5)
NOT_SAID = {"salt_scores", "salt_comment", "unit_id"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight hundred answers of October, settled and released."""
    made = tmp_path_factory.mktemp("many")
    with ten_million.stand(made, postgres=False, share=ten_million.share_for(800, FIRST, LAST)) as at:
        ten_million.load(at, FIRST, LAST)
    return made


def test_every_tally_is_what_a_group_by_gives_and_a_wrong_one_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ten_million.stand(folder, postgres=False) as at:
        found = recounted(at.engine)
        assert 700 < found.answers < 900
        assert found.days >= 31
        assert found.cells > 2000
        assert ten_million.check(at, 700, FIRST, LAST)
        assert not ten_million.check(at, 10_000_000, FIRST, LAST), "too few answers pass for enough"
        with at.engine.begin() as connection:
            connection.execute(text("UPDATE tallies SET n = n + 1 WHERE split = '' AND day = '2026-10-05'"))
        assert {line[2:12] for line in differences(at.engine, found)} == {"2026-10-05"}
        assert not ten_million.check(at, 700, FIRST, LAST)
        with at.engine.begin() as connection:
            connection.execute(text("UPDATE tallies SET n = n - 1 WHERE split = '' AND day = '2026-10-05'"))
    assert "cells differ" in capsys.readouterr().out


def test_asked_again_it_adds_nothing(folder: Path) -> None:
    with ten_million.stand(folder, postgres=False, share=ten_million.share_for(800, FIRST, LAST)) as at:
        before = recounted(at.engine).answers
        at.progress.unlink()  # as where the progress was lost after the month was stored
        ten_million.load(at, FIRST, LAST)
        assert recounted(at.engine).answers == before


class StoppedError(Exception):
    """The loader was stopped."""


def stopped_at(number: int, then: Callable[..., int]) -> Callable[..., int]:
    """Return what does the same until it is asked for that time."""
    asked = count(1)

    def do(*given: Any, **named: Any) -> int:  # noqa: ANN401  whatever it takes
        if next(asked) == number:
            raise StoppedError
        return then(*given, **named)

    return do


def test_stopped_before_or_after_the_next_month_is_stored_it_goes_on_and_all_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, share = date(2026, 9, 1), ten_million.share_for(600, date(2026, 9, 1), LAST)
    monkeypatch.setattr(ten_million, "A_QUARTER", 1)
    with ten_million.stand(tmp_path, postgres=False, share=share) as at:
        with monkeypatch.context() as stop:
            stop.setattr(many_answers, "insert", stopped_at(2, many_answers.insert))  # drawn, and not stored
            with pytest.raises(StoppedError):
                ten_million.load(at, first, LAST)
        assert stored(at.engine) == {"2026-09"}
        with monkeypatch.context() as stop:
            stop.setattr(releasing, "close_planned", stopped_at(1, releasing.close_planned))
            with pytest.raises(StoppedError):
                ten_million.load(at, first, LAST)
        assert stored(at.engine) == {"2026-09", "2026-10"}
        assert not at.progress.exists()
        ten_million.load(at, first, LAST)
        with open_session(at.engine, Scope.system("what should be there")) as session:
            places, survey = catalogue.places(session), visiting.survey(session, today=LAST)
            expected = sorted(
                row[0]
                for month in ten_million.months_of(Span(first, LAST))
                for row in many_answers.rows_of(month, places, survey, share=share)
            )
            assert sorted(one.hex for one in session.scalars(select(Response.id))) == expected
            assert session.scalars(select(Release)).all()
            assert not session.scalars(select(DueDay.day)).all()
        assert ten_million.check(at, 500, first, LAST)


def stored(engine: Engine) -> set[str]:
    """Return the months that have answers."""
    with open_session(engine, Scope.system("which months are there")) as session:
        return {f"{day:%Y-%m}" for day in session.scalars(select(Response.day).distinct())}


def test_a_row_is_what_the_validation_of_a_single_answer_makes_of_it(folder: Path) -> None:
    share = ten_million.share_for(800, FIRST, LAST)
    with (
        ten_million.stand(folder, postgres=False) as at,
        open_session(at.engine, Scope.system("rows held against checked ones")) as session,
    ):
        places, survey = catalogue.places(session), visiting.survey(session, today=LAST)
        wanted: dict[object, dict[str, Any]] = {}
        for key, its in answers.by_office(A_DAY, A_DAY, places, share=share):
            office = places.offices[key]
            place = Place(office.id, office.unit_id)
            for one in its:
                wanted[one.id] = check(one, place=place, round_=survey.round, questionnaire=survey.questionnaire)
        rows = session.scalars(select(Response).where(Response.day == A_DAY, Response.state != "withdrawn")).all()
        assert len(rows) > 20
        for row in rows:
            expected = wanted[row.id] | ({"state": "counted", "held_reason": None} if row.state == "counted" else {})
            names = expected.keys() - NOT_SAID
            assert {name: getattr(row, name) for name in names} == {name: expected[name] for name in names}


def test_three_years_are_whole_quarters_and_rows_come_in_the_order_of_their_ids(folder: Path) -> None:
    first, last = calendar.year_before(ten_million.TODAY, months=36)
    quarters = ten_million.quarters(first, last)
    assert (len(quarters), quarters[0].first, quarters[-1].last) == (12, first, last)
    for span in quarters:  # a day settled before its answers are stored would be settled without them
        assert last_closed(ten_million.closed_alone(span)) == span.last
    with (
        ten_million.stand(folder, postgres=False) as at,
        open_session(at.engine, Scope.system("rows of a day")) as session,
    ):
        survey, places = visiting.survey(session, today=LAST), catalogue.places(session)
        rows = many_answers.rows_of(Span(A_DAY, A_DAY), places, survey, share=1.0)
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        assert {len(row) for row in rows} == {len(many_answers.columns_of(survey))}

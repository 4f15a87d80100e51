"""One tap is one answer, whatever the phone and the network do with it."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, select

from config import ZONE
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.db import connect
from khaosat.errors import (
    AccessFailure,
    ConflictFailure,
    DayClosedFailure,
    InvalidFailure,
    NotFoundFailure,
    RoundClosedFailure,
)
from khaosat.models.response import DueDay, Response
from khaosat.queries.placard_by_code import PlacardView
from khaosat.services import answering, leaves
from khaosat.services.answering import Given, Place, Recorded, Survey, Tap
from khaosat.services.tokens import Token
from tests.factories.answers import MORNING, TODAY, a_placard, a_survey, an_answer
from tests.factories.province import SmallProvince, small_province

CLOSED = datetime(2026, 11, 24, 0, 0, tzinfo=ZONE)


class Desk:
    """A placard, what it asks, and the verbs of a citizen in front of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.province: SmallProvince = small_province(engine)
        with open_session(engine, Scope.public()) as session:
            self.placard: PlacardView = a_placard(session, self.province.codes["19330"])
            self.survey: Survey = a_survey(session)

    @property
    def place(self) -> Place:
        office = self.placard.office_id
        return Place(office, self.placard.unit_id, officers=frozenset(self.province.officers["19330"]))

    def tap(self, token: Token, score: int, *, at: datetime = MORNING, **how: object) -> Recorded:
        tap = replace(Tap(score, at), **how)  # type: ignore[arg-type]  # any field of Tap
        with open_session(self.engine, Scope.citizen(self.placard.unit_id, token.answer_id)) as session:
            return answering.submit(session, placard=self.placard, survey=self.survey, token=token, tap=tap)

    def amend(self, token: Token, given: Given, *, at: datetime = MORNING) -> Recorded:
        with open_session(self.engine, Scope.citizen(self.placard.unit_id, token.answer_id)) as session:
            return answering.amend(
                session, answer_id=token.answer_id, place=self.place, questionnaire=self.survey.questionnaire,
                given=given, at=at,
            )  # fmt: skip  # one call

    def withdraw(self, token: Token, *, at: datetime = MORNING) -> Recorded:
        with open_session(self.engine, Scope.citizen(self.placard.unit_id, token.answer_id)) as session:
            return answering.withdraw(session, answer_id=token.answer_id, at=at)

    def book(self) -> list[Response]:
        with open_session(self.engine, Scope.system("test")) as session:
            return list(session.scalars(select(Response)))

    def row(self) -> Response:
        (only,) = self.book()
        return only

    def due(self) -> list[object]:
        with open_session(self.engine, Scope.system("test")) as session:
            return list(session.scalars(select(DueDay.day)))


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.fixture
def token(desk: Desk) -> Token:
    return Token(random.Random(5).randbytes(16), desk.placard.office_id, MORNING)  # noqa: S311  a known secret


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement.split(maxsplit=1)[0])

    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


def test_a_tap_is_one_insert(desk: Desk, token: Token, statements: list[str]) -> None:
    recorded = desk.tap(token, 4)
    assert [word for word in statements if word != "BEGIN"] == ["INSERT"]
    assert recorded == Recorded(token.answer_id, TODAY, 4, created=True)
    row = desk.row()
    assert (row.s01, row.slot, row.mode, row.state, row.changes) == (4, 36, "placard", "counted", 0)  # type: ignore[attr-defined]  # s01 is made in a loop
    assert len({row.salt_scores, row.salt_comment}) == 2
    assert [len(salt or b"") for salt in (row.salt_scores, row.salt_comment)] == [16, 16]


def test_a_tap_at_once_stands_before_its_session_ends_and_a_second_one_is_told_apart(
    desk: Desk, token: Token, statements: list[str]
) -> None:
    at_once: dict[str, Any] = {"placard": desk.placard, "survey": desk.survey, "token": token}
    asked = Tap(4, MORNING)
    scope = Scope.citizen(desk.placard.unit_id, token.answer_id)
    with open_session(desk.engine, scope, at_once=True) as session:
        assert answering.submit_at_once(session, tap=asked, **at_once) == Recorded(
            token.answer_id, TODAY, 4, created=True
        )
    assert [word for word in statements if word != "BEGIN"] == ["INSERT"]
    with open_session(desk.engine, scope, at_once=True) as session:
        assert answering.submit_at_once(session, tap=replace(asked, score=2), **at_once) is None
    assert desk.row().s01 == 4  # type: ignore[attr-defined]  # made in a loop
    assert desk.tap(token, 2).score == 2
    with open_session(desk.engine, scope, at_once=True) as session, pytest.raises(ValueError, match="transactions"):
        answering.submit_at_once(session, tap=replace(asked, late=(TODAY, 3)), **at_once)


def test_the_day_and_the_quarter_hour_are_those_of_the_tap_in_vietnam(desk: Desk, token: Token) -> None:
    desk.tap(token, 4, at=datetime.fromisoformat("2026-11-22T17:14:59+00:00"))
    assert (desk.row().day.isoformat(), desk.row().slot) == ("2026-11-23", 0)


def test_the_same_tap_again_is_answered_like_the_first_time(desk: Desk, token: Token) -> None:
    first = desk.tap(token, 4)
    assert desk.tap(token, 4, at=MORNING + timedelta(days=400)) == replace(first, created=False)
    assert desk.row().changes == 0


def test_the_last_choice_on_a_page_counts_and_changes_are_counted(desk: Desk, token: Token) -> None:
    desk.tap(token, 5)
    assert desk.tap(token, 1).score == 1
    assert desk.tap(token, 2, at=CLOSED - timedelta(seconds=1)).score == 2
    assert (desk.row().s01, desk.row().changes, desk.row().day) == (2, 2, TODAY)  # type: ignore[attr-defined]  # s01 is made in a loop


def test_another_face_after_the_day_has_closed_is_refused_and_the_same_one_is_not(desk: Desk, token: Token) -> None:
    desk.tap(token, 5)
    with pytest.raises(DayClosedFailure):
        desk.tap(token, 1, at=CLOSED)
    assert desk.tap(token, 5, at=CLOSED).score == 5
    assert (desk.row().s01, desk.row().changes) == (5, 0)  # type: ignore[attr-defined]  # s01 is made in a loop


def test_a_retry_kept_on_the_phone_creates_but_never_changes(desk: Desk, token: Token) -> None:
    assert desk.tap(token, 3, retry=True).created
    desk.tap(token, 5)
    assert desk.tap(token, 3, retry=True) == Recorded(token.answer_id, TODAY, 5, created=False)
    assert desk.row().changes == 1


@pytest.mark.parametrize("scores", [[4] * 16, [2, 5] * 8], ids=["the same face", "two faces"])
def test_sixteen_posts_at_once_of_one_token_are_one_answer(desk: Desk, token: Token, scores: list[int]) -> None:
    together = Barrier(16)

    def post(score: int) -> Recorded:
        together.wait()
        return desk.tap(token, score)

    with ThreadPoolExecutor(16) as phones:
        recorded = list(phones.map(post, scores))
    assert sum(each.created for each in recorded) == 1
    assert {each.answer_id for each in recorded} == {token.answer_id}
    row = desk.row()
    assert row.s01 in set(scores)  # type: ignore[attr-defined]  # s01 is made in a loop
    assert row.changes <= 15 * (len(set(scores)) > 1)


def test_a_post_from_another_site_is_saved_and_held(desk: Desk, token: Token) -> None:
    desk.tap(token, 4, held_reason="cross_site")
    assert (desk.row().state, desk.row().held_reason) == ("held", "cross_site")


def test_a_change_from_another_site_holds_the_answer(desk: Desk, token: Token) -> None:
    desk.tap(token, 4)
    desk.tap(token, 1, held_reason="cross_site")
    assert (desk.row().state, desk.row().held_reason) == ("held", "cross_site")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_face_that_is_not_on_the_scale_is_refused(desk: Desk, token: Token, score: int) -> None:
    with pytest.raises(InvalidFailure):
        desk.tap(token, score)
    assert desk.book() == []


def test_a_closed_round_takes_no_answer(desk: Desk, token: Token) -> None:
    desk.survey = replace(desk.survey, round=replace(desk.survey.round, ends_on=TODAY - timedelta(days=1)))
    with pytest.raises(RoundClosedFailure):
        desk.tap(token, 4)


def test_later_pages_fill_the_same_row_with_one_update(desk: Desk, token: Token, statements: list[str]) -> None:
    desk.tap(token, 2)
    statements.clear()
    officer = desk.province.officers["19330"][1]
    details = {"officer_id": officer, "reasons": ("waiting", "papers"), "trips": 2, "punctuality": "late",
               "comment": "  Cho\u031b\u0300 la\u0302u quá\r\n", "kind": "business", "demanded": True}  # fmt: skip
    desk.amend(token, Given({"OF": 1, "A": 3, "E": 0}, details))
    assert [word for word in statements if word != "BEGIN"] == ["SELECT", "UPDATE"]
    row = desk.row()
    assert [getattr(row, f"s{place:02d}") for place in range(1, 8)] == [2, 1, 3, None, None, None, 0]
    assert (row.officer_id, row.reasons, row.comment) == (officer, ["waiting", "papers"], "Chờ lâu quá")
    assert (row.trips, row.punctuality, row.kind, row.demanded, row.watched) == (2, "late", "business", True, None)
    assert row.changes == 0


def test_a_later_page_sent_again_changes_its_scores_and_that_is_counted(desk: Desk, token: Token) -> None:
    desk.tap(token, 2)
    desk.amend(token, Given({"OF": 1}, {"trips": 3, "reasons": ("late",)}))
    desk.amend(token, Given({"OF": 1}, {"trips": None, "reasons": ()}))
    desk.amend(token, Given({"OF": 4}))
    assert (desk.row().s02, desk.row().changes) == (4, 1)  # type: ignore[attr-defined]  # s02 is made in a loop
    assert (desk.row().trips, desk.row().reasons) == (None, None)


@pytest.mark.parametrize(
    ("scores", "details", "field"),
    [
        ({"A": 0}, {}, "A"),
        ({"nonsense": 3}, {}, "nonsense"),
        ({}, {"officer_id": 10_000}, "officer_id"),
        ({}, {"reasons": ("weather",)}, "reasons"),
        ({}, {"comment": "a" * 1001}, "comment"),
        ({}, {"comment": "chuông \x07"}, "comment"),
        ({}, {"comment": "hỏng \ufffd"}, "comment"),
        ({}, {"state": "voided"}, "state"),
    ],
)
def test_what_is_not_on_offer_is_refused_by_name_and_nothing_changes(
    desk: Desk, token: Token, scores: dict[str, int], details: dict[str, object], field: str
) -> None:
    desk.tap(token, 3)
    with pytest.raises(InvalidFailure) as refused:
        desk.amend(token, Given({"OF": 5, **scores}, details))
    assert refused.value.details["field"] == field
    assert desk.row().s02 is None  # type: ignore[attr-defined]  # s02 is made in a loop


def test_a_comment_of_a_thousand_characters_and_of_two_lines_is_fine(desk: Desk, token: Token) -> None:
    desk.tap(token, 3)
    desk.amend(token, Given({}, {"comment": "ễ" * 997 + "\n\t" + "ệ"}))
    assert len(desk.row().comment or "") == 1000


def test_a_closed_day_takes_no_detail(desk: Desk, token: Token) -> None:
    desk.tap(token, 3)
    with pytest.raises(DayClosedFailure):
        desk.amend(token, Given({"OF": 5}), at=CLOSED)


def test_a_token_without_an_answer_has_nothing_to_amend_or_withdraw(desk: Desk, token: Token) -> None:
    with pytest.raises(NotFoundFailure):
        desk.amend(token, Given({"OF": 5}))
    with pytest.raises(NotFoundFailure):
        desk.withdraw(token)


def test_withdrawing_leaves_two_digests_and_the_spent_token(desk: Desk, token: Token) -> None:
    desk.tap(token, 1)
    desk.amend(token, Given({"OF": 2}, {"comment": "Tên tôi là …", "watched": True, "officer_id": None}))
    before = {
        name: getattr(desk.row(), name) for name in ("id", "comment", *leaves.SCORED, "salt_scores", "salt_comment")
    }
    assert desk.withdraw(token).score is None
    row = desk.row()
    assert row.digest_scores == leaves.digest_scores(before)
    assert row.digest_comment == leaves.digest_comment(before)
    assert (row.state, row.comment, row.salt_scores, row.salt_comment, row.watched) == ("withdrawn", *[None] * 4)
    assert desk.due() == []
    assert desk.tap(token, 5) == Recorded(token.answer_id, TODAY, None, created=False)
    with pytest.raises(ConflictFailure):
        desk.amend(token, Given({"OF": 5}))
    assert desk.withdraw(token).score is None
    assert desk.row().state == "withdrawn"


def test_withdrawing_from_closed_days_notes_each_day_once(desk: Desk) -> None:
    tokens = [Token(bytes([number]) * 16, desk.placard.office_id, MORNING) for number in range(3)]
    for token in tokens:
        desk.tap(token, 3)
    for token in tokens:
        desk.withdraw(token, at=CLOSED)
    assert desk.due() == [TODAY]
    assert {row.state for row in desk.book()} == {"withdrawn"}


def test_a_citizen_reaches_no_answer_but_their_own(desk: Desk, token: Token) -> None:
    other = Token(bytes(16), desk.placard.office_id, MORNING)
    desk.tap(token, 3)
    scope = Scope.citizen(desk.placard.unit_id, other.answer_id)
    with open_session(desk.engine, scope) as session, pytest.raises(NotFoundFailure):
        answering.withdraw(session, answer_id=token.answer_id, at=MORNING)
    elsewhere = Scope.citizen(desk.province.units["461"], token.answer_id)
    with open_session(desk.engine, elsewhere) as session, pytest.raises(AccessFailure):
        answering.submit(session, placard=desk.placard, survey=desk.survey, token=other, tap=Tap(3, MORNING))


def _many(desk: Desk, session: ScopedSession, answers: list[answering.Answer], at: datetime | None = None) -> int:
    return answering.submit_many(
        session, office_id=desk.placard.office_id, unit_id=desk.placard.unit_id, round_=desk.survey.round,
        questionnaire=desk.survey.questionnaire, answers=answers, at=at,
    )  # fmt: skip  # one call


def test_many_answers_go_through_the_validation_of_one(desk: Desk) -> None:
    officer = desk.province.officers["19330"][0]
    answers = [an_answer(1 + number % 5, officer_id=officer, verified=True) for number in range(4100)]
    with open_session(desk.engine, Scope.system("test")) as session:
        assert _many(desk, session, answers) == 4100
    assert {row.id for row in desk.book()} == {answer.id for answer in answers}
    assert desk.due() == []


@pytest.mark.parametrize("spoilt", [{"officer_id": 10_000}, {"slot": 96}, {"mode": "rumour"}, {"kind": "bank"}])
def test_one_bad_answer_among_many_keeps_all_out(desk: Desk, spoilt: dict[str, object]) -> None:
    answers = [an_answer() for _ in range(3)]
    answers[1] = replace(answers[1], **spoilt)  # type: ignore[arg-type]  # any field of Answer
    with open_session(desk.engine, Scope.system("test")) as session, pytest.raises(InvalidFailure):
        _many(desk, session, answers)
    assert desk.book() == []


def test_answers_that_come_late_note_their_closed_days(desk: Desk) -> None:
    answers = [an_answer(day=TODAY - timedelta(days=back)) for back in (0, 1, 2, 2)]
    with open_session(desk.engine, Scope.system("test")) as session:
        _many(desk, session, answers, at=MORNING)
    assert desk.due() == [TODAY - timedelta(days=2)]


def test_an_answer_without_the_overall_score_is_none(desk: Desk) -> None:
    nothing = replace(an_answer(), id=uuid4(), scores={"A": 3})
    with open_session(desk.engine, Scope.system("test")) as session, pytest.raises(InvalidFailure):
        _many(desk, session, [nothing])


def test_sqlite_writes_to_the_disk_before_it_acknowledges(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'own.db'}")  # the tests' own do not wait
    with engine.connect() as connection:
        kept = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]
    engine.dispose()
    assert kept == [2, "wal"]  # 2 is FULL: fsync at each commit

"""Comments reach a unit in groups of five, scrubbed and shuffled, and go when their answer goes."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from config import ZONE, Settings
from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.comment import CommentScore, ReleasedComment
from khaosat.models.officer import Officer
from khaosat.policy import Realm
from khaosat.services import answering, commenting, periods
from khaosat.services.acts import Actor
from khaosat.services.answering import Survey
from khaosat.services.checking import Answer
from khaosat.services.comment_releasing import release_comments
from khaosat.services.comment_topics import topics
from khaosat.services.commenting import Wanted
from tests.factories.answers import a_survey, an_answer
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province
from tests.factories.releases import ReleaseBook, overall

NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)
RELEASED = date(2026, 11, 14)


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


def store(session: ScopedSession, province: SmallProvince, survey: Survey, key: str, answers: list[Answer]) -> None:
    answering.submit_many(
        session,
        office_id=province.offices[key],
        unit_id=province.units[key],
        round_=survey.round,
        questionnaire=survey.questionnaire,
        answers=answers,
    )


def said(engine: Engine, province: SmallProvince, key: str, answers: list[Answer], *, until: date = RELEASED) -> None:
    """Store answers of an office and close a release of it that holds their days."""
    with open_session(engine, Scope.system("answers with comments for a test")) as session:
        survey = a_survey(session)
        store(session, province, survey, key, answers)
        ReleaseBook(session, began=until - timedelta(days=6)).close(
            province.units[key], province.offices[key], "", until, overall(0, 0, 2, 4, 4)
        )
        session.commit()


def comments(number: int, *, day: date = date(2026, 11, 10), score: int = 4, **details: object) -> list[Answer]:
    return [an_answer(score, day, comment=f"Ý kiến số {place}", **details) for place in range(number)]


def run(engine: Engine, settings: Settings, now: datetime = NOW) -> int:
    with open_session(engine, Scope.system("a night for a test")) as session:
        return release_comments(session, now=now, keys=settings.keys).released


def rows(engine: Engine) -> list[ReleasedComment]:
    with open_session(engine, Scope.system("test")) as session:
        return list(session.scalars(select(ReleasedComment).order_by(ReleasedComment.id)))


def test_four_wait_and_five_come_together_dated_by_their_release(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    said(engine, province, "19330", comments(4))
    assert run(engine, settings) == 0
    with open_session(engine, Scope.system("one more")) as session:
        survey = a_survey(session)
        store(session, province, survey, "19330", comments(1))
    assert run(engine, settings) == 5
    assert run(engine, settings) == 0
    found = rows(engine)
    assert {(row.first_day, row.last_day) for row in found} == {(date(2026, 10, 1), RELEASED)}
    assert {row.office_id for row in found} == {province.offices["19330"]}


def test_days_not_released_yet_and_marked_comments_do_not_come(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    late = comments(5, day=RELEASED + timedelta(days=1))
    marked = [*comments(5, demanded=True), *comments(5, watched=True), *comments(5, held_reason="cross_site")]
    said(engine, province, "19330", [*late, *marked])
    assert run(engine, settings) == 0


def test_names_of_officers_and_phones_are_gone_and_the_order_says_nothing(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    texts = ["gọi 0912.345.678", "chị Hoa quầy 3 vui vẻ", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "tám"]
    said(engine, province, "19330", [an_answer(5, date(2026, 11, 10), comment=text) for text in texts])
    assert run(engine, settings) == 8
    found = [row.text for row in rows(engine)]
    assert not [text for text in found if "0912" in text or "Hoa" in text]
    assert {row.id.version for row in rows(engine)} == {4}  # random: by no order of theirs can anything be told


def test_what_waits_over_a_quarter_s_end_is_shown_with_the_others_of_the_unit_above(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    september = date(2026, 9, 15)
    for key in ("19330", "19333"):
        said(engine, province, key, comments(3, day=september), until=date(2026, 9, 30))
    assert run(engine, settings, datetime(2026, 9, 30, 9, tzinfo=ZONE)) == 0
    assert run(engine, settings, datetime(2026, 10, 5, 9, tzinfo=ZONE)) == 6
    found = rows(engine)
    assert {(row.unit_id, row.office_id, row.first_day, row.last_day) for row in found} == {
        (province.units["461"], None, date(2026, 7, 1), date(2026, 9, 30))
    }
    head = Scope(reads=frozenset({province.units["19330"]}), realms=frozenset({Realm.COMMENTS}))
    with open_session(engine, head) as session:
        assert session.scalars(select(ReleasedComment)).all() == []


def test_what_two_offices_are_told_alike_loses_the_names_of_its_own_officers_only(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    with open_session(engine, Scope.system("an officer's name for a test")) as session:
        officer = session.get_one(Officer, province.officers["19330"][0])
        officer.display_name = "Trần Thị Bình"
        session.commit()
    thanks = [an_answer(5, date(2026, 9, 15), comment="Cảm ơn Bình đã giúp") for _ in range(3)]
    others = [an_answer(5, date(2026, 9, 15), comment="Cảm ơn Bình đã giúp") for _ in range(3)]
    for key, answers in (("19330", thanks), ("19333", others)):
        said(engine, province, key, answers, until=date(2026, 9, 30))
    assert run(engine, settings, datetime(2026, 10, 5, 9, tzinfo=ZONE)) == 6
    texts = sorted(row.text for row in rows(engine))
    assert texts == ["Cảm ơn Bình đã giúp"] * 3 + ["Cảm ơn […] đã giúp"] * 3


def test_a_withdrawn_answer_takes_its_comment_along_and_so_does_time(
    engine: Engine, province: SmallProvince, settings: Settings
) -> None:
    answers = comments(6)
    said(engine, province, "19330", answers)
    run(engine, settings)
    with open_session(engine, Scope.citizen(province.units["19330"], answers[0].id)) as session:
        answering.withdraw(session, answer_id=answers[0].id, at=NOW)
    assert run(engine, settings) == 0
    assert "Ý kiến số 0" not in [row.text for row in rows(engine)]
    assert len(rows(engine)) == 5
    run(engine, settings, datetime(2028, 12, 1, 9, tzinfo=ZONE))
    assert rows(engine) == []
    with open_session(engine, Scope.system("test")) as session:
        assert session.scalars(select(CommentScore)).all() == []


class Desk:
    """Asks for comments as somebody would."""

    def __init__(self, engine: Engine, province: SmallProvince) -> None:
        self.engine, self.province = engine, province
        self.period = periods.parse("quy-4-2026", today=NOW.date())

    def ask(self, key: str, scope: Scope, **wanted: object) -> commenting.Comments:
        with open_session(self.engine, scope) as session:
            return commenting.comments_of(session, unit_key=key, period=self.period, wanted=Wanted(**wanted))  # type: ignore[arg-type]  # any of its fields

    def head(self, key: str) -> Scope:
        unit = frozenset({self.province.units[key]})
        realms = frozenset({Realm.COMMENTS, Realm.RELEASES})
        return Scope(reads=unit, writes=unit, realms=realms, changes=frozenset({Realm.COMMENTS, Realm.AUDIT}))


AFFAIRS = Scope(reads=Everything("a test"), realms=frozenset({Realm.COMMENTS, Realm.TALLIES}))


@pytest.fixture
def desk(engine: Engine, province: SmallProvince, settings: Settings) -> Desk:
    texts = ["Chờ đợi quá lâu", "Thái độ hoà nhã", "Phí cao, thủ tục rườm rà", "Trả kết quả đúng hẹn", "Ok"]
    answers = [an_answer(score, date(2026, 11, 10), comment=text) for score, text in enumerate(texts, start=1)]
    said(engine, province, "19330", answers)
    run(engine, settings)
    return Desk(engine, province)


def test_comments_are_found_by_words_without_tone_marks_by_topic_and_by_whether_seen_to(desk: Desk) -> None:
    head = desk.head("19330")
    everything = desk.ask("19330", head)
    assert (everything.total, everything.everything, everything.pages) == (5, 5, 1)
    assert [one.line.text for one in desk.ask("19330", head, words="hòa nha").shown] == ["Thái độ hoà nhã"]
    assert [one.line.text for one in desk.ask("19330", head, topic="B").shown] == ["Phí cao, thủ tục rườm rà"]
    first = everything.shown[0].line
    with open_session(desk.engine, head) as session:
        by = Actor(person(desk.engine, "an", unit_id=desk.province.units["19330"]), "an")
        commenting.see_to(session, unit_key="19330", comment_id=first.id, done=True, by=by, at=NOW)
    assert desk.ask("19330", head, seen_to="roi").total == 1
    assert desk.ask("19330", head, seen_to="chua").total == 4


def test_scores_stand_beside_comments_for_internal_affairs_alone(desk: Desk) -> None:
    assert {one.line.score for one in desk.ask("19330", desk.head("19330")).shown} == {None}
    assert desk.ask("19330", desk.head("19330"), score=1).total == 0
    found = desk.ask("QT", AFFAIRS, score=1)
    assert [one.line.text for one in found.shown] == ["Chờ đợi quá lâu"]
    assert found.with_scores


def test_foreign_comments_are_not_there_and_unknown_filters_are_refused(desk: Desk) -> None:
    head = desk.head("19333")
    with pytest.raises(NotFoundFailure):
        desk.ask("19330", head)
    with pytest.raises(InvalidFailure):
        desk.ask("19333", head, topic="Z")
    theirs = rows(desk.engine)[0].id
    with open_session(desk.engine, head) as session, pytest.raises(NotFoundFailure):
        commenting.see_to(session, unit_key="19330", comment_id=theirs, done=True, by=Actor(None, "ha"), at=NOW)


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("Chờ lâu quá", ("A",)),
        ("cho lau qua", ("A",)),
        ("Cán bộ nhiệt tình, trả kết quả đúng hẹn", ("C", "D")),
        ("Tôi góp ý mà không ai tiếp thu", ("E",)),
        ("Lệ phí", ("B",)),
        ("Tốt", ()),
        ("", ()),
        ("phía trước", ()),  # holds "phi" as letters, not as a word
    ],
)
def test_what_a_comment_speaks_of(text: str, factors: tuple[str, ...]) -> None:
    assert topics(text) == factors

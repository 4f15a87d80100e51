"""A day's answers are read whole: nothing may stand in a column where the seal does not see it."""

from datetime import date

from sqlalchemy import Engine, text

from khaosat.access import Scope, open_session
from khaosat.queries.day_answers import COLUMNS, day_answers
from khaosat.services.leaves import day_seal
from tests.factories.crowd import answer_row, write_answers
from tests.factories.province import small_province

DAY = date(2026, 11, 2)
EVERYTHING = Scope.system("a test looks").reading()


def test_what_somebody_puts_where_no_question_is_asked_changes_the_seal(engine: Engine) -> None:
    made = small_province(engine)
    write_answers(engine, [answer_row(made, "19330", DAY, Z1=score) for score in (1, 5)])
    with open_session(engine, EVERYTHING) as session:
        before = day_answers(session, DAY)
    assert {"s01", "s02", "comment", "salt_scores"} <= set(before[0]) < set(COLUMNS)
    with engine.begin() as connection:
        connection.execute(text("UPDATE responses SET s39 = 4 WHERE s01 = 5"))
    with open_session(engine, EVERYTHING) as session:
        after = day_answers(session, DAY)
    assert [set(row) for row in after] == [set(COLUMNS)] * 2
    assert sorted(row["s39"] or 0 for row in after) == [0, 4]
    assert day_seal(after).root != day_seal(before).root


def test_an_untouched_day_has_the_seal_of_its_whole_rows(engine: Engine) -> None:
    made = small_province(engine)
    write_answers(engine, [answer_row(made, "19330", DAY, Z1=score, A=score) for score in (1, 5)])
    with open_session(engine, EVERYTHING) as session:
        found = day_answers(session, DAY)
    assert day_seal([dict.fromkeys(COLUMNS) | dict(row) for row in found]) == day_seal(found)

"""What was said or drawn before is not made again, and never said in another language than the one asked for."""

from datetime import timedelta

from flask import Flask

from khaosat.services.figures import percent
from khaosat.web import guard
from khaosat.web.filters import number
from khaosat.web.languages import speaking
from khaosat.web.pictures import Row, intervals_of
from tests.conftest import StillClock


def test_a_paper_in_vietnamese_has_vietnamese_numbers_on_an_english_page(app: Flask) -> None:
    with app.test_request_context("/dang-nhap?lang=en"):
        assert number(1234.5, 1) == "1,234.5"
        with speaking("vi"):
            assert number(1234.5, 1) == "1.234,5"
        assert number(1234.5, 1) == "1,234.5"


def test_a_picture_is_drawn_once_for_what_it_shows_and_in_each_language(app: Flask) -> None:
    rows = [Row("Thái độ", percent((1, 2, 3, 50, 60)))]
    with app.test_request_context("/dang-nhap"):
        drawn = intervals_of("hinh", rows, title="Yếu tố")
        assert intervals_of("hinh", list(rows), title="Yếu tố") is drawn
        other = intervals_of("hinh", [Row("Thái độ", percent((1, 2, 3, 50, 61)))], title="Yếu tố")
        assert other.desk != drawn.desk
    with app.test_request_context("/dang-nhap?lang=en"):
        assert "94.8\N{NO-BREAK SPACE}%" in intervals_of("hinh", rows, title="Yếu tố").desk
    assert "94,8\N{NO-BREAK SPACE}%" in drawn.desk


def test_a_request_has_one_moment(app: Flask, clock: StillClock) -> None:
    with app.test_request_context("/dang-nhap"):
        before = guard.now()
        clock.moment += timedelta(minutes=1)
        assert guard.now() == before
    with app.test_request_context("/dang-nhap"):
        assert guard.now() == before + timedelta(minutes=1)

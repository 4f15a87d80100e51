"""The page of comments: what is there, what is long, what is looked for, and the mark that somebody has seen to it."""

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from khaosat.access import Scope, open_session
from khaosat.models.comment import CommentScore, ReleasedComment
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.web.quality import page, statements, text_of

LAST = date(2026, 11, 14)


@pytest.fixture
def written(app: Flask, province: SmallProvince) -> SmallProvince:
    write(app, province, ["Chờ lâu quá", "Cán bộ nhiệt tình", "Ok", "<b>phí</b> cao", "Tốt"])
    return province


def write(app: Flask, province: SmallProvince, texts: list[str]) -> None:
    place = {"unit_id": province.units["19330"]}
    with open_session(app.extensions["engine"], Scope.system("comments for a test")) as session:
        for text in texts:
            row = ReleasedComment(id=uuid4(), first_day=date(2026, 11, 1), last_day=LAST, text=text, **place)
            row.link, row.office_id = uuid4().bytes, province.offices["19330"]
            session.add(row)
            session.flush()
            session.add(CommentScore(comment_id=row.id, score=2, **place))
        session.commit()


def token(browser: FlaskClient, address: str) -> str:
    found = page(browser.get(address)).find(".//main//input[@name='csrf_token']")
    assert found is not None
    return str(found.get("value"))


def test_comments_stand_as_they_were_written_with_their_release(cast: Cast, written: SmallProvince) -> None:
    assert written
    text = text_of(page(cast.browser("an").get("/ket-qua/19330/y-kien")))
    assert "<b>phí</b> cao" in text
    assert "đợt từ 1/11/2026 đến 14/11/2026" in text
    assert "mức 2" not in text
    assert "mức 2" in text_of(page(cast.browser("chi").get("/ket-qua/19330/y-kien")))


def test_a_search_without_marks_finds_and_one_that_finds_nothing_says_so(cast: Cast, written: SmallProvince) -> None:
    assert written
    browser = cast.browser("an")
    assert "1 ý kiến tìm thấy" in text_of(page(browser.get("/ket-qua/19330/y-kien?tim=nhiet+tinh&ve=C")))
    assert "Không có ý kiến nào như vậy" in text_of(page(browser.get("/ket-qua/19330/y-kien?tim=khong-co")))
    page(browser.get("/ket-qua/19330/y-kien?ve=Z"), 422)
    page(browser.get("/ket-qua/19330/y-kien?trang=99999999&muc=x"))


def test_the_mark_can_be_set_and_taken_back_by_the_unit_s_head_alone(cast: Cast, written: SmallProvince) -> None:
    assert written
    an, there = cast.browser("an"), "/ket-qua/19330/y-kien"
    form = page(an.get(there)).find(".//ul[@class='card comments']//form")
    assert form is not None
    secret = token(an, there)
    assert an.post(form.get("action", ""), data={"csrf_token": secret, "roi": "1"}).status_code == 302
    assert "1 ý kiến tìm thấy" in text_of(page(an.get(f"{there}?xem=roi")))
    assert an.post(form.get("action", ""), data={"csrf_token": secret, "roi": "0"}).status_code == 302
    assert "Không có ý kiến nào như vậy" in text_of(page(an.get(f"{there}?xem=roi")))
    assert page(cast.browser("chi").get(there)).find(".//ul[@class='card comments']//form") is None


def test_five_hundred_long_comments_and_none_at_all_are_good_pages(
    app: Flask, cast: Cast, province: SmallProvince
) -> None:
    assert "Chưa có ý kiến nào" in text_of(page(cast.browser("an").get("/ket-qua/19330/y-kien")))
    write(app, province, ["dài" * 600] * 500)
    text = text_of(page(cast.browser("an").get("/ket-qua/19330/y-kien?trang=20")))
    assert "500 ý kiến tìm thấy" in text


def test_of_many_comments_one_page_is_read_and_a_page_beyond_the_last_is_the_last(
    app: Flask, cast: Cast, province: SmallProvince
) -> None:
    write(app, province, ["dài" * 600] * 60)
    browser = cast.browser("an")
    with statements(app.extensions["engine"]) as seen:
        tree = page(browser.get("/ket-qua/19330/y-kien?trang=99"))
    assert len(seen) <= 15
    assert len(tree.findall(".//p[@class='comment']")) == 10, "60 are two pages of 25 and one of 10"
    assert "Trang 3 / 3" in text_of(tree)
    assert any("LIMIT" in statement for statement in seen), "every comment was read to show ten"
    marked = page(browser.get("/ket-qua/19330/y-kien?xem=chua&trang=2"))
    assert (len(marked.findall(".//p[@class='comment']")), "Trang 2 / 3" in text_of(marked)) == (25, True)
    assert "Không có ý kiến nào như vậy" in text_of(page(browser.get("/ket-qua/19330/y-kien?muc=5")))

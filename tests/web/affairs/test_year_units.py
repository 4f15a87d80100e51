"""The page of a year's units."""

import pytest

from tests.cast import Cast
from tests.web.quality import page, text_of

ADDRESS = "/thi-dua/2026/don-vi"


@pytest.mark.parametrize("who", ["chi", "giang"])
def test_without_answers_every_unit_stands_there_and_nothing_is_told_apart(who: str, cast: Cast) -> None:
    text = text_of(page(cast.browser(who).get(ADDRESS)))
    assert "Chưa có đơn vị nào đủ phiếu" in text
    assert "UBND phường Đông Giang" in text
    assert "không xếp hạng" in text


@pytest.mark.parametrize(
    ("query", "says"),
    [("cap=huyen", "UBND thị xã Quảng Trị"), ("quy-tac=tt-01-2018-unit:1", "9 thành phần"),
     ("quy-tac=tt-01-2018-unit:1", "không có hiệu lực vào cuối kỳ"), ("giu=co", "tính cả phiếu tạm giữ")],
)  # fmt: skip
def test_what_is_chosen_is_shown(query: str, says: str, cast: Cast) -> None:
    assert says in text_of(page(cast.browser("chi").get(f"{ADDRESS}?{query}")))


def test_years_and_rules_that_are_not_there_make_plain_pages(cast: Cast) -> None:
    assert "chưa có ngày nào khoá sổ" in text_of(page(cast.browser("chi").get("/thi-dua/2030/don-vi")))
    page(cast.browser("chi").get("/thi-dua/1999/don-vi"), 404)
    page(cast.browser("chi").get(f"{ADDRESS}?quy-tac=x:1"), 404)

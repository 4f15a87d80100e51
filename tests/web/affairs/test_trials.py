"""The page on which a ruleset is tried before it is issued."""

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.services import rulesets
from tests.cast import Cast
from tests.factories.league import a_league
from tests.factories.province import SmallProvince
from tests.services.test_simulating import WITH_FIVE, files
from tests.web.quality import page, text_of

ADDRESS = "/thi-dua/2026/thu-quy-tac"


@pytest.fixture
def league(app: Flask, province: SmallProvince) -> int:
    return a_league(app.extensions["engine"], province)


@pytest.mark.parametrize("who", ["chi", "giang"])
def test_a_loaded_ruleset_is_tried_by_an_address_that_can_be_shared(who: str, cast: Cast, league: int) -> None:
    assert league
    text = text_of(page(cast.browser(who).get(f"{ADDRESS}?quy-tac=nd-335-2025:1&gia-dinh=90")))
    assert "0 người lên, 0 người xuống, 17 người giữ mức" in text
    assert "kết quả không dự báo năm thật" in text
    assert "Điều phép thử này không biết" in text
    assert "17 trong 17 người được xếp có mức không phụ thuộc điểm khảo sát" in text


def test_a_text_that_is_not_loaded_is_tried_and_kept_nowhere(
    app: Flask, cast: Cast, province: SmallProvince, league: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    engine = app.extensions["engine"]
    files(engine, province, league, dict.fromkeys(province.officers["461"], "62"))
    text = text_of(page(cast.browser("chi").post(ADDRESS, data={"van-ban": WITH_FIVE})))
    assert "1 người lên, 0 người xuống, 2 người giữ mức" in text
    assert "1 người: từ Hoàn thành tốt nhiệm vụ sang Hoàn thành xuất sắc nhiệm vụ" in text
    assert "(90 %: " in text
    with open_session(engine, Scope.system("a test looks").reading()) as session:
        assert "1a" not in {one.rules.version for one in rulesets.rulesets(session)}


def test_a_text_that_is_no_ruleset_comes_back_with_what_was_typed_and_where_it_fails(
    app: Flask, cast: Cast, league: int
) -> None:
    assert league
    app.config["WTF_CSRF_ENABLED"] = False
    tree = page(cast.browser("chi").post(ADDRESS, data={"van-ban": "key = 1"}), 422)
    assert "Bộ quy tắc không nhận được, tại “" in text_of(tree)
    assert tree.findtext(".//textarea") == "key = 1"
    page(cast.browser("chi").get(f"{ADDRESS}?quy-tac=nothing:1"), 422)
    for share in ("viel", "NaN", "Infinity", "1e99", "101", "-0.1"):
        page(cast.browser("chi").get(f"{ADDRESS}?quy-tac=nd-335-2025:1&gia-dinh={share}"), 422)


def test_without_components_or_a_league_the_page_says_what_comes_next(cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    assert "Hãy nhập thành phần cho năm" in text_of(page(browser.get(f"{ADDRESS}?quy-tac=nd-335-2025:1")))
    nothing = page(browser.get("/thi-dua/2019/thu-quy-tac?quy-tac=nd-335-2025:1"))
    assert "không có gì để thử" in text_of(nothing)
    assert "Thử một bộ quy tắc trên năm 2026" in text_of(page(browser.get(ADDRESS)))

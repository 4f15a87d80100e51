"""Rulesets on their pages: readable by whom they concern, loaded by Internal Affairs alone."""

from io import BytesIO

import pytest
from flask import Flask

from khaosat.rules.reading import shipped
from tests.cast import Cast

ND_335 = next(one for one in shipped() if one.key == "nd-335-2025")
ADDRESS = "/thi-dua/quy-tac"


@pytest.mark.parametrize("name", ["an", "binh", "chi", "duc", "em", "giang"])
@pytest.mark.parametrize("one", shipped(), ids=lambda one: one.key)
def test_whoever_is_concerned_reads_every_ruleset_with_its_source_and_certainty(
    cast: Cast, name: str, one: object
) -> None:
    rules = next(found for found in shipped() if found is one)
    browser = cast.browser(name)
    assert f"{ADDRESS}/{rules.key}/1" in browser.get(ADDRESS).text
    page = browser.get(f"{ADDRESS}/{rules.key}/1").text
    assert rules.citation in page
    assert rules.note["vi"].split(":")[0] in page
    assert browser.get(f"{ADDRESS}/{rules.key}/1.toml").text == rules.text


def test_what_nobody_has_laid_down_says_so(cast: Cast) -> None:
    page = cast.browser("binh").get(f"{ADDRESS}/nd-335-2025/1").text
    assert "chưa quy định (0)" in page
    assert "Tổng điểm ≥ 90" in page
    assert '4,5 <span class="soft">[4,25; 4,75]</span>' in page


def test_internal_affairs_loads_an_amended_one_and_everybody_reads_why(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    amended = ND_335.text.replace('version = "1"', 'version = "tỉnh 1"', 1).replace("value = 0\n", "value = 5\n", 1)
    sent = {"file": (BytesIO(amended.encode()), "x.toml"), "reason": "Quy chế của tỉnh"}
    told = cast.browser("chi").post(ADDRESS, data=sent, follow_redirects=True).text
    assert "Đã nạp bộ quy tắc" in told
    page = cast.browser("binh").get(f"{ADDRESS}/nd-335-2025/tỉnh 1").text
    assert "Quy chế của tỉnh" in page
    assert "Điểm khảo sát trong 30 điểm tiêu chí chung: 5" in page
    refused = cast.browser("chi").post(ADDRESS, data={"text": "[title", "reason": "x"}, follow_redirects=True).text
    assert "không nhận được" in refused
    assert cast.browser("an").post(ADDRESS, data={"text": amended, "reason": "x"}).status_code == 404

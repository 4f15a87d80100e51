"""The API describes itself: every route is in the description, and the page shows it without anything from outside."""

import re

from flask import Flask

from khaosat.web.audience import NEEDS
from tests.web.quality import page, text_of


def test_every_route_stands_in_the_description(app: Flask) -> None:
    said = app.test_client().get("/api/v1/openapi.json").get_json()
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in app.url_map.iter_rules()
        if NEEDS.get(rule.endpoint, "").startswith("api:")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    assert {(path, method) for path, methods in said["paths"].items() for method in methods} == there
    assert said["openapi"].startswith("3.1")
    references = set(re.findall(r'"#/components/schemas/(\w+)"', app.test_client().get("/api/v1/openapi.json").text))
    assert references <= set(said["components"]["schemas"])


def test_the_page_shows_it_and_needs_nothing_from_elsewhere(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/tai-lieu")
    text = text_of(page(answer))
    assert "GET /units/{unit_key}/results" in text
    assert "số người trả lời; không nêu khi dưới 5" in text
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    english = app.test_client().get("/api/v1/tai-lieu?lang=en")
    assert "how many people answered; not given under 5" in text_of(page(english))
    assert "Set-Cookie" not in english.headers

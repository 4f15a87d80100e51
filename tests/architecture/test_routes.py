"""Every route says who may open it; what is exempt from CSRF is one tuple."""

import ast

import pytest
from flask import Flask

from khaosat.policy import Permission
from khaosat.web.audience import NEEDS, Audience
from khaosat.web.guard import CSRF_EXEMPT, OPEN_FILES
from tests.architecture.reading import under


def test_every_endpoint_says_who_may_open_it(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - OPEN_FILES - set(NEEDS) == set()


def test_a_route_without_needs_is_refused_by_name() -> None:
    pages = Audience("example", __name__)
    with pytest.raises(TypeError, match=r"/x \(example\.page\) does not say who may open it"):

        @pages.get("/x")
        def page() -> str:
            return ""


def test_a_route_sneaked_past_the_audience_is_not_found(app: Flask) -> None:
    app.add_url_rule("/sneaked", "sneaked", lambda: "everybody's answers")
    assert app.test_client().get("/sneaked").status_code == 404


def test_pages_are_made_by_audiences_alone() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in under("khaosat/web/")
        if path != "khaosat/web/audience.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.alias) and getattr(node, "id", getattr(node, "name", "")) == "Blueprint"
    ]
    assert found == [], f"blueprints past Audience: {found}"


def test_exempt_from_csrf_is_what_has_no_ambient_authority(app: Flask) -> None:
    exempt = set(CSRF_EXEMPT)
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    assert exempt <= posts, "the tuple names endpoints that take no POST"
    programs = {endpoint for endpoint in posts if endpoint.startswith("api.")}  # the guard asks for the header's token
    assert all(NEEDS[endpoint] is Permission.PUBLIC for endpoint in exempt - programs)
    citizens = {endpoint for endpoint in posts if endpoint.startswith("citizen.")}
    assert citizens | {"kiosk.take"} | programs == exempt

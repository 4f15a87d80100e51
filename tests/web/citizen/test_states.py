"""No route, no template and no state of the citizen's pages is left out; each is good HTML, and English is English."""

import re
import tomllib
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, template_rendered

from tests.conftest import StillClock
from tests.factories.province import FIELDS, TREE
from tests.web.citizen.conftest import Citizen
from tests.web.citizen.states import State, states
from tests.web.quality import page, text_of
from tests.web.test_languages import NAMES, VIETNAMESE

ROOT = Path(__file__).parents[3]
OF_THE_PLACE = ("Bộ phận một cửa", "Tiếng Việt", "Quầy", *(name for _key, name, *_rest in TREE))
SPOKEN = ("aria-label", "placeholder", "title", "data-busy", "data-kept", "data-sent", "data-lost")


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_route_and_template_is_among_the_states_and_each_page_is_a_good_one(
    app: Flask, citizen: Citizen, clock: StillClock, language: str
) -> None:
    printed: set[str] = set()

    def note(_app: Flask, template: object, **_rest: object) -> None:
        printed.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, app):
        seen = list(states(citizen, clock, language))
    assert _routes(app) - {_route(app, state) for state in seen} == set(), "a route without a state in states.py"
    theirs = {f"citizen/{file.name}" for file in (ROOT / "templates/citizen").glob("*.html")}
    assert theirs - printed == set(), "a template without a state in states.py"
    titles = {}
    for state in filter(lambda one: one.is_page, seen):
        tree = page(state.shown, state.shown.status_code)
        assert tree.get("lang") == language, state.name
        titles[state.name] = tree.findtext(".//title")
    assert titles[f"faces: forged ({language})"] != titles[f"faces: scanned p ({language})"]


def test_no_vietnamese_letter_stands_on_an_english_page_outside_names(citizen: Citizen, clock: StillClock) -> None:
    wrong = {}
    for state in filter(lambda one: one.is_page, states(citizen, clock, "en")):
        tree = page(state.shown, state.shown.status_code)
        left = _without_names(" ".join(_words(tree)))
        if found := VIETNAMESE.search(left):
            wrong[state.name] = left[max(0, found.start() - 30) : found.end() + 30]
    assert wrong == {}


def test_the_questionnaires_say_everything_in_english_too() -> None:
    found = []
    for file in sorted((ROOT / "khaosat/questionnaires").glob("*.toml")):
        kept = tomllib.loads(file.read_text(encoding="utf-8"))
        texts = [kept["titles"], *(item["texts"] for item in kept["items"])]
        found += [one["en"] for one in texts if VIETNAMESE.search(_without_names(one["en"])) or not one["en"].strip()]
    assert found == []
    assert all(not VIETNAMESE.search(english) for _vietnamese, english in FIELDS.values())


def _routes(app: Flask) -> set[tuple[str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("citizen.")]
    return {(rule.rule, method) for rule in rules for method in (rule.methods or set()) & {"GET", "POST"}}


def _route(app: Flask, state: State) -> tuple[str, str] | None:
    asked = state.shown.request
    try:
        rule, _values = app.url_map.bind("").match(asked.path, asked.method, return_rule=True)
    except Exception:  # noqa: BLE001  no page at that address: a state as well
        return None
    return rule.rule, asked.method


def _words(tree: Element) -> list[str]:
    spoken = [element.get(name, "") for element in tree.iter() for name in SPOKEN]
    return [tree.findtext(".//title", ""), text_of(tree), *spoken]


def _without_names(text: str) -> str:
    text = re.sub(r"Công chức mẫu [\w-]+", "", text)
    for name in sorted((*NAMES, *OF_THE_PLACE), key=len, reverse=True):
        text = text.replace(name, "")
    return text

"""The description of the API: for programs as OpenAPI 3.1, for people as a page of our own; open to everybody."""

from flask import Response, jsonify, render_template

from khaosat.policy import Permission
from khaosat.web import guard, texts_api
from khaosat.web.api import pages
from khaosat.web.api.resource import RESOURCES
from khaosat.web.api.specification import needs_words, specification


@pages.get("/openapi.json", needs=Permission.PUBLIC)
def openapi() -> Response:
    """Hand the description out."""
    return jsonify(specification(server=f"{guard.settings().public_url}/api/v1"))


@pages.get("/tai-lieu", needs=Permission.PUBLIC)
def documentation() -> str:
    """Show the description."""
    found = specification(server=f"{guard.settings().public_url}/api/v1")
    return render_template(
        "api/documentation.html",
        spec=found,
        resources=[
            (one, needs_words(one.needs), found["paths"][_place(one.path)][one.method.lower()]) for one in RESOURCES
        ],
        problems=texts_api.problems(),
        schemas=found["components"]["schemas"],
    )


def _place(path: str) -> str:
    return path.replace("<", "{").replace(">", "}")

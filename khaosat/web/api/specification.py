"""The API described by itself, in OpenAPI 3.1: made of the routes and of the models that read and write."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from khaosat.policy import Permission
from khaosat.web import texts_api
from khaosat.web.api.resource import JSON, RESOURCES, Resource
from khaosat.web.problems import KIND

REFERENCE: Final = "#/components/schemas/{model}"
AN_ARGUMENT: Final = re.compile(r"<(\w+)>")
A_KEY: Final = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$"}
Described = dict[str, Any]
PROBLEM: Final[Described] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fields": {"type": "array", "items": {"type": "object"}},
        "problems": {"type": "array", "items": {"$ref": "#/components/schemas/RowProblem"}},
    },
}


def specification(*, server: str) -> Described:
    """Return the whole description, in the language of the request; `server` is the address of the API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": texts_api.title(),
            "version": "1",
            "description": texts_api.about(),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"problem": {"description": "RFC 9457", "content": {KIND: {"schema": _named("Problem")}}}},
        },
    }


def _paths() -> Described:
    found: Described = {}
    for one in RESOURCES:
        found.setdefault(AN_ARGUMENT.sub(r"{\1}", one.path), {})[one.method.lower()] = _operation(one)
    return found


def _operation(one: Resource) -> Described:
    said: Described = {
        "operationId": one.name,
        "summary": texts_api.summary(one.name),
        "tags": [one.needs.value.split(":")[1]],
        "parameters": [*_places(one), *_questions(one)],
        "responses": _answers(one),
    }
    if one.body is not None:
        said["requestBody"] = {"required": True, "content": {kind: {"schema": _body(one, kind)} for kind in one.takes}}
    return said


def _places(one: Resource) -> Iterator[Described]:
    for name in AN_ARGUMENT.findall(one.path):
        yield {"name": name, "in": "path", "required": True, "schema": A_KEY, "description": texts_api.described(name)}


def _questions(one: Resource) -> Iterator[Described]:
    if one.asked is None:
        return
    for name, schema in one.asked.model_json_schema()["properties"].items():
        plain = {key: value for key, value in schema.items() if key != "title"}
        yield {"name": name, "in": "query", "schema": plain, "description": texts_api.described(name)}


def _body(one: Resource, kind: str) -> Described:
    return _named(one.body.__name__) if kind == JSON and one.body is not None else {}


def _answers(one: Resource) -> Described:
    schema = _named(one.answer.__name__) if one.answer is not None else {}
    good: Described = {
        "description": texts_api.summary(one.name),
        "content": {k: {"schema": schema} for k in one.gives},
    }
    if one.method == "GET":
        good["headers"] = {"ETag": {"schema": {"type": "string"}}}
    if "per_page" in (one.asked.model_fields if one.asked else {}):
        good["headers"]["Link"] = {"schema": {"type": "string"}}
    codes = ["401", "403", "404", "405", "422", "429", "500"]
    codes += ["400", "409", "413", "415"] if one.body is not None else []
    answers: Described = {str(one.code): good} | {
        code: {"$ref": "#/components/responses/problem"} for code in sorted(codes)
    }
    return answers | ({"304": {"description": "If-None-Match"}} if one.method == "GET" else {})


def _schemas() -> Described:
    answered: list[type[BaseModel]] = [one.answer for one in RESOURCES if one.answer is not None]
    given: list[type[BaseModel]] = [one.body for one in RESOURCES if one.body is not None]
    _, answers = models_json_schema([(model, "serialization") for model in answered], ref_template=REFERENCE)
    _, bodies = models_json_schema([(model, "validation") for model in given], ref_template=REFERENCE)
    found = answers["$defs"] | bodies["$defs"] | {"Problem": PROBLEM}
    return {name: _in_words(schema) for name, schema in sorted(found.items())}


def _in_words(schema: Mapping[str, Any]) -> Described:
    """The schema with the words for its names; titles and docstrings are the program's own."""
    said = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    properties = said.get("properties")
    if properties:
        said["properties"] = {name: _one_in_words(name, one) for name, one in properties.items()}
    return said


def _one_in_words(name: str, schema: Mapping[str, Any]) -> Described:
    plain = {key: value for key, value in schema.items() if key != "title"}
    words = texts_api.described(name)
    return plain | ({"description": words} if words else {})


def _named(name: str) -> Described:
    return {"$ref": REFERENCE.format(model=name)}


def needs_words(permission: Permission) -> str:
    """Return the power a resource asks of its token, as tokens name it."""
    return {Permission.API_RESULTS: "read:results", Permission.API_DOSSIERS: "write:dossiers"}.get(permission, "")

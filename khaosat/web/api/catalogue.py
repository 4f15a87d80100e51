"""The keys by which units, offices and fields are named: those the token is for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from flask import Response, url_for
from pydantic import Field

from config import ZONE
from khaosat.policy import Permission
from khaosat.services import reading_catalogue
from khaosat.web import bearers, guard
from khaosat.web.api.resource import AS_NUMBER, Given, Shown, as_json, resource

NEEDS = Permission.API_CATALOGUE


class AskedPage(Given):
    """Which part of a list."""

    page: Annotated[int, Field(ge=1, le=100_000), AS_NUMBER] = 1
    per_page: Annotated[int, Field(ge=1, le=200), AS_NUMBER] = 50


class Unit(Shown):
    """A unit as it stands today."""

    key: str
    name: str
    kind: str
    level: str
    parent_key: str | None
    official_code: str | None
    offices: tuple[str, ...]


class Units(Shown):
    """One page of the units; the Link header leads on."""

    items: tuple[Unit, ...]
    total: int


class ProcedureField(Shown):
    """A field of procedure."""

    key: str
    names: Mapping[str, str]


class ProcedureFields(Shown):
    """Every field of procedure."""

    items: tuple[ProcedureField, ...]


def today() -> date:
    """Return this day in the product's zone."""
    return guard.now().astimezone(ZONE).date()


@resource("GET", "/units", needs=NEEDS, asked=AskedPage, answer=Units)
def units(asked: AskedPage) -> Response:
    """Answer a page of the token's units."""
    found = reading_catalogue.units_of(guard.session(), units=bearers.bearer().units, day=today())
    start = (asked.page - 1) * asked.per_page
    part = found[start : start + asked.per_page]
    response = as_json(Units(items=tuple(map(Unit.model_validate, part)), total=len(found)))
    response.headers["Link"] = ", ".join(_links(asked, total=len(found)))
    return response


@resource("GET", "/units/<unit_key>", needs=NEEDS, answer=Unit)
def unit(unit_key: str) -> Unit:
    """Answer one of the token's units."""
    found = reading_catalogue.unit_of(guard.session(), units=bearers.bearer().units, day=today(), key=unit_key)
    return Unit.model_validate(found)


@resource("GET", "/fields", needs=NEEDS, answer=ProcedureFields)
def fields() -> ProcedureFields:
    """Answer the fields of procedure."""
    found = reading_catalogue.every_field(guard.session())
    return ProcedureFields(items=tuple(map(ProcedureField.model_validate, found)))


def _links(asked: AskedPage, *, total: int) -> list[str]:
    last = max(1, -(-total // asked.per_page))
    wanted = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    return [
        f'<{url_for("api.units", page=page, per_page=asked.per_page)}>; rel="{rel}"'
        for rel, page in wanted.items()
        if 1 <= page <= last
    ]

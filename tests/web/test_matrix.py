"""The wall's third course: every route × every member of the cast × own and foreign unit, from the URL map."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from khaosat.policy import GRANTS, TOKENS, Permission, Role, TokenPower
from khaosat.web.audience import NEEDS
from khaosat.web.guard import OPEN_FILES
from tests.cast import CITIZEN, ROLES, Cast
from tests.factories.province import SmallProvince
from tests.factories.tokens import shown, token

OWN, FOREIGN = "19330", "19357"  # An's and Bình's unit; a ward of the same name in another town
BOUND_TO_A_UNIT = {Role.UNIT_HEAD, Role.OFFICER}
NOT_AN_ADDRESS_OF_A_UNIT = {"code", "slip", "period", "year", "kind", "filename", "format"}


def _values(province: SmallProvince, unit: str) -> dict[str, object]:
    """What may stand in an address, as it is for one unit; a new argument is added here the day it is born."""
    return {
        "unit_key": unit,
        "code": province.codes[unit],
        "slip": "AAAABBBBCCCCDDDD",
        "placard_id": province.placards[unit],
        "office_key": unit,
        "officer_key": f"cc-{unit}-1",
        "office_id": province.offices[unit],
        "kind": "units",
        "split": "mode",
        "kiosk_id": 999_999,
        "picture": "phan-bo",
        "number": 999_999,
        "measure_id": 999_999,
        "account_id": 999_999,
        "grant_id": 999_999,
        "sign_in_id": 999_999,
        "token_id": 999_999,
        "finding_id": 999_999,
        "complaint_id": 999_999,
        "print_id": "0" * 32,
        "report_id": "0" * 32,
        "announcement_id": 999_999,
        "case_id": "00000000-0000-4000-8000-000000000000",
        "answer_id": "00000000-0000-4000-8000-000000000000",
        "comment_id": "00000000-0000-4000-8000-000000000000",
        "fmt": "svg",
        "extension": "svg",
        "last": True,
        "ruleset_key": "nd-335-2025",
        "version": "1",
        "year": 2026,
    }


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_FILES:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


@pytest.mark.parametrize("name", [CITIZEN, *ROLES])
def test_every_route_opens_only_to_whom_it_says(name: str, app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    role = ROLES[name][0] if name in ROLES else None
    wrong = []
    for rule, method in _rules(app):
        needs = NEEDS[rule.endpoint]
        for unit in (OWN, FOREIGN):
            address = _address(rule, _values(cast.province, unit))
            browser = cast.browser(name)  # a fresh one: signing out is a route too
            status = browser.open(address, method=method).status_code
            may = needs is Permission.PUBLIC or (role is not None and needs in GRANTS[role])
            if needs.value.startswith("api:"):
                wrong += [] if status == 401 else [f"{name} {method} {address}: {status}, a cookie is no token"]
            elif not _fits(status, may=may, signed_in=role is not None):
                wrong.append(f"{name} {method} {address}: {status}")
            elsewhere = role in BOUND_TO_A_UNIT and unit != ROLES[name][1]
            foreign = elsewhere and set(rule.arguments) & {"unit_key", "placard_id"}
            if foreign and may and needs is not Permission.PUBLIC and status != 404:
                wrong.append(f"{name} {method} {address}: {status}, a foreign row must not exist")
    assert wrong == []


@pytest.mark.parametrize("power", TokenPower)
def test_every_route_of_programs_opens_only_to_tokens_of_its_power_and_unit(
    power: TokenPower, app: Flask, cast: Cast
) -> None:
    app.config["API_A_MINUTE"] = {"GET": 10_000, "POST": 10_000}
    secret, wrong = shown(token(cast, power, OWN)), []
    for rule, method in _rules(app):
        needs = NEEDS[rule.endpoint]
        for unit in (OWN, FOREIGN):
            address = _address(rule, _values(cast.province, unit))
            status = app.test_client().open(address, method=method, headers=secret).status_code
            theirs = needs.value.startswith("api:")
            foreign = theirs and unit == FOREIGN and "unit_key" in rule.arguments
            if status >= 500 or (theirs and needs not in TOKENS[power] and status != 403):
                wrong.append(f"{power} {method} {address}: {status}")
            elif theirs and needs in TOKENS[power] and (status in {401, 403} or (foreign and status not in {404, 415})):
                wrong.append(f"{power} {method} {address}: {status}, own must open and a foreign row must not exist")
            elif not theirs and needs is not Permission.PUBLIC and status not in {302, 400}:
                wrong.append(f"{power} {method} {address}: {status}, a token is no sign-in")
    assert wrong == []


def _fits(status: int, *, may: bool, signed_in: bool) -> bool:
    if status >= 500:
        return False
    if may:
        return True
    return status == 404 if signed_in else status == 302


def _address(rule: Rule, values: dict[str, object]) -> str:
    missing = set(rule.arguments) - set(values)
    assert not missing, f"say in _values what {missing} of {rule.rule} is for a unit"
    built = rule.build({name: values[name] for name in rule.arguments})
    assert built is not None
    return built[1]

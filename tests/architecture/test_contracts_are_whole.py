"""A new audience is in the contracts the day it is born."""

import tomllib

from tests.architecture.reading import ROOT


def test_every_audience_is_held_apart_from_the_others() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    apart = next(contract["modules"] for contract in contracts if contract["type"] == "independence")
    audiences = {f"khaosat.web.{folder.parent.name}" for folder in (ROOT / "khaosat/web").glob("*/__init__.py")}
    assert set(apart) == audiences

"""`league simulate`: a ruleset tried on a year by command."""

from pathlib import Path

from flask import Flask

from tests.factories.league import a_league
from tests.factories.province import SmallProvince
from tests.services.test_simulating import WITH_FIVE


def ran(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["league", "simulate", *words])
    return result.exit_code, result.output


def test_a_file_is_tried_and_nothing_of_it_is_kept(app: Flask, province: SmallProvince, tmp_path: Path) -> None:
    a_league(app.extensions["engine"], province)
    file = tmp_path / "amended.toml"
    file.write_text(WITH_FIVE, encoding="utf-8")
    code, said = ran(app, "2026", "--file", str(file), "--assume", "90")
    assert code == 0, said
    assert "17 officers; nd-335-2025:1 before, nd-335-2025:1a after" in said
    assert "assumed: 90.0 % of every component" in said
    assert "excellent or better: false awards" in said
    assert "seed 20261128" in said
    assert ran(app, "2026", "--rules", "nd-335-2025:1a")[0] != 0, "it was not loaded"


def test_what_cannot_be_tried_is_said_in_a_line(app: Flask, province: SmallProvince, tmp_path: Path) -> None:
    a_league(app.extensions["engine"], province)
    file = tmp_path / "none.toml"
    file.write_text("key = 1", encoding="utf-8")
    assert "give one of" in ran(app, "2026")[1]
    assert "no league ends in 2019" in ran(app, "2019", "--rules", "nd-335-2025:1")[1]
    code, said = ran(app, "2026", "--file", str(file))
    assert (code, "ruleset" in said) == (1, True)

"""A whole year by command: opened, brought in, proposed, lowered and co-signed, appealed, signed, verified."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal
from khaosat.models.event import Event
from khaosat.services import settling
from tests.conftest import StillClock
from tests.factories.league import a_league
from tests.factories.movers import NOW, Movers
from tests.factories.province import OFFICERS, SmallProvince
from tests.factories.signed_year import SEALED

BINH = "cc-19330-1"
OTHERS = [f"cc-{key}-{n}" for key, most in OFFICERS.items() for n in range(1, most + 1) if f"cc-{key}-{n}" != BINH]


class Shell:
    """A terminal on the server."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def run(self, *words: str) -> Result:
        return self.app.test_cli_runner().invoke(args=["appraisal", *words])

    def says(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.output

    def refuses(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 1, done.output
        return done.output


@pytest.fixture
def shell(app: Flask, province: SmallProvince, clock: StillClock) -> Shell:
    engine = app.extensions["engine"]
    a_league(engine, province)
    movers = Movers(engine, province, 0)
    for name in ("an", "binh", "chi", "cuc", "duc", "em", "chief"):
        movers.account(name)
    with open_session(engine, Scope.system("a test seals")) as session:
        settling.settle_due(session, now=SEALED, keys=app.config["SETTINGS"].keys)
    clock.moment = NOW
    return Shell(app)


@pytest.fixture
def components(tmp_path: Path) -> Path:
    file = tmp_path / "diem.csv"
    lines = [f"{key},28,{50 if key == BINH else 45},không" for key in [BINH, *OTHERS]]
    file.write_text("\n".join(["Mã công chức,general,tasks,disciplined", *lines]), encoding="utf-8")
    return file


def test_a_year_from_opening_to_verification_and_back(
    shell: Shell, components: Path, clock: StillClock, tmp_path: Path
) -> None:
    assert "17 files under nd-335-2025 1" in shell.says("open", "2026", "--rules", "nd-335-2025", "--as", "chi")
    assert "would be changed" in shell.says("import", "2026", str(components), "--as", "chi", "--dry-run")
    assert "51 values changed" in shell.says("import", "2026", str(components), "--as", "chi")
    why = ("--class", "good", "--reason", "đã cân nhắc kết quả khảo sát")
    shell.says("move", "propose", "2026", "--all", "--as", "an")
    shell.says("move", "propose", "2026", "--all", "--as", "chief")
    left = _keys_in(shell, "drafted")
    assert left  # the survey finds some below: each wants a reason
    shell.says("move", "propose", "2026", *left, *why, "--as", "chief")
    shell.says("move", "verify", "2026", BINH, *OTHERS, "--as", "chi")
    assert "not_permitted" in shell.refuses("move", "decide", "2026", BINH, "--class", "good", "--as", "chi")
    assert "missing" in shell.refuses("move", "decide", "2026", BINH, "--class", "completed", "--as", "duc")
    shell.says("move", "decide", "2026", BINH, "--class", "completed", "--reason", "trễ hạn", "--as", "duc")
    shell.says("move", "decide", "2026", *OTHERS, "--class", "good", "--as", "duc")
    assert "took_part" in shell.refuses("move", "cosign", "2026", BINH, "--as", "chi")
    shell.says("move", "cosign", "2026", BINH, "--as", "cuc")
    assert "tell, 17 files" in shell.says("move", "tell", "2026", "--all", "--as", "chi")
    shell.says("move", "appeal", "2026", BINH, "--reason", "hồ sơ trễ do nơi khác", "--as", "binh")
    shell.says("move", "decide_appeal", "2026", BINH, "--class", "good", "--reason", "đúng như vậy", "--as", "em")
    shell.says("move", "tell", "2026", BINH, "--as", "chi")
    assert "unfinished" in shell.refuses("sign", "2026", "--as", "duc")
    assert "unsigned" in shell.refuses("verify", "2026")
    clock.moment = NOW + timedelta(days=30)
    digest = shell.says("sign", "2026", "--as", "duc").split()[-1]
    assert f"version 1 agrees: 17 files, 34 lines of leagues, 4 seals; SHA-256 {digest}" in shell.says("verify", "2026")
    shell.says("correct", "2026", BINH, "--class", "excellent", "--reason", "kết luận thanh tra", "--as", "duc")
    assert "version 2 agrees" in shell.says("verify", "2026")
    file = tmp_path / "2026.json"
    shell.says("export", "2026", "--number", "1", "--to", str(file))
    assert sha256(file.read_bytes()).hexdigest() == digest
    assert json.loads(file.read_bytes())["files"][BINH]["final_class"] == "good"
    assert _read_by_command(shell) == [
        ("appraisal verify", "appraisals:check", 1, 0), ("appraisal verify", "appraisals:check", 2, 0),
        ("appraisal export", "appraisals:export", 1, None),
    ]  # fmt: skip  # who, what, version, differences
    assert _actors(shell) >= {"chi (command)", "an (command)", "duc (command)", "binh (command)"}
    _write_past_the_trigger(shell)
    said = shell.refuses("verify", "2026")
    assert f"file {BINH} final_class: 'good' → 'not_completed'" in said
    assert "3 differences to version 2" in said  # two of them in the ceilings that follow
    assert _read_by_command(shell)[-1] == ("appraisal verify", "appraisals:check", 2, 3)


def test_nobody_acts_by_command_beyond_their_roles(shell: Shell) -> None:
    assert "not_permitted" in shell.refuses("open", "2026", "--rules", "nd-335-2025", "--as", "an")
    assert "not_found" in shell.refuses("open", "2026", "--rules", "nd-335-2025", "--as", "nobody")
    shell.says("open", "2026", "--rules", "nd-335-2025", "--as", "chi")
    foreign = ("cc-19357-1", "--class", "good", "--reason", "x")
    assert "not_found" in shell.refuses("move", "propose", "2026", *foreign, "--as", "an")
    assert "not_found" in shell.refuses("verify", "2031")


@pytest.mark.parametrize("command", ["open", "import", "move", "sign", "correct", "verify", "export"])
def test_every_command_says_what_it_does(shell: Shell, command: str) -> None:
    assert "Usage:" in shell.says(command, "--help")


def _keys_in(shell: Shell, state: str) -> list[str]:
    from khaosat.models.officer import Officer  # noqa: PLC0415  only here

    with open_session(shell.app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        wanted = select(Officer.key).join(Appraisal, Appraisal.officer_id == Officer.id)
        return list(session.scalars(wanted.where(Appraisal.state == state)))


def _actors(shell: Shell) -> set[str]:
    with open_session(shell.app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        return set(session.scalars(select(Event.actor)))


def _read_by_command(shell: Shell) -> list[tuple[str, str, object, object]]:
    """What the trail says of commands that changed nothing: who, what, which version, with how many differences."""
    with open_session(shell.app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        wanted = select(Event).where(Event.act.in_(("appraisals:check", "appraisals:export"))).order_by(Event.id)
        found = list(session.scalars(wanted))
    assert all(one.subject == "appraisal_year:2026" and one.after and len(one.after["digest"]) == 64 for one in found)
    return [(one.actor, one.act, one.after["version"], one.after.get("differences")) for one in found if one.after]


def _write_past_the_trigger(shell: Shell) -> None:
    change = "UPDATE appraisals SET final_class = 'not_completed' WHERE officer_id = (SELECT id FROM officers "
    with shell.app.extensions["engine"].execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TRIGGER appraisals_frozen_update"))
        connection.execute(text(change + "WHERE key = :key)"), {"key": BINH})


def test_components_of_units_come_in_by_command(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "don-vi.csv"
    file.write_text("Mã đơn vị,openness,progress,digitised,online,satisfaction\n461,18,20,22,22,8", encoding="utf-8")
    words = ("import-units", "2026", str(file), "--as")
    assert "5 values would be changed" in shell.says(*words, "chi", "--dry-run")
    assert "5 values changed" in shell.says(*words, "chi")
    assert "0 values changed, 1 rows as they were" in shell.says(*words, "chi")
    assert "header_unknown" in shell.refuses(*words, "chi", "--rules", "tt-01-2018-unit")
    assert "not_found" in shell.refuses(*words, "chi", "--rules", "nd-335-2025")
    for nobody in ("an", "duc", "em"):
        assert "not_permitted" in shell.refuses(*words, nobody)
    file.write_text("Mã đơn vị,openness\n461,18.5\nQT,1", encoding="utf-8")
    said = shell.refuses(*words, "chi")
    assert "don-vi.csv:2 openness: out_of_range (18.5)" in said
    assert "don-vi.csv:3 unit_key: unknown_unit (QT)" in said

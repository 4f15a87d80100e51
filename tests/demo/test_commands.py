"""The commands a visitor types: import, demo, run-all."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine

import config
from khaosat import cli
from khaosat.web.app import create_app
from tests.services.test_importing import UNITS

ROOT = Path(__file__).parents[2]
Instance = tuple[Engine, config.Settings]

pytestmark = pytest.mark.xdist_group("demo")  # one process loads it for all


@pytest.fixture
def demo(instance: Instance) -> FlaskCliRunner:
    """The program's commands on a loaded demo."""
    engine, settings = instance
    made = create_app(settings, engine=engine)
    made.cli = cli.Commands()
    return made.test_cli_runner()


@pytest.fixture
def units(tmp_path: Path) -> Path:
    file = tmp_path / "don-vi.csv"
    file.write_text(UNITS, encoding="utf-8")
    return file


def test_a_dry_run_says_what_is_new_and_the_import_brings_it_once(app: Flask, units: Path) -> None:
    runner = app.test_cli_runner()
    for arguments, said in (
        (["--dry-run"], "3 would be new"),
        ([], "3 new, 0 values changed, 0 rows as they were"),
        ([], "0 new, 0 values changed, 3 rows as they were"),
    ):
        done = runner.invoke(args=["import", "units", str(units), *arguments])
        assert done.exit_code == 0, done.output
        assert said in done.output
    units.write_text(UNITS.replace("Đông Giang", "Giang Đông"), encoding="utf-8")
    renamed = runner.invoke(args=["import", "units", str(units)]).output
    assert "changed: unit:19330@2025-01-01 name: 'UBND phường Đông Giang' → 'UBND phường Giang Đông'" in renamed


def test_every_bad_row_is_named_by_file_line_column_and_reason(app: Flask, units: Path) -> None:
    units.write_text(UNITS + "a b,Tên,xã,xã,461,,ngày mai,\n,Tên,xã,xã,461,,2025-01-01,\n", encoding="utf-8")
    for more in ([], ["--dry-run"]):
        done = app.test_cli_runner().invoke(args=["import", "units", str(units), *more])
        assert done.exit_code == 1
        for place in ("don-vi.csv:5: key:", "don-vi.csv:5: valid_from:", "don-vi.csv:6: key:"):
            assert place in done.output
        assert "[not_a_date] ('ngày mai')" in done.output
        assert "3 problems, nothing was imported" in done.output


def test_demo_commands_are_for_demos_alone(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["demo", "forward", "1"])
    assert done.exit_code == 1
    assert "DEMO=1" in done.output


def test_forward_moves_the_clock_and_says_what_happened(demo: FlaskCliRunner, instance: Instance) -> None:
    clock = config.clock_of(instance[1])
    before = clock.now().date()
    done = demo.invoke(args=["demo", "forward", "2"])
    assert done.exit_code == 0, done.output
    assert "2 days passed" in done.output
    assert (clock.now().date() - before).days == 2
    assert demo.invoke(args=["demo", "forward"]).exit_code == 2
    assert demo.invoke(args=["demo", "forward", "3", "--release"]).exit_code == 2
    assert demo.invoke(args=["demo", "forward", "0"]).exit_code == 1


def test_totp_passwords_where_and_load_answer_at_once(demo: FlaskCliRunner) -> None:
    assert re.fullmatch(r"\d{6}", demo.invoke(args=["demo", "totp", "chi"]).output.strip())
    assert "no second factor" in demo.invoke(args=["demo", "totp", "an"]).output
    assert demo.invoke(args=["demo", "totp", "nobody"]).exit_code == 1
    assert len(demo.invoke(args=["demo", "passwords", "an", "chi"]).output.strip().splitlines()) == 2
    assert "/dang-nhap" in demo.invoke(args=["demo", "where"]).output
    assert "2026-11-22" in demo.invoke(args=["demo", "load"]).output


@pytest.fixture
def running(instance: Instance) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`run-all` on a loaded demo, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "INSTANCE": str(instance[1].instance), "DEMO": "1", "HOST": "127.0.0.1", "PORT": str(port)}
    environ.pop("PUBLIC_URL", None)
    line = [sys.executable, "-m", "flask", "--app", "wsgi", "run-all"]
    with subprocess.Popen(
        line, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as it:
        yield it, port
        it.kill()


def test_run_all_serves_says_where_and_ends_with_its_children(
    running: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = running
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl+C" in line:
            break
    assert any(f"http://127.0.0.1:{port}/p/" in line for line in said), "".join(said)
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as door:
        door.request("GET", "/healthz")
        assert door.getresponse().status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
    pytest.fail("somebody still listens")


def test_a_taken_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environ = {**os.environ, "INSTANCE": str(tmp_path / "none"), "DEMO": "1", "PORT": str(port)}
        line = [sys.executable, "-m", "flask", "--app", "wsgi", "run-all"]
        done = subprocess.run(line, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert not (tmp_path / "none" / "khaosat.db").exists()

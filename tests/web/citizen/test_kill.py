"""What was acknowledged survives a killed server; the long version is `bench/kill.py`."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bench import kill


@pytest.mark.parametrize(
    ("database", "server"), [("sqlite", "waitress"), pytest.param("postgres", "gunicorn", marks=pytest.mark.postgres)]
)
def test_ledger_and_book_agree_after_a_kill(
    database: str, server: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    engine: Engine = request.getfixturevalue(f"{database}_engine")
    url = engine.url.render_as_string(hide_password=False)
    assert ", 0 differ," in kill.run(server, url, tmp_path, rounds=1, acknowledged=40, seed=7)

"""Each guard is alive: a fault planted in a copy of the tree makes `make house` fail and is named."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT

FAULTS = {
    "a route without needs=": (
        "khaosat/web/public/__init__.py",
        '\n\n@pages.get("/planted")\ndef planted() -> str:\n    """Answer."""\n    return ""\n',
        "route /planted (public.planted) does not say who may open it",
    ),
    "Flask in the statistics": ("khaosat/stats/interval.py", "\nimport flask\n", "khaosat.stats.interval -> flask"),
    "SELECT in a route": (
        "khaosat/web/public/__init__.py",
        "\nfrom sqlalchemy import select\n\nPLANTED = select()\n",
        "SELECT away from khaosat/queries: ['khaosat/web/public/__init__.py",
    ),
    "a bare table in a query": (
        "khaosat/queries/__init__.py",
        "\nfrom khaosat.models.unit import Unit\n\nPLANTED = Unit.__table__\n",
        "leaks past the wall: ['khaosat/queries/__init__.py",
    ),
    "a Vietnamese sentence in a service": (
        "khaosat/services/__init__.py",
        '\nPLANTED = "Ông/Bà chưa chọn mức nào"\n',
        'sentences below the web: ["khaosat/services/__init__.py',
    ),
    "an audience that imports another": (
        "khaosat/web/public/__init__.py",
        "\nfrom khaosat.web.admin import pages as planted\n",
        "khaosat.web.public -> khaosat.web.admin",
    ),
    "a verb without audit event": (
        "khaosat/services/acts.py",
        None,
        "verbs that write without @act or @own_record: ['khaosat/services/planted.py:6 plant']",
    ),
    "an act that leaves no event": (
        "khaosat/services/planted.py",
        "@act('planted:plant')\n",
        "acts that leave no event: ['khaosat/services/planted.py:7 plant']",
    ),
}
VERB = '''"""Planted."""
from khaosat.access import ScopedSession
from khaosat.models.unit import Unit
from khaosat.services.acts import act

{decorator}def plant(session: ScopedSession) -> None:
    """Write."""
    session.add(Unit(key="planted"))
'''


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in which each fault is planted and taken out again; Python keeps what it compiled there."""
    copy = tmp_path_factory.mktemp("planted") / "tree"
    kept_out = shutil.ignore_patterns(".git", ".venv", "instance", "__pycache__", ".*_cache", "node_modules")
    shutil.copytree(ROOT, copy, ignore=kept_out)
    return copy


@contextmanager
def _planted(tree: Path, path: str, addition: str | None) -> Iterator[None]:
    is_verb = path.endswith(("acts.py", "planted.py"))
    file = tree / ("khaosat/services/planted.py" if is_verb else path)
    before = None if is_verb else file.read_text(encoding="utf-8")
    after = VERB.format(decorator=addition or "") if before is None else before + (addition or "")
    file.write_text(after, encoding="utf-8")
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")


def _house(tree: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTHONDONTWRITEBYTECODE"] = ""
    command = ["make", "house", f"VENV={Path(sys.prefix)}"]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_fails_the_real_command_and_is_named(fault: str, tree: Path) -> None:
    path, addition, message = FAULTS[fault]
    with _planted(tree, path, addition):
        ran = _house(tree)
    assert ran.returncode != 0, f"{fault} went unnoticed"
    assert message in (ran.stdout + ran.stderr).replace("\n", " "), ran.stdout + ran.stderr

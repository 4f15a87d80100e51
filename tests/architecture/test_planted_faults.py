"""Each guard is alive: a fault planted in a copy of the tree makes `make house` fail and is named."""

import os
import shutil
import subprocess
import sys
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


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_fails_the_real_command_and_is_named(fault: str, tmp_path: Path) -> None:
    path, addition, message = FAULTS[fault]
    copy = tmp_path / "tree"
    kept_out = shutil.ignore_patterns(".git", ".venv", "instance", "__pycache__", ".*_cache", "node_modules")
    shutil.copytree(ROOT, copy, ignore=kept_out)
    if path.endswith(("acts.py", "planted.py")):
        (copy / "khaosat/services/planted.py").write_text(VERB.format(decorator=addition or ""), encoding="utf-8")
    else:
        file = copy / path
        file.write_text(file.read_text(encoding="utf-8") + (addition or ""), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = ["make", "house", f"VENV={Path(sys.prefix)}"]
    ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode != 0, f"{fault} went unnoticed"
    assert message in (ran.stdout + ran.stderr).replace("\n", " "), ran.stdout + ran.stderr

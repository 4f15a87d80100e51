"""Reference cases lie beside the project, in ``shared/reference``; small published ones are in the tests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).parents[2] / "../shared/reference"


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Any]:
    """Reads one reference file by its name without ``.json``."""

    def read(name: str) -> Any:  # noqa: ANN401  JSON
        path = REFERENCE / f"{name}.json"
        if not path.is_file():
            pytest.skip(f"the shared folder with reference/{name}.json does not lie beside this project")
        return json.loads(path.read_text(encoding="utf-8"))

    return read

"""What tests of pages share: a province as large as the real one, built once."""

import shutil
from pathlib import Path

import pytest

from khaosat.db import connect
from tests.factories.whole_province import whole_province


@pytest.fixture(scope="session")
def whole(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a whole province with a year of releases; to read, or to copy before writing."""
    file = tmp_path_factory.mktemp("whole") / "whole.db"
    shutil.copy(migrated_sqlite, file)
    engine = connect(f"sqlite:///{file}")
    whole_province(engine)
    engine.dispose()
    return file

"""A loaded demo for every test of this folder: loaded once, copied for who changes it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

import config
from khaosat.db import connect
from khaosat.demo import filling, loading

TODAY = date(2026, 11, 22)
SHARE, MONTHS = 0.3, 2


def settings_of(folder: Path, **more: str) -> config.Settings:
    return config.read({"INSTANCE": str(folder), "DEMO": "1", "DEMO_TODAY": TODAY.isoformat(), **more})


@pytest.fixture(scope="session")
def loaded(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole demo, but two months and three answers in ten."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated_sqlite, folder / "khaosat.db")
    settings = settings_of(folder)
    engine = connect(settings.database_url)
    loading.load(filling.demo_of(engine, settings, share=SHARE, months=MONTHS))
    engine.dispose()
    return folder


@pytest.fixture
def instance(loaded: Path, tmp_path: Path) -> Iterator[tuple[Engine, config.Settings]]:
    """A copy of the loaded demo, to be changed."""
    shutil.copytree(loaded, tmp_path / "instance")
    settings = settings_of(tmp_path / "instance")
    engine = connect(settings.database_url)
    yield engine, settings
    engine.dispose()

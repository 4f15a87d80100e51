import subprocess
import sys

import pytest

from khaosat import stats
from khaosat.stats import errors


def test_importing_the_package_loads_neither_numpy_nor_scipy() -> None:
    code = "import sys, khaosat.stats; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


def test_a_submodule_is_there_when_it_is_looked_at() -> None:
    assert float(stats.interval.wilson(0, 0).high) == 1.0
    assert "ranking" in dir(stats)


def test_an_unknown_submodule_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="astrology"):
        _ = stats.astrology


def test_every_named_error_is_a_value_error_with_a_code_of_its_own() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.StatsError)]
    assert len({c.code for c in classes}) == len(classes) > 10
    assert all(issubclass(c, ValueError) for c in classes)


def test_an_error_says_what_and_where() -> None:
    error = errors.NegativeError("below zero", where="counts", first=3)
    assert str(error) == "counts: below zero"
    assert (error.where, error.details) == ("counts", {"first": 3})
    assert str(errors.StatsError("plain")) == "plain"

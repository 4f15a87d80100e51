"""Small files, small functions, no drawer for what has no home."""

from statistics import median

from tests.architecture.reading import ROOT, functions, sources

HOMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core"}


def _lines(path: str) -> int:
    return (ROOT / path).read_text(encoding="utf-8").count("\n")


def test_files_are_small() -> None:
    sizes = {path: _lines(path) for path in sources()}
    assert median(sizes.values()) < 90
    assert {path: size for path, size in sizes.items() if size > 300} == {}


def test_functions_are_small() -> None:
    long = {
        f"{path}:{function.name}": size
        for path, tree in sources().items()
        for function in functions(tree)
        if (size := (function.end_lineno or 0) - function.lineno + 1) > 40
    }
    assert long == {}


def test_every_file_has_a_name_that_says_something() -> None:
    names = {path for path in sources() if set(path.removesuffix(".py").split("/")) & HOMELESS}
    assert names == set()

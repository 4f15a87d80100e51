"""The demo's own data files, read once: units, fields, counters, comments."""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the files of `demo/data`."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def content(name: str) -> bytes:
    """Return one of the files as it is."""
    return (DATA / f"{name}.csv").read_bytes()

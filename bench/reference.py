"""Compares us with reference cases: ``python bench/reference.py DIR``.

Reads every file of the folder, tells its kind by what it holds, and prints case, expected, got,
difference, tolerance, verdict. Ends with status 1 if a case fails or nothing could be read.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench import rankings, surveys
from bench.checks import Check

Case = Mapping[str, Any]
STUFFING: Final = ("stuffing_events.csv.gz", "stuffing_dossiers.csv.gz", "stuffing_labels.csv.gz")


def compare(folder: Path) -> dict[str, list[Check]]:
    """File name → checks, for every file whose kind is known; [] for a kind nobody knows."""
    found: dict[str, list[Check]] = {}
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        reader = _reader(data)
        found[path.name] = reader(data) if reader else []
    if all((folder / name).is_file() for name in STUFFING):
        found["stuffing_*.csv.gz"] = surveys.stuffing(folder)
    return found


def _reader(data: Case) -> Callable[[Case], list[Check]] | None:
    replicates = data.get("replicates") or [{}]
    kinds: list[tuple[bool, Callable[[Case], list[Check]]]] = [
        ("cells" in replicates[0], rankings.case_mix),
        ("counts" in replicates[0], rankings.leagues),
        ("limit_probs" in data, rankings.limits),
        ("cases" in data and "wilson" in data["cases"][0], rankings.wilson),
        ("wave1" in data, surveys.waves),
        ("apistrat" in data, surveys.samples),
        ("raw_alpha" in data.get("expected", {}), surveys.scales),
        (_has_rank_sets(data.get("data")), rankings.rank_sets),
        (any(isinstance(v, Mapping) and {"v", "hits"} & set(v) for v in data.values()), rankings.empirical_bayes),
    ]
    return next((reader for fits, reader in kinds if fits), None)


def _has_rank_sets(data: object) -> bool:
    return isinstance(data, Mapping) and any("results" in case for case in data.values())


def main(arguments: list[str]) -> int:
    """Print the table of one folder."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__)
        return 2
    found = compare(Path(arguments[0]))
    print("| file | case | expected | got | difference | tolerance | verdict |")
    print("| --- | --- | ---: | ---: | ---: | ---: | --- |")
    for name, checks in found.items():
        for c in checks:
            verdict = "pass" if c.passed else "FAIL"
            print(f"| {name} | {c.case} | {c.expected} | {c.got} | {c.difference:.2g} | {c.tolerance:g} | {verdict} |")
        if not checks:
            print(f"| {name} | of a kind not known here | | | | | FAIL |")
    total = [c for checks in found.values() for c in checks]
    failed = sum(not c.passed for c in total) + sum(not checks for checks in found.values())
    print(f"\n{len(total)} checks in {len(found)} files, {failed} failed.")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

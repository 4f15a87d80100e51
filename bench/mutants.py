"""What `make mutants` found: of each mutated module how many faults the tests noticed, and which they did not.

``python bench/mutants.py``: reads what mutmut left in ``mutants/``. Ends with status 1 where a module's share of
killed mutants is below the bar or some were not tried.
"""

import json
import sys
from pathlib import Path

FOUND = Path("mutants")
BAR = 0.85
KILLED = (1, 3)
SURVIVED = 0
WITHOUT_TEST = (5, 33)


def module(report: Path) -> tuple[str, float | None, list[str]]:
    """One line of the table, the killed share (None where not all were tried), the survivors' names."""
    codes: dict[str, int | None] = json.loads(report.read_text(encoding="utf-8"))["exit_code_by_key"]
    untried = sum(code is None for code in codes.values())
    killed = sum(code in KILLED for code in codes.values())
    survivors = [name for name, code in codes.items() if code == SURVIVED or code in WITHOUT_TEST]
    endless = len(codes) - untried - killed - len(survivors)  # a test that never ends has noticed too
    share = (killed + endless) / max(len(codes) - untried, 1)
    name = report.relative_to(FOUND).name.removesuffix(".py.meta")
    line = f"| {name} | {len(codes)} | {killed} | {endless} | {len(survivors)} | {untried} | {share:.1%} |"
    return line, None if untried else share, survivors


def main() -> int:
    """Print the table and the survivors."""
    reports = [module(report) for report in sorted(FOUND.rglob("*.py.meta"))]
    print("| module | mutants | killed | endless | survived | not tried | killed share |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print("\n".join(line for line, _, _ in reports))
    print("\nsurvivors (`mutmut show NAME`):")
    print("\n".join(name for _, _, survivors in reports for name in survivors) or "none")
    return 0 if reports and all(share is not None and share >= BAR for _, share, _ in reports) else 1


if __name__ == "__main__":
    sys.exit(main())

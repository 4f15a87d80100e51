"""The simulation that proves the ranking fair: ``python bench/fairness.py [--replicates N] [--out FILE]``.

Writes the table of docs/fairness.md and ends with status 1 if a bar is missed. Seeds are fixed: replicate
r of the w-th world uses numpy's default_rng([20261122, w, r]). On one core about 1.3 s a replicate of all worlds.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench import judging, stuffing
from bench.judging import PARTS, WORLDS, Sums, over
from khaosat.stats import detectors

SEED = 20261122
CLEAN = 2000
ATTACKED = 100
Row = tuple[str, str, str, str, bool]
PAGE = """# Is the ranking fair? The simulation

Written by `make fairness` on {date}: {replicates} replicates of each world, seeds [{seed}, world, replicate],
{clean} clean officer-years for the detectors, {seconds} s of one core. The worlds are in `bench/leagues.py` and
`bench/stuffing.py`, the measures in `bench/judging.py`; what each number means is in `docs/statistics.md`.

## Bars

| claim | world | bar | measured | passed |
| --- | --- | --- | ---: | --- |
{bars}

## All worlds

504 officers, ceiling 100, limit 10 %. Recall is at the full ceiling; the plain mean's in brackets. The last two
columns are awards at the full ceiling over what is due, the plain mean's in brackets.

| world | design effect | proposed | undeserved | below median | recall | ranks held: all / n < 30 / n >= 300 / \
true best | n < 30 | disliked field |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{worlds}
"""


def main() -> int:
    """Run everything, write the page, say what missed its bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--clean", type=int, default=CLEAN)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "fairness.md")
    given = parser.parse_args()
    start = time.process_time()
    sums = simulate(given.replicates)
    rows = [*league_rows(sums), *interval_rows(), *detector_rows(given.clean)]
    page = _page(sums, rows, given.replicates, given.clean, time.process_time() - start)
    given.out.write_text(page, encoding="utf-8")
    missed = [row for row in rows if not row[-1]]
    print(page)
    print(f"{len(rows) - len(missed)} of {len(rows)} bars passed; written to {given.out}")
    return 1 if missed else 0


def simulate(replicates: int) -> dict[str, Sums]:
    """The sums of each world over its replicates."""
    return {
        name: judging.add(judging.measure(world, [SEED, w, r]) for r in range(replicates))
        for w, (name, world) in enumerate(WORLDS.items())
    }


def league_rows(sums: dict[str, Sums]) -> list[Row]:
    """Every bar on leagues, judged."""
    return [_row(b.claim, b.world, b.value(sums[b.world]), b.least, b.most) for b in judging.bars()]


def interval_rows() -> list[Row]:
    """Coverage of the score interval and of the rank sets."""
    rows = [
        _row(f"kappa-Wilson at n = {n} holds the mean", "skewed answers", judging.score_coverage(n, SEED), 0.935, 0.97)
        for n in judging.SIZES
    ]
    sets = float(np.mean([judging.set_coverage([SEED, 0, r]) for r in range(5)]))
    return [*rows, _row("marginal rank sets hold the true rank", "base", sets, 0.95, np.inf)]


def detector_rows(clean: int) -> list[Row]:
    """Alarms on fresh clean officers, and attacks found, on the generator of bench/stuffing.py."""
    honest = stuffing.world([("clean", 0.0)] * clean, seed=SEED)
    alarms = float(np.mean(detectors.screen(honest.events, honest.dossiers).flagged))
    rows = [_row(f"false alarms on {clean} clean officer-years", "no stuffing", alarms, -np.inf, 0.01)]
    for attack in stuffing.ATTACKS:
        given = stuffing.world([(attack, 0.2)] * ATTACKED + [("clean", 0.0)] * ATTACKED, seed=SEED + 1)
        found = detectors.screen(given.events, given.dossiers)
        share = float(np.mean(found.flagged[:ATTACKED]))
        least = -np.inf if attack == "drip" else 0.95
        rows.append(_row("stuffing of 20 % found", attack.replace("_", " "), share, least, np.inf))
    return rows


def _row(claim: str, world: str, value: float, least: float, most: float) -> Row:
    low = f">= {least:.3g}" if np.isfinite(least) else ""
    high = f"<= {most:.3g}" if np.isfinite(most) else ""
    return claim, world, " and ".join(x for x in (low, high) if x) or "reported", f"{value:.3f}", least <= value <= most


def _page(sums: dict[str, Sums], rows: list[Row], replicates: int, clean: int, seconds: float) -> str:
    table = (f"| {c} | {w} | {b} | {v} | {'yes' if ok else '**no**'} |" for c, w, b, v, ok in rows)
    return PAGE.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        replicates=replicates,
        seed=SEED,
        clean=clean,
        seconds=f"{seconds:.0f}",
        bars="\n".join(table),
        worlds="\n".join(_line(name, s) for name, s in sums.items()),
    )


def _line(name: str, s: Sums) -> str:
    held = " / ".join(f"{over(f'inside_{p}', f'of_{p}')(s):.3f}" for p in PARTS)
    per = {key: s[key] / s["leagues"] for key in ("deff", "awards", "grave")}
    recall = f"{over('recalled', 'places')(s):.3f} ({over('naive_recalled', 'places')(s):.3f})"
    few = f"{over('few_awards', 'few_due')(s):.2f} ({over('few_naive', 'few_due')(s):.2f})"
    hard = (
        f"{over('hard_awards', 'hard_due')(s):.2f} ({over('hard_naive', 'hard_due')(s):.2f})" if s["hard_due"] else "–"
    )
    cells = (name, f"{per['deff']:.2f}", f"{per['awards']:.1f}", f"{over('undeserved', 'awards')(s):.3f}")
    return " | ".join(["|", *cells, f"{per['grave']:.2f}", recall, held, few, hard, "|"]).replace("| |", "|")


if __name__ == "__main__":
    sys.exit(main())

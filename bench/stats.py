"""Time and peak memory of the league and of rank sets at 504, 5,000 and 50,000 officers.

``python bench/stats.py [SIZE …]``: each size in a process of its own, with the naive O(p²) way beside it in
the same run: every pair at every node, every pair counted. Where the naive way would take minutes it is
timed on some officers and multiplied (marked ~). Ends with status 1 if a bar is missed.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

SIZES = (504, 5_000, 50_000)
SECONDS = {504: 1.0, 5_000: 6.0, 50_000: 60.0}
MEGABYTES = {504: 300.0, 50_000: 1000.0}
NAIVE_PAIRS = 3_000_000
IMPORT_SECONDS = 0.3


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def one_size(officers: int) -> None:
    """Measure one size and print its line of the table."""
    from scipy.special import ndtr  # noqa: PLC0415  only the measuring process needs it

    from bench.leagues import World, sample  # noqa: PLC0415  same
    from khaosat.stats import ranking, ranksets, top  # noqa: PLC0415  same

    counts = sample(World(officers=officers), 1).counts
    ranking.league(counts[:50], top=10)  # the first import is not counted
    before = _peak()
    league = None

    def compute() -> None:
        nonlocal league
        league = ranking.league(counts, top=officers // 5)

    seconds = timed(compute)
    peak = _peak()
    assert league is not None  # noqa: S101  computed above
    mean, sd, x, se = league.posterior_mean, league.posterior_sd, league.mean, np.sqrt(league.variance)
    some = np.arange(0, officers, max(1, officers * officers // NAIVE_PAIRS))

    def all_nodes() -> None:
        for i in some:
            theta = mean[i] + sd[i] * top.STEPS
            p = ndtr((mean[:, None] - theta) / sd[:, None])
            p.sum(axis=0), (p * (1 - p)).sum(axis=0)

    def all_pairs() -> None:
        for i in some:
            apart = 4.0 * np.hypot(se[i], se)
            (x - x[i] > apart).sum(), (x[i] - x > apart).sum()

    share = officers / some.size
    about = "~" if share > 1 else ""
    sets = timed(lambda: ranksets.marginal(x, se)), timed(lambda: ranksets.simultaneous(x, se))
    cells = [f"{officers:,}", f"{seconds:.2f}", f"{peak:.0f} ({peak - before:.0f} of it by the league)"]
    cells += [f"{about}{timed(all_nodes) * share:.1f}", f"{sets[0]:.2f}", f"{sets[1]:.2f}"]
    print("|", " | ".join([*cells, f"{about}{timed(all_pairs) * share:.1f}"]), "|")
    late = seconds > SECONDS.get(officers, np.inf) or peak > MEGABYTES.get(officers, np.inf)
    sys.exit(1 if late else 0)


def _peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(sizes: list[int]) -> int:
    """Print the table; each size in a new process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    empty = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import khaosat.stats"], check=True)
    loading = max(time.perf_counter() - start - empty, 0.0)
    print(f"import khaosat.stats: {loading:.3f} s\n", flush=True)
    print(
        "| officers | league s | peak MB | naive P(top) s | marginal sets s | simultaneous sets s | naive counting s |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    late = [subprocess.run([sys.executable, __file__, "--one", str(size)], check=False).returncode for size in sizes]
    return 1 if any(late) or loading > IMPORT_SECONDS else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one_size(int(sys.argv[2]))
    sys.exit(main([int(size) for size in sys.argv[1:]] or list(SIZES)))

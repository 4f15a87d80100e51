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
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SIZES = (504, 5_000, 50_000)
SECONDS = {504: 1.0, 5_000: 6.0, 50_000: 60.0}
MEGABYTES = {504: 300.0, 50_000: 1000.0}
NAIVE_PAIRS = 3_000_000
IMPORT_SECONDS = 0.3


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def one_size(officers: int) -> None:
    """Measure one size and print its line of the table."""
    from bench.leagues import World, sample  # noqa: PLC0415  only the measuring process needs numpy's friends
    from khaosat.stats import ranking, ranksets  # noqa: PLC0415  same

    counts = sample(World(officers=officers), 1).counts
    ranking.league(counts[:50], top=10)  # the first import is not counted
    before = _peak()
    start = time.perf_counter()
    league = ranking.league(counts, top=officers // 5)
    seconds, peak = time.perf_counter() - start, _peak()
    x, se = league.mean, np.sqrt(league.variance)
    cells = [f"{officers:,}", f"{seconds:.2f}", f"{peak:.0f} ({peak - before:.0f} of it by the league)"]
    cells += [_naive(all_nodes, league.posterior_mean, league.posterior_sd)]
    cells += [f"{timed(work, x, se):.2f}" for work in (ranksets.marginal, ranksets.simultaneous)]
    print("|", " | ".join([*cells, _naive(all_pairs, x, se)]), "|")
    late = seconds > SECONDS.get(officers, np.inf) or peak > MEGABYTES.get(officers, np.inf)
    sys.exit(1 if late else 0)


def _naive(work: Callable[[Floats, Floats, int], object], value: Floats, spread: Floats) -> str:
    """Seconds for all officers, each against all; where that is too long, from some of them."""
    some = range(0, value.size, max(1, value.size**2 // NAIVE_PAIRS))
    share = value.size / len(some)
    return f"{'~' if share > 1 else ''}{timed(lambda: [work(value, spread, i) for i in some]) * share:.1f}"


def all_nodes(mean: Floats, sd: Floats, i: int) -> None:
    """How many stand above each node of officer i: every other evaluated at every node."""
    from scipy.special import ndtr  # noqa: PLC0415  only the measuring process needs it

    from khaosat.stats import top  # noqa: PLC0415  same

    p = ndtr((mean[:, None] - mean[i] - sd[i] * top.STEPS) / sd[:, None])
    p.sum(axis=0), (p * (1 - p)).sum(axis=0)


def all_pairs(x: Floats, se: Floats, i: int) -> None:
    """How many stand clearly above and below officer i."""
    apart = 4.0 * np.hypot(se[i], se)
    (x - x[i] > apart).sum(), (x[i] - x > apart).sum()


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

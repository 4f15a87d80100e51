"""The demo's league against the truth only the generator knows, over the first three seeds (the bench takes twenty)."""

from collections.abc import Iterator

import pytest

from bench import league_truth as bench
from khaosat.demo import officers


@pytest.fixture
def every_seed() -> Iterator[range]:
    """The first three seeds; whatever a test leaves, the shipped one stands again after it."""
    shipped = officers.SEED
    yield range(shipped, shipped + 3)
    bench.with_seed(shipped)


def test_the_league_is_fair_to_whom_only_the_generator_knows(every_seed: range) -> None:
    found = [bench.measure(seed) for seed in every_seed]
    assert sum(one.proposed for one in found) >= 60, "or the shares say nothing"
    for name, (value, low, high) in bench.BARS.items():
        assert low <= value(found) <= high, name
    without = sum(one.disliked_plain for one in found) / sum(one.disliked_due for one in found)
    assert without < 0.7, "without case mix the disliked fields would be wronged: that is what it is for"
    assert all(one.held > 0.92 for one in found), "the rank intervals hold the truth"

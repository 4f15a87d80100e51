"""When does a repeat look like stuffing? Relative to what the office sees on a day, never by an address alone.

Many citizens share one office's Wi-Fi and one model of phone. Of V answers a day, a share of `alike` may come from
visitors who cannot be told apart though they are different people; how many of them meet in one visitor key is then
Poisson with mean V × alike. An answer is held where its ordinal is improbable even so.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import exp


@dataclass(frozen=True)
class RepeatRule:
    """The numbers, with their reasons in docs/decisions/0009-repeats-and-floods.md."""

    least: int = 4
    """The first ordinals of a day are never held: a family, a clerk of a firm with several dossiers."""
    alike: float = 0.2
    """Share of a day's visitors that may look the same: half on the Wi-Fi, of them four in ten with one program."""
    chance: float = 0.001
    """How seldom an office and day may see an honest answer held."""

    def limit(self, volume: float) -> int:
        """Return the highest ordinal that is not held at an office with that many answers a day."""
        return max(self.least, _quantile(round(volume * self.alike, 3), 1 - self.chance))

    def holds(self, ordinal: int, *, usual: float, today: int) -> bool:
        """Return whether the `ordinal`-th answer of one key is held; a busy day counts as it is."""
        return ordinal > self.limit(max(usual, today - ordinal))


@lru_cache(maxsize=4096)
def _quantile(mean: float, share: float) -> int:
    """Return the least k with P(Poisson(mean) ≤ k) ≥ share."""
    term = total = exp(-mean)
    k = 0
    while total < share and k < mean + 1000:
        k += 1
        term *= mean / k
        total += term
    return k

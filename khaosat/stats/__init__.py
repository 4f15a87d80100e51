"""Pure mathematics of the survey: counts in, frozen results out.

No Flask, no database, no clock, no words. Submodules are loaded on first use
(PEP 562), so that importing this package costs a citizen's process nothing:
``from khaosat import stats; stats.interval.wilson(81, 263)``.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khaosat.stats import arguments as arguments
    from khaosat.stats import awards as awards
    from khaosat.stats import casemix as casemix
    from khaosat.stats import errors as errors
    from khaosat.stats import funnel as funnel
    from khaosat.stats import indices as indices
    from khaosat.stats import interval as interval
    from khaosat.stats import looking as looking
    from khaosat.stats import packing as packing
    from khaosat.stats import paired as paired
    from khaosat.stats import ranking as ranking
    from khaosat.stats import ranksets as ranksets
    from khaosat.stats import scale as scale
    from khaosat.stats import shrinkage as shrinkage
    from khaosat.stats import tiers as tiers

_MODULES = frozenset(
    {
        "arguments",
        "awards",
        "casemix",
        "comparison",
        "detectors",
        "disclosure",
        "errors",
        "funnel",
        "indices",
        "interval",
        "looking",
        "packing",
        "paired",
        "ranking",
        "ranksets",
        "reliability",
        "sampling",
        "scale",
        "shrinkage",
        "silence",
        "tiers",
        "weighting",
    }
)


def __getattr__(name: str) -> ModuleType:
    """Load the submodule on the first look at it; AttributeError for any other name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    """The submodules, whether loaded yet or not."""
    return sorted(_MODULES)

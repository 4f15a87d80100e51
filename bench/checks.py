"""One expected value against one computed value, and the line it makes."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Check:
    """``expected`` and ``got`` as printed, how far apart, how far they may be, and whether that holds."""

    case: str
    expected: str
    got: str
    difference: float
    tolerance: float
    passed: bool


def near(case: str, expected: Any, got: Any, tolerance: float, *, relative: bool = False) -> Check:  # noqa: ANN401  numbers or arrays
    """Numbers or arrays of numbers; the largest difference counts. A wrong shape never passes."""
    wanted, found = np.asarray(expected, dtype=np.float64), np.asarray(got, dtype=np.float64)
    if wanted.shape != found.shape:
        return Check(case, f"shape {wanted.shape}", f"shape {found.shape}", np.inf, tolerance, passed=False)
    apart = np.abs(found - wanted) / (np.abs(wanted) if relative else 1.0)
    worst = int(np.argmax(apart)) if apart.size else 0
    difference = float(apart.flat[worst]) if apart.size else 0.0
    shown, computed = (f"{x.flat[worst]:.10g}" if x.size else "nothing" for x in (wanted, found))
    name = f"{case} [worst of {apart.size}]" if apart.size > 1 else case
    return Check(name, shown, computed, difference, tolerance, passed=bool(difference <= tolerance))


def between(case: str, got: float, *, least: float = -np.inf, most: float = np.inf) -> Check:
    """A measured share against its bar; the difference is how far it is outside."""
    outside = max(least - got, got - most, 0.0)
    low = f">= {least:g}" if np.isfinite(least) else ""
    high = f"<= {most:g}" if np.isfinite(most) else ""
    return Check(case, " ".join(x for x in (low, high) if x), f"{got:.6g}", outside, 0.0, passed=outside <= 0)

"""Components of units in the demo: invented points under the ruleset in force, some of them never brought in."""

from datetime import datetime
from io import StringIO
from typing import Final

import numpy as np

from khaosat.access import ScopedSession
from khaosat.demo.filling import BY, Say
from khaosat.demo.officers import SEED
from khaosat.services import unit_components
from khaosat.services.calendar import last_closed
from khaosat.services.unit_components import UnitBlank, Wanted

MEAN, SPREAD, LEAST = 0.87, 0.06, 0.5  # of what a component may give at most
NOTHING_IN, A_GAP_IN = 20, 8  # units of which nothing, or one component, is not known
QUARTERS: Final = 4  # points in quarters, as people write them


def bring_in(session: ScopedSession, *, year: int, now: datetime, say: Say) -> None:
    """Bring in invented components for the units of the year, under the ruleset for units in force at its end."""
    wanted = Wanted(year, "", last_closed(now))
    content = components(unit_components.blank(session, wanted))
    report = unit_components.take(session, wanted, content=content, filename="don-vi.csv", by=BY, at=now)
    say(f"units {year}: {len(report.changed)} components")


def components(asked: UnitBlank) -> bytes:
    """Return a file of invented components for every unit: the same ones in every demo."""
    draw = np.random.default_rng([SEED, 766])
    known = [(one.key, float(one.most)) for one in asked.rules.components if one.most is not None]
    out = StringIO()
    out.write(",".join(["unit_key", *(key for key, _most in known)]) + "\n")
    for _unit, label in asked.units:
        level = draw.normal(MEAN, SPREAD)
        cells = [_points(most, draw.normal(level, SPREAD)) for _key, most in known]
        if draw.integers(NOTHING_IN) == 0:
            continue
        if draw.integers(A_GAP_IN) == 0:
            cells[int(draw.integers(len(cells)))] = ""
        out.write(",".join([label.key, *cells]) + "\n")
    return out.getvalue().encode()


def _points(most: float, share: float) -> str:
    return f"{int(QUARTERS * most * min(max(share, LEAST), 1.0)) / QUARTERS:g}"

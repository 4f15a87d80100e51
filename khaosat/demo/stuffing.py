"""What somebody stuffs into the demo, so that there is something to find: four afternoons a year, always the same size.

On the second Wednesday of February, May, August and November somebody gives one officer a heap of best answers within
a quarter hour, each from another device. The officer is another one each time, at an office without receipt slips:
where they are handed out, a heap like that would be set aside by itself.
"""

from datetime import date
from functools import cache
from typing import Final

import numpy as np

from khaosat.demo.officers import SEED, posts, truth
from khaosat.demo.visits import ITEMS, MODES, Visit, Visits, desk_fields, with_slips

NUMBER: Final = 24
MONTHS: Final = (2, 5, 8, 11)
SLOT: Final = 63  # a quarter to four
ENOUGH: Final = 80.0
"""Answers a year of whom it concerns: of fewer nothing could be compared."""
_WEDNESDAY, _SECOND = 2, range(8, 15)


def stuffed_of(day: date) -> Visits:
    """Return what is stuffed on that day: nothing, but for four days a year."""
    if day.month not in MONTHS or day.weekday() != _WEDNESDAY or day.day not in _SECOND:
        return np.zeros(0, dtype=Visit)
    draw = np.random.default_rng([SEED, 7, day.toordinal()])
    post = int(draw.choice(_posts()))
    made = np.zeros(NUMBER, dtype=Visit)
    made["day"], made["slot"], made["post"], made["named"] = day.toordinal(), SLOT, post, True
    made["field"], made["field_known"] = desk_fields()[0][post][0], True
    made["mode"], made["kind"] = MODES.index("placard"), 0
    made["scores"] = np.where(np.arange(len(ITEMS)) < len(ITEMS) - 1, 5, 0)
    for unsaid in ("trips", "punctuality", "comment", "watched"):
        made[unsaid] = -1
    made["id"] = np.frombuffer(draw.bytes(16 * NUMBER), dtype="V16")
    return made


@cache
def _posts() -> tuple[int, ...]:
    """The places of officers it may concern."""
    named = truth().named_a_year
    return tuple(place for place, post in enumerate(posts()) if named[place] >= ENOUGH and not with_slips(post.office))

"""The nights that passed while the demo was not looking: closed days settled one by one, with progress."""

from collections.abc import Callable
from datetime import datetime

import config
from khaosat.access import ScopedSession
from khaosat.services import settling


def settle_and_release(
    session: ScopedSession, *, settings: config.Settings, now: datetime, say: Callable[[str], None]
) -> tuple[int, int]:
    """Settle what has closed and release what is due, as the worker does at night; returns days and blocks."""
    waiting = settling.unsettled_days(session, now=now)
    session.rollback()
    for number, day in enumerate(waiting, start=1):
        settling.settle(session, day=day, at=now, keys=settings.keys)
        if number % 40 == 0:
            say(f"settling: {100 * number // len(waiting)} % of {len(waiting)} days")
    return len(waiting), 0

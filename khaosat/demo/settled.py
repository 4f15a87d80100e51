"""The nights that passed while the demo was not looking: days settled one by one, offices released, with progress."""

from collections.abc import Callable
from datetime import datetime

import config
from khaosat.access import ScopedSession
from khaosat.services import releasing, settling

DAYS_A_LINE, OFFICES_A_LINE = 40, 34


def settle_and_release(
    session: ScopedSession, *, settings: config.Settings, now: datetime, say: Callable[[str], None]
) -> tuple[int, int]:
    """Settle what has closed and release what is due, as the worker does at night; returns days and blocks."""
    waiting = settling.unsettled_days(session, now=now)
    session.rollback()
    for number, day in enumerate(waiting, start=1):
        settling.settle(session, day=day, at=now, keys=settings.keys)
        if number % DAYS_A_LINE == 0:
            say(f"settling: {100 * number // len(waiting)} % of {len(waiting)} days")

    def released(done: int, of: int) -> None:
        if done % OFFICES_A_LINE == 0 and len(waiting) > 1:
            say(f"releasing: {100 * done // of} % of {of} offices")

    blocks = releasing.release_due(session, now=now, say=released)
    session.rollback()
    return len(waiting), blocks

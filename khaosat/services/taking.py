"""Results taken along as a file: who took what is in the audit trail."""

from datetime import datetime

from khaosat.access import ScopedSession
from khaosat.services.acts import Actor, act, record


@act("results:take")
def note_taken(session: ScopedSession, *, subject: str, period: str, kind: str, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act takes who and when
    """Leave the event that somebody takes the results of a subject (`unit:KEY`) and period along as that kind."""
    record(session, subject=subject, before=None, after={"period": period, "file": kind})

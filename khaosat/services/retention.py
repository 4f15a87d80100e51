"""What is kept no longer than it is needed: comments, and sign-ins that ended long ago.

A forgotten comment leaves its digest behind, so that the sealed day can still be checked. The terms are our own
policy, told on the notice page and in docs/phap-ly: no law was found that names one (design notes, 27 November 2026).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from khaosat.access import ScopedSession
from khaosat.models.response import Response
from khaosat.queries import kept_too_long
from khaosat.services import leaves
from khaosat.services.acts import Actor, act, record

COMMENT_MONTHS: Final = 24
SIGN_IN_MONTHS: Final = 12
MOST_AT_ONCE: Final = 5000  # comments of one transaction: the next run takes the rest


@dataclass(frozen=True)
class Due:
    """How much is kept too long, and since when it has been."""

    comments: int
    sign_ins: int
    comments_before: date
    sign_ins_before: date

    def __bool__(self) -> bool:
        return bool(self.comments or self.sign_ins)


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that many months before the day's."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def due(session: ScopedSession, *, now: datetime) -> Due:
    """Return what is kept too long at that moment (two statements)."""
    comments_before = months_before(now.date(), COMMENT_MONTHS)
    sign_ins_before = months_before(now.date(), SIGN_IN_MONTHS)
    return Due(
        kept_too_long.count_comments(session, before=comments_before),
        kept_too_long.count_sign_ins(session, before=sign_ins_before),
        comments_before,
        sign_ins_before,
    )


@act("retention:forget")
def forget(session: ScopedSession, *, by: Actor, at: datetime) -> Due:  # noqa: ARG001  the act takes who and when
    """Forget what is due, MOST_AT_ONCE comments at most; the event holds numbers alone. Returns what was due."""
    waiting = due(session, now=at)
    forget_comments(kept_too_long.old_comments(session, before=waiting.comments_before, most=MOST_AT_ONCE))
    kept_too_long.drop_sign_ins(session, before=waiting.sign_ins_before)
    record(
        session,
        subject="retention",
        before=None,
        after={"comments": min(waiting.comments, MOST_AT_ONCE), "sign_ins": waiting.sign_ins},
    )
    return waiting


def forget_comments(rows: Sequence[Response]) -> None:
    """Take the comments of these answers and their salts away, and leave their digests."""
    for row in rows:
        said = {"id": row.id, "comment": row.comment, "salt_comment": row.salt_comment}
        row.digest_comment = leaves.digest_comment(said)
        row.comment = row.salt_comment = None

"""Comments as a unit may read them: scrubbed, in groups, shuffled, dated by their release alone."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential
from khaosat.db import Base, Moment
from khaosat.policy import Realm

UNHANDLED = "handled_at IS NULL"


class ReleasedComment(Confidential, Base):
    """One comment of a group of five or more. The id is random: its order says nothing.

    `office_id` is None where too few came in a quarter and the group was made with others of the unit above.
    `link` is a keyed digest of the answer's id, with a key outside the database: it lets a withdrawal take the
    comment away, and leads nobody who has only the database to the answer.
    """

    __tablename__ = "released_comments"
    __realm__: ClassVar[Realm] = Realm.COMMENTS
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        CheckConstraint("(handled_at IS NULL) = (handled_by IS NULL)", name="handled_by_somebody"),
        Index("ix_released_comments_unit_last_day", "unit_id", "last_day"),
        Index(
            "unhandled_comments",
            "unit_id",
            "last_day",
            "handled_at",  # the last, so that SQLite reads no row beside
            sqlite_where=text(UNHANDLED),
            postgresql_where=text(UNHANDLED),
        ),
        {"sqlite_with_rowid": False},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    text: Mapped[str]
    link: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class CommentScore(Confidential, Base):
    """The score beside a released comment, for Internal Affairs: with it a unit could subtract who did not write."""

    __tablename__ = "comment_scores"
    __realm__: ClassVar[Realm] = Realm.TALLIES
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score"), {"sqlite_with_rowid": False})
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("released_comments.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger)

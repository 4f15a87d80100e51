"""Complaints about officers, as Internal Affairs registers and verifies them; nothing of who complained."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, false, true
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept, Scope
from khaosat.db import Base, Moment
from khaosat.policy import Realm

ABOUT = ("harassment", "money", "papers", "attitude", "delay", "other")
SOURCES = ("case", "letter", "hotline", "inspection", "other")


class OfficerComplaint(Kept, Base):
    """One complaint about one officer: the day it speaks of, what about, in short words without contact data.

    `founded` is the verdict, proposed by one person (`decided_by`) and confirmed by another (`confirmed_by`): only then
    does it stand. Internal Affairs and the inspector see all; an officer sees what was verified true about them.
    """

    __tablename__ = "officer_complaints"
    __realm__: ClassVar[Realm] = Realm.COMPLAINTS
    __table_args__ = (
        CheckConstraint(f"about IN {ABOUT}", name="about"),
        CheckConstraint(f"source IN {SOURCES}", name="source"),
        CheckConstraint("summary <> ''", name="says_something"),
        CheckConstraint(
            "(founded IS NULL) = (decided_by IS NULL) AND (founded IS NULL) = (decided_at IS NULL) "
            "AND (founded IS NULL) = (reason IS NULL)",
            name="decided_by_somebody_for_a_reason",
        ),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by IS NULL OR founded IS NOT NULL", name="a_verdict_is_confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="two_people_verify"),
        Index("ix_officer_complaints_officer_id_day", "officer_id", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    day: Mapped[date]
    about: Mapped[str]
    source: Mapped[str]
    summary: Mapped[str]
    entered_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    founded: Mapped[bool | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition: all to who decides about doubtful answers, to an officer what stands about them."""
        if cls.__realm__ not in scope.realms:
            return false()
        if Realm.HELD in scope.realms:
            return true()
        if scope.officer is None:
            return false()
        return and_(cls.officer_id == scope.officer, cls.founded.is_(True), cls.confirmed_by.is_not(None))

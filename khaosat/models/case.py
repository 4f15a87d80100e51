"""Requests for a reply: a message of its own, beside the survey and without anything of the answer."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, or_
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential, Scope
from khaosat.db import Base
from khaosat.policy import Realm

STATES = ("open", "answered", "closed")


class Case(Confidential, Base):
    """One request for a reply (phản ánh, kiến nghị): an office, a text, a contact given with consent.

    While it is open the id is a keyed digest of the receipt it came with, under a key outside the database: so the
    citizen finds it again, and nobody who has the database finds the answer. Closing it puts a random id in its place.
    No time finer than the day is kept, and no order.
    """

    __tablename__ = "cases"
    __realm__: ClassVar[Realm] = Realm.CASES
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(state = 'open') = (reply IS NULL)", name="open_until_replied"),
        CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered_on_a_day"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on_a_day"),
        Index("ix_cases_unit_day", "unit_id", "day"),
        {"sqlite_with_rowid": False},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    day: Mapped[date]
    state: Mapped[str]
    text: Mapped[str]
    contact: Mapped[str | None]  # gone when the person takes it back, and some days after the case was closed
    reply: Mapped[str | None]
    answered_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition: cases of the scope's units, and the one a citizen holds the receipt of."""
        rows = super().shown_to(scope)
        return rows if scope.answer is None or cls.__realm__ not in scope.realms else or_(rows, cls.id == scope.answer)

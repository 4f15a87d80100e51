"""How many dossiers there were: the denominators of response rates. No dossier of anybody's, only counts."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, SmallInteger, or_, text, true
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential, Everything, Kept, Scope
from khaosat.db import Base
from khaosat.policy import Realm

DONE = "early >= 0 AND on_time >= 0 AND late >= 0 AND early + on_time + late <= returned"


class DossierCount(Confidential, Base):
    """Dossiers of one field in one month, received at one office and decided by one unit, perhaps one officer's.

    `unit_id` is the receiving office's; punctuality is counted for `decided_by`. Rows with and without an officer
    add up: without one stand the dossiers whose officer is not known.
    """

    __tablename__ = "dossier_counts"
    __realm__: ClassVar[Realm] = Realm.DOSSIERS
    __table_args__ = (
        Index("one_count_an_officer", "office_id", "decided_by", "field_id", "month", "officer_id", unique=True,
              sqlite_where=text("officer_id IS NOT NULL"), postgresql_where=text("officer_id IS NOT NULL")),
        Index("one_count_without_officer", "office_id", "decided_by", "field_id", "month", unique=True,
              sqlite_where=text("officer_id IS NULL"), postgresql_where=text("officer_id IS NULL")),
        Index("ix_dossier_counts_unit_month", "unit_id", "month"),
        Index("ix_dossier_counts_decided_by_month", "decided_by", "month"),
        CheckConstraint("received >= 0 AND returned >= 0", name="counts_people_could_have_made"),
        CheckConstraint(DONE, name="punctuality_within_returned"),
    )  # fmt: skip  # one index, one line of thought
    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("units.id"))
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"))
    month: Mapped[date]  # its first day
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    received: Mapped[int]
    returned: Mapped[int]
    early: Mapped[int]
    on_time: Mapped[int]
    late: Mapped[int]

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition: rows received or decided by the scope's units, and all to who keeps them."""
        if cls.__realm__ in scope.changes and isinstance(scope.writes, Everything):
            return true()
        rows = super().shown_to(scope)
        if cls.__realm__ not in scope.realms or isinstance(scope.reads, Everything):
            return rows
        return or_(rows, cls.decided_by.in_(sorted(scope.reads)))


class ClosedDossiers(Confidential, Base):
    """Dossiers one officer closed at an office within a quarter hour: what the detectors hold answers against.

    A book of their own: beside them an answer's quarter hour would name who was served: no person's session reads it.
    """

    __tablename__ = "closed_dossiers"
    __realm__: ClassVar[Realm] = Realm.CLOSINGS
    __table_args__ = (
        CheckConstraint("slot BETWEEN 0 AND 95", name="slot"),
        CheckConstraint("closed > 0", name="some"),
    )
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    closed: Mapped[int]

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition: rows of the scope's units, and all to who keeps them."""
        keeps = cls.__realm__ in scope.changes and isinstance(scope.writes, Everything)
        return true() if keeps else super().shown_to(scope)


class SpecialDay(Kept, Base):
    """A day unlike others of its weekday: a holiday, or a Saturday worked to make up for one."""

    __tablename__ = "special_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    works: Mapped[bool]

"""What Internal Affairs decides about held answers, and days on which an office saw a flood."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm


class HoldDecision(Kept, Base):
    """What was decided about one held answer; the night's work carries it out and notes when.

    The answer is named without a foreign key: its row is written anew when its day is settled.
    """

    __tablename__ = "hold_decisions"
    __realm__: ClassVar[Realm] = Realm.HELD
    __table_args__ = (
        CheckConstraint("choice IN ('keep', 'exclude')", name="choice"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("choice = 'exclude' OR confirmed_by IS NULL", name="only_exclusions_are_confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="two_people_exclude"),
        CheckConstraint("reason <> ''", name="reason"),
    )
    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    choice: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    carried_out_at: Mapped[datetime | None] = mapped_column(Moment)


class HoldStart(Kept, Base):
    """The night that first met a kiosk's held answer: it may have come long after its day, and people need 14 days."""

    __tablename__ = "hold_starts"
    __realm__: ClassVar[Realm] = Realm.HELD
    answer_id: Mapped[UUID] = mapped_column(primary_key=True)
    night: Mapped[date]


class Flood(Kept, Base):
    """An hour in which an office saw far more answers than it usually does: shown, nothing is done by itself."""

    __tablename__ = "floods"
    __realm__: ClassVar[Realm] = Realm.HELD
    __table_args__ = (
        CheckConstraint("slot BETWEEN 0 AND 95", name="slot"),
        CheckConstraint("answers > 0 AND usual > 0", name="counts"),
        CheckConstraint("chance BETWEEN 0 AND 1", name="chance"),
    )
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger)  # the quarter hour the hour began in
    answers: Mapped[int]
    usual: Mapped[float] = mapped_column(Double)  # answers of a usual whole day
    chance: Mapped[float] = mapped_column(Double)  # of so many in an hour, were the day a usual one

"""Tablets at the exit that take answers, and the hours in which they do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import UnitOwned
from khaosat.db import Base, Moment


class Kiosk(UnitOwned, Base):
    """A tablet (máy) of a placard: invited by a one-time code, enrolled by a cookie, both kept as digests alone.

    A code is spent by enrolling. A revoked kiosk keeps its cookie's digest: what it still holds is taken, and held.
    """

    __tablename__ = "kiosks"
    __table_args__ = (
        CheckConstraint("(cookie_digest IS NULL) = (enrolled_at IS NULL)", name="enrolled_with_a_cookie"),
        CheckConstraint("enrolled_at IS NULL OR code_digest IS NULL", name="a_code_is_good_once"),
        Index("ix_kiosks_placard", "placard_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    placard_id: Mapped[int] = mapped_column(ForeignKey("placards.id"))
    code_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    code_ends_at: Mapped[datetime] = mapped_column(Moment)
    cookie_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    enrolled_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class OfficeHours(UnitOwned, Base):
    """When an office's kiosks take answers: quarter hours of the day (`closes` excluded), days as bits from Monday."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("opens BETWEEN 0 AND 95 AND closes BETWEEN 1 AND 96 AND opens < closes", name="hours"),
        CheckConstraint("days BETWEEN 1 AND 127", name="days"),
    )
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True, autoincrement=False)
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(SmallInteger)

"""How often a placard was scanned and answered: numbers alone, and no row for anybody."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential
from khaosat.db import Base
from khaosat.policy import Realm


class PlacardDay(Confidential, Base):
    """Answers that a placard's page brought on one closed day, whatever they say; counted when the day is settled."""

    __tablename__ = "placard_days"
    __realm__: ClassVar[Realm] = Realm.TALLIES
    __table_args__ = (CheckConstraint("answers > 0", name="some"), Index("ix_placard_days_day", "day"))
    placard_id: Mapped[int] = mapped_column(ForeignKey("placards.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    answers: Mapped[int]


class PlacardScans(Confidential, Base):
    """How often a placard's page was opened in an hour; added up once a minute by each web process."""

    __tablename__ = "placard_scans"
    __realm__: ClassVar[Realm] = Realm.SCANS
    __table_args__ = (
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("scans > 0", name="some"),
        Index("ix_placard_scans_day", "day"),
    )
    placard_id: Mapped[int] = mapped_column(ForeignKey("placards.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    scans: Mapped[int]

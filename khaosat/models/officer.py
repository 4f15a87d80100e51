"""Officers, their dated postings, and who sat where on which half-day."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept, UnitOwned
from khaosat.db import Base


class Officer(Kept, Base):
    """A civil servant (công chức) by the name shown to citizens."""

    __tablename__ = "officers"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    sort_key: Mapped[str]


class Posting(UnitOwned, Base):
    """An officer at an office from `valid_from` to the day before `valid_to`."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("officer_id", "office_id", "valid_from"),
        CheckConstraint("kind IN ('full_time', 'part_time')", name="kind"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_starts"),
        Index("ix_postings_office", "office_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    kind: Mapped[str]
    duty_group: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Roster(UnitOwned, Base):
    """An officer at a counter on one half-day (phân công trực)."""

    __tablename__ = "rosters"
    __table_args__ = (
        UniqueConstraint("counter_id", "day", "half", "officer_id"),
        CheckConstraint("half IN ('am', 'pm')", name="half"),
        Index("ix_rosters_office_day", "office_id", "day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"))
    day: Mapped[date]
    half: Mapped[str]

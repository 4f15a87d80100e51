"""Reception offices, their counters, the fields of procedure, and dated settings of an office."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept, UnitOwned
from khaosat.db import Base


class Field(Kept, Base):
    """A field of procedure (đất đai, hộ tịch …); `names` by language."""

    __tablename__ = "fields"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]] = mapped_column(JSON)


class Office(UnitOwned, Base):
    """The reception office (Bộ phận tiếp nhận và trả kết quả) of a unit."""

    __tablename__ = "offices"
    __table_args__ = (CheckConstraint("closed_on IS NULL OR closed_on > opened_on", name="closes_after_it_opens"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str | None]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class OfficeSlips(UnitOwned, Base):
    """From this day on, does the office hand out receipt slips? Where it does, only verified answers are evidence."""

    __tablename__ = "office_slips"
    __table_args__ = (UniqueConstraint("office_id", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    valid_from: Mapped[date]
    handed_out: Mapped[bool]


class Counter(UnitOwned, Base):
    """A desk (quầy) of an office, serving one or more fields."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("office_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[str]
    name: Mapped[str]


class CounterField(UnitOwned, Base):
    """A field served at a counter."""

    __tablename__ = "counter_fields"
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"), primary_key=True)

"""Placards: one printed code each, bound to an office and perhaps a counter."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import UnitOwned
from khaosat.db import Base, Moment


class Placard(UnitOwned, Base):
    """A printed code (bảng mã QR); revocable, replaceable, reprintable."""

    __tablename__ = "placards"
    __table_args__ = (
        CheckConstraint("replaced_by_id IS NULL OR revoked_at IS NOT NULL", name="replaced_only_when_revoked"),
        CheckConstraint("replaced_by_id IS NULL OR replaced_by_id <> id", name="not_its_own_successor"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("placards.id"))

"""The append-only list of sealed days (niêm phong); triggers refuse a change."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm


class SealEntry(Kept, Base):
    """A day as it was sealed; a day settled again appends its next revision."""

    __tablename__ = "seal_entries"
    __realm__: ClassVar[Realm] = Realm.SEALS
    __table_args__ = (UniqueConstraint("day", "revision"),)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    revision: Mapped[int]
    answers: Mapped[int]
    withdrawn: Mapped[int]
    root: Mapped[bytes]
    previous: Mapped[bytes]
    digest: Mapped[bytes]
    signature: Mapped[bytes]
    sealed_at: Mapped[datetime] = mapped_column(Moment)

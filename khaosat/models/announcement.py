"""What a person is told on their next page: a reset in one of their roles."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm

SUBJECTS = ("password_reset", "second_factor_reset")


class Announcement(Kept, Base):
    """One thing told to one account, until that person says it was read."""

    __tablename__ = "announcements"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    __table_args__ = (
        CheckConstraint(f"subject IN {SUBJECTS}", name="subject"),
        Index("ix_announcements_account_read", "account_id", "read_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

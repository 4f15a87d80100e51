"""Tokens of programs: what another system shows instead of signing in."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm, TokenPower

POWERS = tuple(power.value for power in TokenPower)


class ApiToken(Kept, Base):
    """A program's way in, for a unit and what lies below it (none: everywhere), until a day.

    Made by an administrator. One that reads results is confirmed by Internal Affairs, who alone sees its secret: an
    administrator reads no results, in no disguise. Of the secret only a digest under a key outside the database stands
    here.
    """

    __tablename__ = "api_tokens"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    __table_args__ = (
        CheckConstraint(f"power IN {POWERS}", name="power"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> made_by", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("digest IS NULL OR power <> 'read:results' OR confirmed_by IS NOT NULL",
                        name="reads_once_confirmed"),
    )  # fmt: skip  # one constraint, one line of thought
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    power: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    digest: Mapped[bytes | None] = mapped_column(unique=True)
    last_day: Mapped[date]  # it works until the end of it
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    used_on: Mapped[date | None]  # the last day it was shown

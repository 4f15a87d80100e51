"""Measures (giải pháp cải tiến): what a unit does to be better, until when, and what came of it."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential
from khaosat.db import Base
from khaosat.policy import Realm

FACTORS = ("A", "B", "C", "D", "E")


class Measure(Confidential, Base):
    """One measure of a unit in a period of whole months; carried on, it is a row of the next period as well."""

    __tablename__ = "measures"
    __realm__: ClassVar[Realm] = Realm.MEASURES
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(f"factor IN {FACTORS}", name="factor"),
        CheckConstraint("last_day > first_day", name="ends_after_it_starts"),
        CheckConstraint("(done_on IS NULL) = (outcome IS NULL)", name="done_with_an_outcome"),
        CheckConstraint("carried_from <> id", name="carried_from_another"),
        Index("carried_on_once", "carried_from", unique=True),
        Index("ix_measures_unit_last_day", "unit_id", "last_day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    factor: Mapped[str | None]  # the letter of the factor it answers; None for none in particular
    first_day: Mapped[date]  # of the period it belongs to
    last_day: Mapped[date]
    due: Mapped[date]
    done_on: Mapped[date | None]
    outcome: Mapped[str | None]
    carried_from: Mapped[int | None] = mapped_column(ForeignKey("measures.id"))

"""Counts of closed days: what every shown figure is made of; can be rebuilt from the answers at any time."""

from datetime import date
from typing import ClassVar, Final

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential
from khaosat.db import Base
from khaosat.policy import Realm

WHOLE_DAYS: Final = "split = '' AND held IS {}"  # as queries say it, or SQLite does not see that the index fits


class Tally(Confidential, Base):
    """Answers of one office on one closed day, for one level of one split.

    `split` is '' (all), 'officer', 'field', 'mode', 'kind', 'verified' or 'crossed' (field|kind|mode|verified, for
    Internal Affairs alone); `level` names the part of it ('' = unknown). `n` is persons. `counts` maps an item's code
    to its five counts, lowest first; 'trips' and 'punctuality' to what was told of the visit, three counts each; and
    'A+' to four sums of those who answered A (`amounts.beside`). `pooled` holds, for the factor items of the same
    persons: satisfied, answered, and the sums of their squares and product.
    """

    __tablename__ = "tallies"
    __realm__: ClassVar[Realm] = Realm.TALLIES
    __table_args__ = (
        Index("ix_tallies_office_day", "office_id", "day"),
        Index("whole_days", "office_id", "day", "n", sqlite_where=text(WHOLE_DAYS.format("0")),
              postgresql_where=text(WHOLE_DAYS.format("false"))),
    )  # fmt: skip  # one index, one line of thought
    day: Mapped[date] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    held: Mapped[bool] = mapped_column(primary_key=True)
    split: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    counts: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    pooled: Mapped[list[int]] = mapped_column(JSON)

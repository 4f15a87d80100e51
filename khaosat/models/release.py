"""Releases: the blocks in which results reach a unit; frozen when closed (triggers refuse a change)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential
from khaosat.db import Base
from khaosat.policy import Realm


class Release(Confidential, Base):
    """One closed block of one split of an office (đợt công bố), over whole days from first to last.

    `split` is '' (the office's release itself), 'item', 'visit', 'officer:<id>', 'field', 'mode', 'kind', 'verified'.
    """

    __tablename__ = "releases"
    __realm__: ClassVar[Realm] = Realm.RELEASES
    __table_args__ = (
        UniqueConstraint("office_id", "split", "ordinal"),
        UniqueConstraint("office_id", "split", "first_day"),
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        Index("ix_releases_unit_last_day", "unit_id", "last_day"),
        Index("ix_releases_split_last_day", "split", "last_day", "unit_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    split: Mapped[str]
    ordinal: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    closed_on: Mapped[date]


class ReleaseCell(Confidential, Base):
    """One level of a release: what a unit may see. 'other' holds the rare levels folded together."""

    __tablename__ = "release_cells"
    __realm__: ClassVar[Realm] = Realm.RELEASES
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    counts: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    pooled: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))


class ReleaseGround(Confidential, Base):
    """What a release was made of, level by level before folding: the next one shows only what is new since."""

    __tablename__ = "release_grounds"
    __realm__: ClassVar[Realm] = Realm.TALLIES
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)

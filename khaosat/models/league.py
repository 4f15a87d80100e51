"""Leagues of officers as they were computed: never changed, a new computation is a new league."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm

STATES = ("proposed", "undecided", "not_proposed", "below", "too_few")


class League(Kept, Base):
    """One computation: like officers (one duty group) over whole days from first to last.

    `rules` are the settings it was asked with, the ceiling with its source and certainty. `results` hold what
    concerns everybody: 'plain' and 'adjusted' (without and with case mix), 'casemix', 'deff', 'held' (held answers
    about officers in those days). `beside_id` is None for the league itself; else the one to which it adds those.
    """

    __tablename__ = "leagues"
    __realm__: ClassVar[Realm] = Realm.LEAGUES
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        Index("ix_leagues_duty_group_last_day", "duty_group", "last_day"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    beside_id: Mapped[int | None] = mapped_column(ForeignKey("leagues.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    first_day: Mapped[date]
    last_day: Mapped[date]
    duty_group: Mapped[str]
    officers: Mapped[int]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    results: Mapped[dict[str, Any]] = mapped_column(JSON)


class LeagueLine(Kept, Base):
    """One officer in a league, with or without case mix (`adjusted`).

    `evidence` says whether the `n` answers carried a receipt slip; `set_aside` is how many did not and therefore did
    not count. `working` is everything needed to compute the line again by hand. Means on the scale 1–5.
    """

    __tablename__ = "league_lines"
    __realm__: ClassVar[Realm] = Realm.LEAGUES
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("evidence IN ('verified', 'unverified')", name="evidence"),
        CheckConstraint("state <> 'proposed' OR evidence = 'verified'", name="proposed_on_verified_evidence_alone"),
        CheckConstraint("rank_low BETWEEN 1 AND rank_high", name="ranks"),
        Index("ix_league_lines_officer", "officer_id"),
    )
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"), primary_key=True)
    adjusted: Mapped[bool] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    evidence: Mapped[str]
    set_aside: Mapped[int]
    state: Mapped[str]
    n: Mapped[int]
    mean: Mapped[float]
    posterior_mean: Mapped[float]
    posterior_sd: Mapped[float]
    p_top: Mapped[float]
    rank_low: Mapped[int]
    rank_high: Mapped[int]
    working: Mapped[dict[str, Any]] = mapped_column(JSON)

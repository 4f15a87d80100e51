"""What the detectors found when they looked at the answers about officers, and what people decided about it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm


class Look(Kept, Base):
    """One look at every officer, after a week had closed: how many, over which days, which tests could run.

    `ran` says for how many officers each test ran. `false_alarm` is the share of honest officers such a look flags at
    most, `family` how many were looked at together, `dossiers` how many closed ones were known by then.
    """

    __tablename__ = "looks"
    __realm__: ClassVar[Realm] = Realm.HELD
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        CheckConstraint("family >= 0 AND answers >= 0 AND dossiers >= 0", name="counts"),
        CheckConstraint("false_alarm BETWEEN 0 AND 1", name="false_alarm"),
    )
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[str]
    family: Mapped[int]
    answers: Mapped[int]
    dossiers: Mapped[int]
    ran: Mapped[dict[str, int]] = mapped_column(JSON)
    false_alarm: Mapped[float] = mapped_column(Double)


class Finding(Kept, Base):
    """A pattern in the answers about one officer, met by the look of that week.

    `detector` is the test that is surest, `tests` the p-value of every test that ran; `verdict` the smallest after
    weighting, `expected_false` the share of false alarms among all that look flagged down to this one (Benjamini and
    Hochberg). `answers` it can point at are in `finding_answers`; none where it speaks of the whole period.
    `picture` is what is drawn, `effect` what leaving the answers out would do to the officer's line in the league.
    Decided like a held answer: one person keeps, two exclude.
    """

    __tablename__ = "findings"
    __realm__: ClassVar[Realm] = Realm.HELD
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        CheckConstraint("answers >= 0", name="counts"),
        CheckConstraint("verdict BETWEEN 0 AND 1 AND expected_false BETWEEN 0 AND 1", name="chances"),
        CheckConstraint("choice IN ('keep', 'exclude')", name="choice"),
        CheckConstraint(
            "(choice IS NULL) = (decided_by IS NULL) AND (choice IS NULL) = (decided_at IS NULL) "
            "AND (choice IS NULL) = (reason IS NULL)",
            name="decided_by_somebody_for_a_reason",
        ),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("choice <> 'exclude' OR answers > 0", name="only_answers_are_excluded"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("confirmed_by IS NULL OR choice = 'exclude'", name="only_exclusions_are_confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> decided_by", name="two_people_exclude"),
        Index("ix_findings_officer_id", "officer_id"),
        Index("ix_findings_week", "week"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(ForeignKey("looks.week"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    detector: Mapped[str]
    tests: Mapped[dict[str, float]] = mapped_column(JSON)
    verdict: Mapped[float] = mapped_column(Double)
    expected_false: Mapped[float] = mapped_column(Double)
    answers: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    picture: Mapped[dict[str, Any]] = mapped_column(JSON)
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    choice: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    carried_out_at: Mapped[datetime | None] = mapped_column(Moment)


class FindingAnswer(Kept, Base):
    """An answer a finding points at, named without a foreign key, as a hold's is."""

    __tablename__ = "finding_answers"
    __realm__: ClassVar[Realm] = Realm.HELD
    __table_args__ = (Index("ix_finding_answers_answer_id", "answer_id"), {"sqlite_with_rowid": False})
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), primary_key=True)
    answer_id: Mapped[UUID] = mapped_column(primary_key=True)

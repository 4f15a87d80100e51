"""The yearly appraisal: a year under one ruleset, a file for each officer, its history, and what was signed.

Whose files a session shows and takes is said in `policy.APPRAISALS`: an officer's own, a unit's, what Internal Affairs
has verified, what was appealed, all. A person with two roles sees both, and neither role's reach widens the other's.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khaosat.access import Everything, Kept, Scope, Units
from khaosat.db import Base, Moment
from khaosat.policy import Reach, Realm

YEAR_STATES = OPEN, SIGNED = "open", "signed"
UNVERIFIED = ("drafted", "returned", "proposed")  # nothing a decider has to see yet
UNTOLD = (*UNVERIFIED, "verified", "decided_pending_second", "decided")  # what is nobody's class yet
STATES = (
    *UNTOLD, "told", "appealed", "appeal_decided", "final",
)  # fmt: skip  # in the order of a file's way
YEAR_WIDE = frozenset({Reach.ALL, Reach.VERIFIED})


class AppraisalYear(Kept, Base):
    """One calendar year and the ruleset it is appraised under, frozen by the digest of its text when it was opened.

    `leagues` are the kept leagues its evidence rests on, by duty group.
    """

    __tablename__ = "appraisal_years"
    __realm__: ClassVar[Realm] = Realm.APPRAISALS
    __table_args__ = (
        CheckConstraint(f"state IN {YEAR_STATES}", name="state"),
        CheckConstraint("last_day > first_day", name="ends_after_it_starts"),
        CheckConstraint("(state = 'signed') = (signed_at IS NOT NULL)", name="signed_with_its_moment"),
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ruleset_key: Mapped[str]
    ruleset_version: Mapped[str]
    ruleset_digest: Mapped[bytes]  # SHA-256 of the text
    first_day: Mapped[date]
    last_day: Mapped[date]
    leagues: Mapped[dict[str, int]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default=OPEN)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)

    def may_be_written(self, scope: Scope) -> bool:
        """Return whether the whole year is that person's work."""
        return not YEAR_WIDE.isdisjoint(scope.file_changes)


class Appraisal(Kept, Base):
    """An officer's file of a year; `unit_id` is the unit that proposes, `duty_group` whom they are counted with.

    `components`: value by the ruleset's component, points and shares as text, yes or no as bool. `evidence` is what
    the survey says, coarse enough to be read beside released figures (see `services/appraisal_evidence.py`).
    `suggestion` is what the ruleset makes of both, None while a component is missing; `final_class` stands last.
    """

    __tablename__ = "appraisals"
    __realm__: ClassVar[Realm] = Realm.APPRAISALS
    __table_args__ = (
        UniqueConstraint("year", "officer_id"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(suggestion IS NOT NULL) OR (suggested_class IS NULL)", name="suggested_by_a_suggestion"),
        Index("ix_appraisals_officer_id", "officer_id"),
        Index("ix_appraisals_year_unit_id", "year", "unit_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("appraisal_years.year"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    duty_group: Mapped[str]
    standing: Mapped[dict[str, Any]] = mapped_column(JSON)  # why this unit proposes: see `services/proposing_units.py`
    components: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    suggestion: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    suggested_class: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="drafted")
    appealed: Mapped[bool] = mapped_column(default=False)  # once, for good: who hears appeals goes on seeing it
    proposed_class: Mapped[str | None]
    decided_class: Mapped[str | None]
    final_class: Mapped[str | None]
    appeal_until: Mapped[date | None]  # the last day of the term, set when the officer is told

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition on the files this scope may read."""
        if cls.__realm__ not in scope.realms:
            return false()
        return cls._within(scope.files, scope.reads, scope.officer)

    @classmethod
    def changed_by(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition on the files a statement of this scope may change."""
        return cls._within(scope.file_changes, scope.writes, scope.officer)

    def may_be_written(self, scope: Scope) -> bool:
        """Return whether this file, as it was and as it is to be, is within the scope's reach."""
        reach = scope.file_changes
        if Reach.ALL in reach:
            return True
        units, officers, states, heard = (
            self._before(name) | {getattr(self, name)} for name in ("unit_id", "officer_id", "state", "appealed")
        )
        held = self._before("state") or states  # what it was decides: a verb may hand it on
        return (
            (Reach.OWN in reach and scope.officer is not None and officers == {scope.officer})
            or (Reach.UNITS in reach and (isinstance(scope.writes, Everything) or units <= scope.writes))
            or (Reach.VERIFIED in reach and held.isdisjoint(UNVERIFIED))
            or (Reach.APPEALED in reach and heard == {True})
        )

    @classmethod
    def _within(cls, reach: frozenset[Reach], units: Units, officer: int | None) -> ColumnElement[bool]:
        if Reach.ALL in reach:
            return true()
        conditions: list[ColumnElement[bool]] = [false()]
        if Reach.OWN in reach and officer is not None:
            conditions.append(cls.officer_id == officer)
        if Reach.UNITS in reach:
            conditions.append(true() if isinstance(units, Everything) else cls.unit_id.in_(sorted(units)))
        if Reach.VERIFIED in reach:
            conditions.append(cls.state.not_in(UNVERIFIED))
        if Reach.APPEALED in reach:
            conditions.append(cls.appealed.is_(True))
        return or_(*conditions)

    def _before(self, name: str) -> set[Any]:
        return set(inspect(self).attrs[name].history.deleted or ())


class AppraisalStep(Kept, Base):
    """One step of a file's way, never changed: who moved it from which state to which, with which class and why."""

    __tablename__ = "appraisal_steps"
    __realm__: ClassVar[Realm] = Realm.APPRAISALS
    __table_args__ = (Index("ix_appraisal_steps_appraisal_id", "appraisal_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisals.id"))
    move: Mapped[str]
    state_before: Mapped[str | None]
    state_after: Mapped[str]
    quality_class: Mapped[str | None]
    reason: Mapped[str | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor: Mapped[str]  # the name as it was: who reads the file may not read accounts
    at: Mapped[datetime] = mapped_column(Moment)
    appraisal: Mapped[Appraisal] = relationship(lazy="raise_on_sql")

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return that the steps are read by whom their file is shown to."""
        files = Appraisal.shown_to(scope)
        return cls.appraisal_id.in_(select(Appraisal.id).where(files)) if not files.compare(true()) else true()

    def may_be_written(self, scope: Scope) -> bool:
        """Return whether the file it belongs to is within reach; it is made with `appraisal=`, so that it is known."""
        return "appraisal" in self.__dict__ and self.appraisal is not None and self.appraisal.may_be_written(scope)


class AppraisalSnapshot(Kept, Base):
    """A signed year, byte for byte: version 1 at sign-off, a correction is a new version beside it with its reason.

    `body` is canonical JSON of everything the result rests on, `digest` its SHA-256, `seal` the head of the seals,
    `signature` that of the digest by the key of the seals, which no table holds.
    """

    __tablename__ = "appraisal_snapshots"
    __realm__: ClassVar[Realm] = Realm.APPRAISALS
    __table_args__ = (CheckConstraint("version = 1 OR reason <> ''", name="corrected_for_a_reason"),)
    year: Mapped[int] = mapped_column(ForeignKey("appraisal_years.year"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    code_version: Mapped[str]
    seal: Mapped[bytes | None]
    body: Mapped[str]
    digest: Mapped[bytes]
    signature: Mapped[bytes | None]

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return that a snapshot, which holds every file, is read by whose work is the whole year."""
        may = cls.__realm__ in scope.realms and not YEAR_WIDE.isdisjoint(scope.files)
        return true() if may else false()

    def may_be_written(self, scope: Scope) -> bool:
        """Return whether the whole year is that person's work."""
        return not YEAR_WIDE.isdisjoint(scope.file_changes)

"""What the documents of a year of appraisal are made of: the files a session sees, with their reasons and ceilings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.appraisal import Appraisal, AppraisalStep, AppraisalYear
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisal_ways import steps_of
from khaosat.queries.appraisals import Filed
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_caps import UNIT, CapGroup, cap_groups
from khaosat.services.appraisal_flow import Move, State
from khaosat.services.appraisal_years import known_year, rules_of
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.own_veil import is_veiled, veil

TOLD = frozenset({State.TOLD, State.APPEALED, State.APPEAL_DECIDED, State.FINAL})
"""States in which an officer has been told a class."""


@dataclass(frozen=True)
class PaperLine:
    """One officer: the file, the unit that proposes, and the newest reason given with each move.

    `corrected` is the class a correction of the signed year gave, None without one.
    """

    filed: Filed
    unit: UnitLabel
    reasons: Mapping[str, str]
    heard: str | None
    corrected: str | None

    @property
    def file(self) -> Appraisal:
        """The file itself."""
        return self.filed.file

    @property
    def told(self) -> str | None:
        """The class the officer was told last, corrections in; None before that."""
        file = self.filed.file
        if State(file.state) not in TOLD:
            return None
        return self.corrected or file.final_class or file.decided_class

    @property
    def stands(self) -> str | None:
        """The class that stands at last, else as far as it was decided; corrections in."""
        return self.corrected or self.filed.file.final_class or self.filed.file.decided_class


@dataclass(frozen=True)
class YearPaper:
    """A year's files as one paper tells them, in alphabetical order.

    `unit` is the unit whose files these are, None for all that the session sees; `province` stands above all. `groups`
    are the ceilings of every group that is whole among them. `own` is the name of who asks where their own
    file is among them and not told yet: what was proposed and decided of it is left open.
    """

    year: AppraisalYear
    rules: Ruleset
    unit: UnitLabel | None
    province: UnitLabel
    lines: tuple[PaperLine, ...]
    groups: tuple[tuple[CapGroup, UnitLabel | None], ...]
    own: str | None = None


def units_with_files(session: ScopedSession, *, year: int) -> list[UnitLabel]:
    """Return the units that propose somebody among the files the session sees, in alphabetical order."""
    known, tree = known_year(session, year=year), _tree(session, year)
    found = {one.file.unit_id for one in kept.files(session, year=known.year)}
    return [tree.label(one) for one in tree.in_order(found)]


def year_paper(
    session: ScopedSession, *, year: int, unit_key: str = "", whole: bool, corrected: Mapping[str, str]
) -> YearPaper:
    """Return a year's files, of one unit or all the session sees; `whole` says that it sees every file of a unit.

    Raises NotFoundFailure for a year that was not opened, or a unit without a file in the session's reach.
    """
    known, tree = known_year(session, year=year), _tree(session, year)
    rules = rules_of(session, known)
    unit = tree.find(unit_key) if unit_key else None
    files = [veil(session, one) for one in kept.files(session, year=year, units=None if unit is None else [unit])]
    if not files:
        raise NotFoundFailure(what="appraisal", unit=unit_key)
    steps = steps_of(session, files=[one.file.id for one in files])
    own = next((one for one in files if is_veiled(session, one.file)), None)
    return YearPaper(
        year=known,
        rules=rules,
        unit=None if unit is None else tree.label(unit),
        province=tree.label(tree.roots()[0]),
        lines=tuple(_line(one, tree, [] if one is own else steps[one.file.id], corrected) for one in files),
        groups=tuple(_groups(rules, files, tree)) if whole else (),
        own=own.name if own else None,
    )


def officer_paper(session: ScopedSession, *, year: int, officer_key: str, corrected: Mapping[str, str]) -> YearPaper:
    """Return one officer's line as a paper of its own; raises NotFoundFailure before they were told anything."""
    known, tree = known_year(session, year=year), _tree(session, year)
    filed = kept.file_of(session, year=year, officer_key=officer_key)
    if filed is None:
        raise NotFoundFailure(what="appraisal", officer=officer_key)
    line = _line(filed, tree, steps_of(session, files=[filed.file.id])[filed.file.id], corrected)
    if line.told is None:
        raise NotFoundFailure(what="notice", officer=officer_key)
    return YearPaper(known, rules_of(session, known), line.unit, tree.label(tree.roots()[0]), (line,), ())


def _line(filed: Filed, tree: DatedTree, steps: Sequence[AppraisalStep], corrected: Mapping[str, str]) -> PaperLine:
    reasons = {step.move: step.reason for step in steps if step.reason}
    heard = next((step.quality_class for step in reversed(steps) if step.move == Move.DECIDE_APPEAL), None)
    return PaperLine(filed, tree.label(filed.file.unit_id), reasons, heard, corrected.get(filed.officer_key))


def _groups(rules: Ruleset, files: Sequence[Filed], tree: DatedTree) -> list[tuple[CapGroup, UnitLabel | None]]:
    """Ceilings counted within units: of one that is not, only who sees the whole year sees the group."""
    return [
        (group, tree.label(group.unit_id) if group.unit_id is not None else None)
        for group in cap_groups(rules, files)
        if UNIT in group.ceiling.within
    ]


def _tree(session: ScopedSession, year: int) -> DatedTree:
    return DatedTree(unit_names(session), first=date(year, 1, 1), last=date(year, 12, 31))

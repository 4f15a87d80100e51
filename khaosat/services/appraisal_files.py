"""What is looked at of a year: its files page by page, its ceilings, and the evidence sheet of one officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.appraisal import OPEN, STATES, AppraisalYear
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisals import Filed
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_caps import UNIT, CapGroup, cap_groups
from khaosat.services.appraisal_flow import EVIDENCE_OPEN
from khaosat.services.appraisal_years import known_year, rules_for, rules_of
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.own_veil import own_untold, veil
from khaosat.services.rulesets import Standing

PAGE: Final = 100
YEARS_BACK: Final = 2  # an older year nobody opens any more


@dataclass(frozen=True)
class Asked:
    """Which files are to be shown; empty words mean all of them."""

    unit_key: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class YearView:
    """One page of a year's files that the session sees.

    `states` and `classes` count the chosen units' files, by state and by suggested class (None: none yet). The own file
    of who asks is not among them before it is told: `own_apart` says that there is one.
    """

    year: AppraisalYear
    rules: Ruleset
    asked: Asked
    states: Mapping[str, int]
    classes: Mapping[str | None, int]
    lines: tuple[tuple[Filed, UnitLabel], ...]
    total: int
    pages: int
    units: tuple[UnitLabel, ...]
    own_apart: bool


@dataclass(frozen=True)
class CapsView:
    """A year's ceilings in every group the session sees whole: those that want a look, and the others."""

    year: AppraisalYear
    rules: Ruleset
    to_look_at: tuple[tuple[CapGroup, UnitLabel | None], ...]
    others: tuple[tuple[CapGroup, UnitLabel | None], ...]


@dataclass(frozen=True)
class ServedAt:
    """Where and when an officer served in the year, both days included."""

    unit: UnitLabel
    kind: str
    first: date
    last: date
    days: int


@dataclass(frozen=True)
class SheetView:
    """An officer's evidence sheet: everything the suggested class rests on, and why this unit proposes.

    `evidence` is as `appraisal_evidence.said_of` makes it, `suggestion` as `appraisal_suggestion.suggestion_of`, None
    while components are `missing`. `opinions` are the units asked, with what they said or None. `open_to_change` says
    whether nobody has proposed yet in an open year.
    """

    year: AppraisalYear
    rules: Ruleset
    filed: Filed
    unit: UnitLabel
    evidence: Mapping[str, Any]
    suggestion: Mapping[str, Any] | None
    missing: tuple[str, ...]
    served: tuple[ServedAt, ...]
    followed: UnitLabel | None
    opinions: tuple[tuple[UnitLabel, str | None], ...]
    open_to_change: bool


def openable(session: ScopedSession, *, today: date) -> list[tuple[int, Standing]]:
    """Return the years that may be opened today, each with the rulesets it may be opened under, the newest first."""
    ranked = kept.league_years(session, first=date(today.year - YEARS_BACK, 1, 1), last=date(today.year, 12, 31))
    unopened = ranked - {one.year for one in kept.appraisal_years(session)} if ranked else ranked
    return [(year, one) for year in sorted(unopened, reverse=True) for one in rules_for(session, year=year)]


def ended_unopened(session: ScopedSession, *, today: date) -> list[int]:
    """Return the years that have ended, could be opened today, and nobody has opened, the newest first."""
    return list(dict.fromkeys(year for year, _ in openable(session, today=date(today.year - 1, 12, 31))))


def year_view(session: ScopedSession, asked: Asked, *, year: int) -> YearView:
    """Return one page of the year's files, of a unit and those below it or of all.

    Raises NotFoundFailure for a year not opened or an unknown unit, InvalidFailure for an unknown state.
    """
    if asked.state and asked.state not in STATES:
        raise InvalidFailure(field="trang-thai", reason="unknown", value=asked.state)
    known, tree = known_year(session, year=year), _tree(session, year)
    units = tree.below(tree.find(asked.unit_key)) if asked.unit_key else None
    own = session.scope.officer
    states, classes = dict.fromkeys(STATES, 0), dict[str | None, int]()
    for state, suggested, number in kept.file_numbers(session, year=year, units=units, hidden_from=own):
        states[state] += number
        classes[suggested] = classes.get(suggested, 0) + number
    total = states[asked.state] if asked.state else sum(states.values())
    pages = max(1, -(-total // PAGE))
    page = min(max(asked.page, 1), pages)
    found = kept.files(
        session, year=year, units=units, state=asked.state, hidden_from=own, offset=(page - 1) * PAGE, limit=PAGE
    )  # fmt: skip  # one question
    offered = {above for unit in kept.units_with_files(session, year=year) for above in (unit, *tree.above(unit))}
    return YearView(
        year=known,
        rules=rules_of(session, known),
        asked=Asked(asked.unit_key, asked.state, page),
        states=states,
        classes=classes,
        lines=tuple((one, tree.label(one.file.unit_id)) for one in found),
        total=total,
        pages=pages,
        units=tuple(tree.label(one) for one in tree.in_order(offered)),
        own_apart=year in own_untold(session),
    )


def caps_view(session: ScopedSession, *, year: int, whole: bool) -> CapsView:
    """Return the year's ceilings over the files the session sees.

    `whole` says whether these are all of the year's: else a ceiling that is not counted by unit is left out, because it
    would be counted over a part. Raises NotFoundFailure.
    """
    known, tree = known_year(session, year=year), _tree(session, year)
    rules = rules_of(session, known)
    groups = [
        (one, tree.label(one.unit_id) if one.unit_id is not None else None)
        for one in cap_groups(rules, [veil(session, one) for one in kept.files(session, year=year)])
        if whole or UNIT in one.ceiling.within
    ]
    groups.sort(key=lambda pair: (pair[1].name, pair[1].key) if pair[1] else ("", ""))
    look = tuple(pair for pair in groups if pair[0].over or pair[0].border)
    return CapsView(known, rules, look, tuple(pair for pair in groups if pair not in look))


def caps_beside(session: ScopedSession, view: "SheetView") -> list[CapGroup]:
    """Return the ceilings of the officer's own unit and group of duties, over the files the session sees there.

    For who sees the whole unit, or all of it that was verified; ceilings that are not counted by unit are left out.
    """
    file = view.filed.file
    there = [veil(session, one) for one in kept.files(session, year=view.year.year, units={file.unit_id})]
    return [
        one
        for one in cap_groups(view.rules, there)
        if UNIT in one.ceiling.within and one.duty_group in {None, file.duty_group}
    ]


def sheet_view(session: ScopedSession, *, year: int, officer_key: str) -> SheetView:
    """Return an officer's evidence sheet; raises NotFoundFailure for a file the session does not see (6 statements)."""
    known = known_year(session, year=year)
    filed = kept.file_of(session, year=year, officer_key=officer_key)
    if filed is None:
        raise NotFoundFailure(what="appraisal", officer=officer_key)
    return _sheet(session, known, filed)


def units_at_end(session: ScopedSession, *, year: int) -> list[UnitLabel]:
    """Return the units that stand on the year's last day, in alphabetical order: who may be handed a file."""
    last = date(year, 12, 31)
    tree = DatedTree(unit_names(session), first=last, last=last)
    return [tree.label(one) for one in tree.in_order(tree.existing())]


def _sheet(session: ScopedSession, known: AppraisalYear, filed: Filed) -> SheetView:
    rules, tree, file = rules_of(session, known), _tree(session, known.year), filed.file
    standing = file.standing
    followed = standing.get("followed")
    served = tuple(
        ServedAt(
            tree.label(one["unit_id"]), one["kind"], date.fromisoformat(one["first"]), date.fromisoformat(one["last"]),
            one["days"],
        )
        for one in standing.get("served", ())
    )  # fmt: skip  # one line a posting
    return SheetView(
        year=known,
        rules=rules,
        filed=filed,
        unit=tree.label(file.unit_id),
        evidence=file.evidence,
        suggestion=file.suggestion,
        missing=tuple(one.key for one in rules.components if file.components.get(one.key) is None),
        served=served,
        followed=tree.label(followed) if followed is not None else None,
        opinions=tuple((tree.label(one["unit_id"]), one["text"]) for one in standing.get("opinions", ())),
        open_to_change=known.state == OPEN and file.state in EVIDENCE_OPEN,
    )


def _tree(session: ScopedSession, year: int) -> DatedTree:
    return DatedTree(unit_names(session), first=date(year, 1, 1), last=date(year, 12, 31))

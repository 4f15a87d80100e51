"""Two splits of a unit's answers at once, over closed days, with or without held answers: for Internal Affairs."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure
from khaosat.queries.crossed_tallies import crossed_sums
from khaosat.queries.item_texts import field_names
from khaosat.queries.unit_names import unit_names
from khaosat.services import figures
from khaosat.services.amounts import PICKED_BY
from khaosat.services.asked import added
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.figures import Counts, Figure
from khaosat.services.sorting import sort_key
from khaosat.services.splits import LEVELS

LONGEST = 1830  # days: five years


@dataclass(frozen=True, slots=True)
class CrossedRow:
    """One level of the first split ('' unknown): its figure, and those of each column."""

    level: str
    whole: Figure
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Crossed:
    """The table; `columns` are levels of the second split, none where only one was asked for.

    `names` by language of the levels of 'field'. `held` answers are in the figures where `with_held`.
    """

    unit: UnitLabel
    first: date
    last: date
    down: str
    across: str
    with_held: bool
    held: int
    whole: Figure
    columns: tuple[str, ...]
    heads: tuple[Figure, ...]
    rows: tuple[CrossedRow, ...]
    names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What to cross: two of PICKED_BY ('' for no second one), over which days, held answers in or out."""

    down: str
    across: str
    first: date
    last: date
    with_held: bool


def crossed(session: ScopedSession, *, unit_key: str, asked: Crossing, closed_until: date) -> Crossed:
    """Return the table of a unit and all below it; days after `closed_until` are left out.

    The session must read tallies: a unit's own never does. Raises NotFoundFailure for an unknown unit, InvalidFailure
    for an unknown split, days in the wrong order or more than five years.
    """
    if asked.down not in PICKED_BY or asked.across not in ("", *PICKED_BY) or asked.down == asked.across:
        raise InvalidFailure(field="hang", reason="unknown", value=f"{asked.down}, {asked.across}")
    if asked.first > asked.last or (asked.last - asked.first).days > LONGEST:
        raise InvalidFailure(field="tu", reason="out_of_range")
    last = min(asked.last, closed_until)
    tree = DatedTree(unit_names(session), first=asked.first, last=max(asked.first, last))
    unit_id = tree.find(unit_key)
    sums = crossed_sums(session, units=tree.below(unit_id), first=asked.first, last=last)
    counted = [one for one in sums if asked.with_held or not one.held]
    names = field_names(session) if "field" in (asked.down, asked.across) else {}
    down = PICKED_BY.index(asked.down)
    across = PICKED_BY.index(asked.across) if asked.across else None
    table: dict[tuple[str, str], list[Counts]] = defaultdict(list)
    for one in counted:
        table[one.person[down], one.person[across] if across is not None else ""].append(one.counts)
    rows = _ordered(asked.down, {level for level, _ in table}, names)
    columns = _ordered(asked.across, {level for _, level in table}, names) if asked.across else ()
    return Crossed(
        tree.label(unit_id),
        asked.first,
        last,
        asked.down,
        asked.across,
        asked.with_held,
        sum(sum(one.counts) for one in sums if one.held),
        figures.percent(added(one.counts for one in counted)),
        columns,
        tuple(figures.percents([added(c for row in rows for c in table[row, column]) for column in columns])),
        tuple(_row(table, row, columns) for row in rows),
        names,
    )


def _row(table: Mapping[tuple[str, str], list[Counts]], row: str, columns: tuple[str, ...]) -> CrossedRow:
    every = columns or ("",)
    cells = [added(table.get((row, column), ())) for column in every]
    return CrossedRow(row, figures.percent(added(cells)), tuple(figures.percents(cells)) if columns else ())


def _ordered(split: str, found: set[str], names: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The levels there are, in the order of every page, the unknown last."""
    order = LEVELS.get(split) or sorted(found, key=lambda level: sort_key(names.get(level, {}).get("vi") or level))
    known = [level for level in order if level and level in found]
    return (*known, *sorted(found - set(known)))

"""The pages of the league: rows with their interval drawn inside, and one officer's line step by step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Axis, Caption, Estimate, Reference, Tone
from khaosat.services.dated_tree import UnitLabel
from khaosat.services.leagues import LeagueView, Line, OfficerView
from khaosat.web.filters import number
from khaosat.web.texts_charts import words
from khaosat.web.texts_league import state_name
from khaosat.web.texts_results import DASH

WIDTH: Final = 240  # of a row's picture, in CSS pixels: whole on a phone too
Z95: Final = 1.959963984540054
LIGHT: Final = 1e-5  # a node of less weight changes no decimal shown
TONES: Final = {"proposed": Tone.PLAIN, "below": Tone.ALERT}


@dataclass(frozen=True, slots=True)
class Interval:
    """A shrunken mean with its 95 % interval, on the scale 1–5."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, mean: float, sd: float) -> "Interval":
        """Return the interval of a normal posterior, inside the scale."""
        return cls(mean, max(1.0, mean - Z95 * sd), min(5.0, mean + Z95 * sd))

    @property
    def estimate(self) -> Estimate:
        """What is drawn of it."""
        return Estimate(self.value, self.low, self.high)

    @property
    def between(self) -> str:
        """Its ends in words."""
        return f"{number(self.low, 2)}{DASH}{number(self.high, 2)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One officer; `interval` and `picture` are None for who has too few answers. `differs`: the other state."""

    line: Line
    unit: str
    interval: Interval | None
    picture: Markup | None
    differs: str | None


@dataclass(frozen=True, slots=True)
class LeaguePage:
    """Everything `affairs/officers.html` shows; `shared` and `otherwise` are the chosen and the other league's numbers.

    `parts` are the words of the address beside the page's number.
    """

    view: LeagueView
    rules: Mapping[str, Any]
    shared: Mapping[str, Any]
    otherwise: Mapping[str, Any]
    scale: Markup | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One possible true score in the making of P(top)."""

    theta: float
    weight: float
    above: float
    spread: float
    probability: float


@dataclass(frozen=True, slots=True)
class OfficerPage:
    """Everything `affairs/officers_one.html` shows; `working` is the chosen line's, `other` the other league's."""

    view: OfficerView
    unit: str
    adjusted: bool
    working: Mapping[str, Any]
    other: Mapping[str, Any]
    interval: Interval
    shared: Mapping[str, Any]
    shifts: tuple[Mapping[str, Any], ...]
    nodes: tuple[Node, ...]
    sides: tuple[tuple[bool, Mapping[str, Any], Interval], ...]


def league_page(view: LeagueView) -> LeaguePage:
    """Return the page in the language of the request."""
    name = "adjusted" if view.asked.adjusted else "plain"
    shared = view.league.results[name]
    axis, held = scale_of(view, shared["mu"])
    scale = Caption("thang", words("scale"), words("scale"))
    rows = (
        list(_rows(view, axis, held))
        if axis
        else [_row(line, unit_words(unit), None, held) for line, unit in view.lines]
    )
    return LeaguePage(
        view=view,
        rules=view.league.rules,
        shared=shared,
        otherwise=view.league.results["plain" if view.asked.adjusted else "adjusted"],
        scale=documents.inline_scale(scale, axis=axis, reference=held, width=WIDTH) if axis else None,
        groups=tuple((state, tuple(its)) for state, its in groupby(rows, key=lambda row: str(row.line.state))),
        parts=_parts(view),
    )


def scale_of(view: LeagueView, mu: float) -> tuple[Axis | None, Reference]:
    """Return the scale of all rows, None where nobody has enough answers, and the common level beside it."""
    held = Reference(mu, f"{words('common')} {number(mu, 2)}")
    if view.spread is None:
        return None, held
    axis = documents.rounded_axis([*view.spread, mu], partial(number, digits=1), count=8, within=(1.0, 5.0))
    return axis, held


def tone_of(state: str) -> Tone:
    """Return how a state is drawn: only what stands out has a colour."""
    return TONES.get(state, Tone.MUTED)


def officer_page(view: OfficerView, *, adjusted: bool) -> OfficerPage:
    """Return one officer's page; of the nodes of P(top) those that carry weight."""
    line, beside = (view.adjusted, view.plain) if adjusted else (view.plain, view.adjusted)
    columns = ("theta", "weight", "above", "spread", "probability")
    nodes = zip(*(line.working["working"][name] for name in columns), strict=True) if line.working["working"] else ()
    sides = ((False, view.plain), (True, view.adjusted))
    return OfficerPage(
        view=view,
        unit=unit_words(view.unit),
        adjusted=adjusted,
        working=line.working,
        other=beside.working,
        interval=Interval.of(line.posterior_mean, line.posterior_sd),
        shared=view.league.results["adjusted" if adjusted else "plain"],
        shifts=tuple(shift for shift in line.working["shifts"] if shift["share"] or shift["reference"]),
        nodes=tuple(node for node in (Node(*values) for values in nodes) if node.weight >= LIGHT),
        sides=tuple(
            (with_it, its.working, Interval.of(its.posterior_mean, its.posterior_sd)) for with_it, its in sides
        ),
    )


def unit_words(unit: UnitLabel) -> str:
    """Return a unit by its name and, of a commune, what it lies under: names occur twice."""
    return f"{unit.name}, {unit.parent_name}" if unit.level == "commune" and unit.parent_name else unit.name


def _rows(view: LeagueView, axis: Axis, held: Reference) -> Iterator[Row]:
    minimum = view.league.rules["minimum"]
    for line, unit in view.lines:
        yield _row(line, unit_words(unit), axis if line.n >= minimum else None, held)


def _row(line: Line, unit: str, axis: Axis | None, held: Reference) -> Row:
    differs = state_name(line.otherwise) if line.otherwise != line.state else None
    if axis is None:
        return Row(line, unit, None, None, differs)
    found = Interval.of(line.posterior_mean, line.posterior_sd)
    caption = Caption(f"cc-{line.officer_id}", line.name, f"{number(found.value, 2)} ({found.between})")
    drawn = documents.inline_interval(
        found.estimate,
        caption,
        axis=axis,
        reference=held,
        tone=tone_of(line.state),
        width=WIDTH,
    )
    return Row(line, unit, found, drawn, differs)


def _parts(view: LeagueView) -> dict[str, str]:
    """The address' words; what is as it is anyway is left out."""
    asked, largest = view.asked, view.groups[0].duty_group
    found = {
        "nhom": asked.duty_group if asked.duty_group != largest else "",
        "don-vi": asked.unit_key,
        "trang-thai": asked.state,
        "hieu-chinh": "" if asked.adjusted else "0",
    }
    return {name: value for name, value in found.items() if value}

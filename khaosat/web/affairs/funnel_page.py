"""The page of the units' funnel: the plot, and a table with the interval inside each row."""

import math
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Axis, Caption, FunnelPoint, FunnelWords, Limits, Reference, Standing
from khaosat.services.placing import Place
from khaosat.services.unit_funnel import FunnelUnit, UnitFunnel
from khaosat.web.filters import number, percent
from khaosat.web.pictures import Pair, Row, axis_around, rows_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_results import in_short

DESK, PHONE = 1000, 320


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `words` says where the unit lies, `acts` whether it asks for a look."""

    found: FunnelUnit
    picture: Markup
    words: str
    far_below: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The units under one parent, in alphabetical order."""

    parent: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FunnelPage:
    """Everything `affairs/units.html` shows.

    `outside` counts units beyond the inner limits, `changed` those that held answers would move.
    """

    funnel: UnitFunnel
    plot: Pair
    scale: Markup
    groups: tuple[Group, ...]
    shown: int
    outside: int
    held: int
    changed: int


def place_words(place: Place | None) -> str:
    """Return where a unit lies in words; nothing where its figure is withheld."""
    if place is None:
        return ""
    return words(place.value)


def funnel_page(funnel: UnitFunnel) -> FunnelPage:
    """Return the page of that funnel, in the language of the request."""
    units = funnel.units
    reference = (funnel.target, words("common")) if funnel.target is not None else None
    rows = [Row(one.unit.name, one.figure) for one in units]
    scale, pictures = rows_of("don-vi", rows, title=words("satisfied"), reference=reference)
    lines = [
        Line(one, picture, place_words(one.place), one.place is Place.FAR_BELOW)
        for one, picture in zip(units, pictures, strict=True)
    ]
    groups = groupby(lines, lambda line: line.found.unit.parent_name or "")
    return FunnelPage(
        funnel=funnel,
        plot=_plot(funnel),
        scale=scale,
        groups=tuple(Group(parent, tuple(found)) for parent, found in groups),
        shown=sum(one.figure.shown for one in units),
        outside=sum(one.place not in {None, Place.INSIDE} for one in units),
        held=sum(one.held for one in units),
        changed=sum(one.place != one.otherwise for one in units),
    )


def _plot(funnel: UnitFunnel) -> Pair:
    shown = [one for one in funnel.units if one.figure.value is not None and one.place is not None]
    across = documents.count_axis([one.figure.n for one in shown], number, bend=math.log)
    up = axis_around([one.figure for one in shown]) if not shown else _up(shown)
    target = funnel.target if funnel.target is not None else 0.5
    names = Counter(one.unit.name for one in funnel.units)
    points = [
        FunnelPoint(
            one.figure.n,
            one.figure.value or 0.0,
            _short(one, twice=names[one.unit.name] > 1),
            f"{_short(one, twice=True)}: {in_short(one.figure)}",
            Standing(one.place or Place.INSIDE),
        )
        for one in shown
    ]

    def draw(prefix: str, width: float) -> Markup:
        return documents.funnel(
            points,
            _limits(funnel),
            _caption(prefix, funnel, len(shown)),
            across=across,
            up=up,
            target=Reference(target, f"{words('common')} {percent(target)}"),
            names=_names(),
            width=width,
        )

    return Pair(draw("pheu", DESK), draw("pheu-p", PHONE))


def _up(shown: list[FunnelUnit]) -> Axis:
    """The shares alone: with the smallest units' intervals the plot would be all margin."""
    shares = [one.figure.value for one in shown if one.figure.value is not None]
    low, high = min(shares), max(shares)
    room = max(0.05, (high - low) * 0.15)
    return documents.rounded_axis(
        [max(0.0, low - room), min(1.0, high + room)], lambda share: percent(share, 0), within=(0.0, 1.0)
    )


def _limits(funnel: UnitFunnel) -> Limits:
    found = funnel.limits
    if found is None:
        return Limits((), (), (), (), ())
    return Limits(found.n, found.inner_low, found.inner_high, found.outer_low, found.outer_high)


def _caption(prefix: str, funnel: UnitFunnel, shown: int) -> Caption:
    outside = [
        f"{_short(one, twice=True)}: {place_words(one.place)}"
        for one in funnel.units
        if one.place not in {None, Place.INSIDE}
    ]
    desc = words("funnel_long", shown=shown)
    return Caption(prefix, words("funnel"), " ".join([desc, "; ".join(outside)]), words("funnel_empty"))


def _names() -> FunnelWords:
    key = {Standing(place): place_words(place) for place in Place}
    return FunnelWords(words("answers"), words("satisfied"), "95 %", "99,8 %", key)


def _short(one: FunnelUnit, *, twice: bool) -> str:
    """The name without what all have in common; with its parent's where it occurs twice."""
    name, parent = one.unit.name.removeprefix("UBND "), (one.unit.parent_name or "").removeprefix("UBND ")
    return f"{name} ({parent})" if twice and parent else name

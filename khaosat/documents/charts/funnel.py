"""Many units at once without a ranking: share against number of answers, inside limits of chance.

The plot is Spiegelhalter's (2005, "Funnel plots for comparing institutional performance", Statistics in
Medicine 24:1185–1202); limits and standings come ready from the statistics, nothing is computed here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, empty_picture, haloed, line, picture, small, words
from khaosat.documents.charts.funnel_limits import Limits, Plot, limit_curves, limit_names
from khaosat.documents.charts.funnel_marks import Standing, dots, key_rows
from khaosat.documents.charts.lettering import Box, Placed, place_labels, readable, text_width
from khaosat.documents.charts.marks import Reference, reference_line
from khaosat.documents.charts.palette import SMALL

LEFT, TOP, RIGHT, ROOM_BELOW = 52.0, 30.0, 24.0, 46.0
LABELS_PER_PIXEL = 0.022
"""More names than that make a plot a list."""

__all__ = ["FunnelPoint", "FunnelWords", "Limits", "Standing", "funnel"]


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One unit: answers, share (0–1), its short name, the sentence shown when pointed at, its standing."""

    n: int
    share: float
    name: str
    title: str
    standing: Standing = Standing.INSIDE


@dataclass(frozen=True, slots=True)
class FunnelWords:
    """Names of the axes and of the limits, and the key to the marks in the order it is to be read."""

    across: str
    up: str
    inner: str
    outer: str
    key: Mapping[Standing, str] = field(default_factory=dict)


def funnel(
    points: Sequence[FunnelPoint],
    limits: Limits,
    caption: Caption,
    *,
    across: Axis,
    up: Axis,
    target: Reference,
    names: FunnelWords,
    width: float = 720,
) -> Markup:
    """The whole plot; units without answers have no place in it, and no unit at all is the empty picture.

    ``width`` below 500 is the telephone's edition: nearly as tall, with fewer names.
    """
    drawn = [point for point in points if point.n > 0]
    if not drawn:
        return empty_picture(caption, width=width, height=240)
    height = min(max(width * 0.6, 330.0), 460.0)
    plot = Plot(across, up, Box(LEFT, TOP, width - RIGHT, height - ROOM_BELOW))
    limit_labels = limit_names(limits, plot, names.inner, names.outer)
    target_box, target_label = _target_label(target, plot)
    taken = [target_box, *(box for box, _ in limit_labels)]
    labels = _unit_labels(drawn, plot, target.value, taken, int(width * LABELS_PER_PIXEL))
    key, key_height = key_rows(names.key, top=height, width=width)
    content = [
        *_axes(plot, names, width),
        *limit_curves(limits, plot, caption.id_prefix),
        reference_line(LEFT, plot.y(target.value), plot.area.right, plot.y(target.value)),
        *_marks(drawn, plot),
        haloed(words(*place) for place in [target_label, *(place for _, place in limit_labels), *labels]),
        *key,
    ]
    return picture(caption, content, width=width, height=height + key_height)


def _axes(plot: Plot, names: FunnelWords, width: float) -> list[Markup]:
    area = plot.area
    shares = [(plot.y(value), name) for value, name in plot.up.ticks]
    counts = readable([(plot.x(value), name) for value, name in plot.across.ticks])
    before = [words(width, area.bottom + 38, names.across)]
    before += [words(LEFT - 8, y + 4.5, name) for y, name in shares]
    under = [words(x, area.bottom + 19, name) for x, name in counts]
    strokes = [line(LEFT, y, area.right, y) for y, _ in shares]
    strokes += [line(x, area.bottom, x, area.bottom + 5) for x, _ in counts]
    texts = [small(before, text_anchor="end"), small(under, text_anchor="middle"), small([words(0, 14, names.up)])]
    return [*strokes, *texts]


def _marks(points: Sequence[FunnelPoint], plot: Plot) -> list[Markup]:
    groups = {standing: [p for p in points if p.standing is standing] for standing in Standing}
    return [dots(s, [(plot.x(p.n), plot.y(p.share), p.title) for p in group]) for s, group in groups.items()]


def _target_label(target: Reference, plot: Plot) -> tuple[Box, Placed]:
    """The target's name at the left end of its line, where units are few and the limits far."""
    x, y = LEFT + 6, plot.y(target.value) - 6
    return Box(x, y - SMALL, x + text_width(target.name, SMALL), y + 3), (x, y, target.name)


def _unit_labels(
    points: Sequence[FunnelPoint], plot: Plot, target: float, taken: Sequence[Box], count: int
) -> list[Placed]:
    """At most ``count`` names of units outside the limits, those that chance explains least first."""
    outside = [p for p in points if p.standing is not Standing.INSIDE]
    outside.sort(key=lambda p: (-abs(p.share - target) * p.n**0.5, p.name))
    wanted = [(plot.x(p.n), plot.y(p.share), p.name) for p in outside[: 2 * count]]
    return place_labels(wanted, [(plot.x(p.n), plot.y(p.share)) for p in points], plot.area, taken)[:count]

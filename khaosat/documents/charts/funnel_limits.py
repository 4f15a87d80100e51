"""The ground of a funnel plot: its rectangle, and the limits that chance draws in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import element, path_through
from khaosat.documents.charts.lettering import Box, Placed, text_width


@dataclass(frozen=True, slots=True)
class Limits:
    """Limit curves over ascending ``n`` (answers), all sequences of the same length, shares from 0 to 1.

    They should begin before the smallest unit and end after the largest: the frame cuts what is too much.
    """

    n: Sequence[float]
    inner_low: Sequence[float]
    inner_high: Sequence[float]
    outer_low: Sequence[float]
    outer_high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle of the plot and its two axes."""

    across: Axis
    up: Axis
    area: Box

    def x(self, n: float) -> float:
        """The position of ``n`` answers."""
        return self.across.at(n, self.area.left, self.area.right)

    def y(self, share: float) -> float:
        """The position of a share."""
        return self.up.at(share, self.area.bottom, self.area.top)


def limit_curves(limits: Limits, plot: Plot, id_prefix: str) -> list[Markup]:
    """Both bands with their edges, the outer one paler and the inner one dashed, cut at the rectangle."""
    clip, area = f"{id_prefix}-c", plot.area
    width, height = area.right - area.left, area.bottom - area.top
    frame = element("rect", x=area.left, y=area.top, width=width, height=height)
    outer = _band(limits.n, limits.outer_low, limits.outer_high, plot)
    inner = _band(limits.n, limits.inner_low, limits.inner_high, plot)
    bands = element("path", d=outer, fill=palette.WASH) + element(
        "path", d=inner, fill=palette.BAND, fill_opacity=0.6, stroke_dasharray="6 4"
    )
    inside = element("g", bands, clip_path=f"url(#{clip})", stroke=palette.BRAND, stroke_opacity=0.55)
    return [element("clipPath", frame, id=clip), inside]


def limit_names(limits: Limits, plot: Plot, inner: str, outer: str) -> list[tuple[Box, Placed]]:
    """The limits' names where their lower curves come into the plot, each with the box it takes."""
    found = []
    for curve, name, height in ((limits.inner_low, inner, 0.17), (limits.outer_low, outer, 0.06)):
        floor = plot.up.low + height * (plot.up.high - plot.up.low)
        seen = next(((n, low) for n, low in zip(limits.n, curve, strict=True) if low >= floor), None)
        if seen and seen[0] >= plot.across.low:
            width = text_width(name, palette.SMALL)
            x, y = max(plot.x(seen[0]) - 8 - width, plot.area.left + 2), plot.y(seen[1])
            found.append((Box(x, y - palette.SMALL, x + width, y + 3), (x, y, name)))
    return found


def _band(n: Sequence[float], low: Sequence[float], high: Sequence[float], plot: Plot) -> str:
    """Whole pixels, and beyond the rectangle, so that the frame cuts the curve and does not bend it."""
    upper, lower = _curve(n, high, plot), _curve(n, low, plot)
    return path_through([*upper, *reversed(lower)], closed=True)


def _curve(n: Sequence[float], shares: Sequence[float], plot: Plot) -> list[tuple[float, float]]:
    """The curve's two ends and what of it lies in the rectangle, with a neighbour on either side."""
    area = plot.area
    points: list[tuple[float, float]] = []
    for k, share in zip(n, shares, strict=True):
        x = plot.across.beyond(max(k, 1.0), area.left, area.right)
        points.append((round(x), round(plot.up.beyond(share, area.bottom, area.top))))
    inside = [place for place, point in enumerate(points) if area.holds(*point)]
    if not inside:
        return points
    return [points[0], *points[max(inside[0] - 1, 0) : inside[-1] + 2], points[-1]]

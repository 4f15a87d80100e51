"""The parts of a trend: its rectangle, a stretch of joined months, a gap."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Attribute, element, line, path_through, titled
from khaosat.documents.charts.marks import Estimate


@dataclass(frozen=True, slots=True)
class Known:
    """A month with its estimate: its place (0 is the first) and what it says when pointed at."""

    place: int
    title: str
    estimate: Estimate


Stretch = Sequence[Known]


@dataclass(frozen=True, slots=True)
class Plot:
    """The rectangle, cut into ``count`` months of equal width."""

    axis: Axis
    left: float
    right: float
    top: float
    bottom: float
    count: int

    @property
    def step(self) -> float:
        """The width of a month."""
        return (self.right - self.left) / self.count

    def x(self, place: float) -> float:
        """The middle of month number ``place``."""
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.axis.at(value, self.bottom, self.top)


def stretch(plot: Plot, months: Stretch) -> Markup:
    """The band, the line and a point a month; a lonely month shows its interval as a bar."""
    upper = [(plot.x(month.place), plot.y(month.estimate.high)) for month in months]
    lower = [(plot.x(month.place), plot.y(month.estimate.low)) for month in months]
    middle = [(plot.x(month.place), plot.y(month.estimate.value)) for month in months]
    if len(months) == 1:
        drawn = line(*upper[0], *lower[0], stroke=palette.BAND, stroke_width=8, stroke_linecap="round")
    else:
        band = path_through([*upper, *reversed(lower)], closed=True)
        drawn = element("path", d=band, fill=palette.BAND)
        drawn += element("path", d=path_through(middle), fill="none", stroke=palette.BRAND, stroke_width=2.5)
    points = [titled("circle", month.title, cx=x, cy=y, r=3.5) for month, (x, y) in zip(months, middle, strict=True)]
    return drawn + element("g", *points, fill=palette.BRAND)


def gap(plot: Plot, place: int, title: str) -> Markup:
    """A month without a figure: a quiet dotted column that says why when pointed at."""
    left, height = plot.x(place - 0.5), plot.bottom - plot.top
    quiet: dict[str, Attribute] = {"fill": palette.WASH, "stroke": palette.MUTED, "stroke_dasharray": "2 4"}
    return titled("rect", title, x=left, y=plot.top, width=plot.step, height=height, **quiet)

"""An estimate and its interval: the one shape that stands for uncertainty everywhere."""

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import element, line, path_through


class Tone(StrEnum):
    """What an estimate asks of the reader; each tone has a shape as well as a colour."""

    PLAIN = "plain"
    """An ordinary estimate: a blue-green dot."""
    MUTED = "muted"
    """Cannot be told apart: a grey ring."""
    ALERT = "alert"
    """Needs action: a dark red diamond."""


_COLOURS = {Tone.PLAIN: palette.BRAND, Tone.MUTED: palette.MUTED, Tone.ALERT: palette.ALERT}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between the ends of its interval, all on the axis' scale."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reference:
    """What the estimates are held against, and its name, best with its number."""

    value: float
    name: str


def interval_mark(
    estimate: Estimate, axis: Axis, *, span: tuple[float, float], y: float, tone: Tone, size: float = 5.5
) -> Markup:
    """The bar from low to high and the mark at the value, between the x positions of ``span``."""
    low, value, high = (axis.at(v, *span) for v in (estimate.low, estimate.value, estimate.high))
    bar = line(low, y, high, y, stroke=_COLOURS[tone], stroke_width=size * 0.8, stroke_linecap="round")
    return bar + point(value, y, tone=tone, size=size)


def point(x: float, y: float, *, tone: Tone, size: float) -> Markup:
    """The mark alone, ringed in white so that it stands off from what it lies on."""
    colour = _COLOURS[tone]
    if tone is Tone.ALERT:
        r = size * 1.3
        diamond = path_through([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], closed=True)
        return element("path", d=diamond, fill=colour, stroke=palette.WHITE, stroke_width=1.5)
    if tone is Tone.MUTED:
        return element("circle", cx=x, cy=y, r=size - 0.5, fill=palette.WHITE, stroke=colour, stroke_width=2)
    return element("circle", cx=x, cy=y, r=size, fill=colour, stroke=palette.WHITE, stroke_width=1.5)


def reference_line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """The dashed line of a reference; its name is for the caller to place."""
    return line(x1, y1, x2, y2, stroke=palette.INK, stroke_dasharray="4 3", stroke_opacity=0.75)


def name_anchor(x: float, name_width: float, span: tuple[float, float]) -> tuple[float, str]:
    """Where a name of that width is centred on ``x`` without leaving ``span``: (x, text-anchor)."""
    left, right = span
    if x - name_width / 2 < left:
        return left, "start"
    return (right, "end") if x + name_width / 2 > right else (x, "middle")

"""A figure's way through the months within a line of text: the band of its intervals, gaps, and the newest point."""

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, element, line, path_through, picture
from khaosat.documents.charts.marks import Estimate, Tone, point

HEIGHT, EDGE = 28, 6


def sparkline(estimates: Sequence[Estimate | None], caption: Caption, *, axis: Axis, width: float = 132) -> Markup:
    """One step for each estimate; None is a gap that no line crosses, nothing at all a dotted track.

    The numbers stand in the text around it and in `caption.desc`.
    """
    step = (width - 2 * EDGE) / max(len(estimates) - 1, 1)
    places = [(EDGE + k * step, one) for k, one in enumerate(estimates)]
    known = [(x, one) for x, one in places if one is not None]
    if not known:
        track = line(0, HEIGHT / 2, width, HEIGHT / 2, stroke=palette.MUTED, stroke_dasharray="2 4")
        return picture(caption, [track], width=width, height=HEIGHT)
    content = []
    for there, part in groupby(places, lambda place: place[1] is not None):
        if there:
            content += _joined([(x, one) for x, one in part if one is not None], axis)
    x, newest = known[-1]
    content.append(point(x, _y(newest.value, axis), tone=Tone.PLAIN, size=4))
    return picture(caption, content, width=width, height=HEIGHT)


def _joined(part: Sequence[tuple[float, Estimate]], axis: Axis) -> list[Markup]:
    """Neighbouring months: their band, and the line of their values; a lonely one shows its interval as a bar."""
    upper = [(x, _y(one.high, axis)) for x, one in part]
    lower = [(x, _y(one.low, axis)) for x, one in part]
    if len(part) == 1:
        return [line(*upper[0], *lower[0], stroke=palette.MUTED, stroke_width=2)]
    middle = path_through((x, _y(one.value, axis)) for x, one in part)
    return [
        element("path", d=path_through([*upper, *reversed(lower)], closed=True), fill=palette.BAND),
        element("path", d=middle, fill="none", stroke=palette.BRAND, stroke_width=2),
    ]


def _y(value: float, axis: Axis) -> float:
    return axis.at(value, HEIGHT - EDGE, EDGE)

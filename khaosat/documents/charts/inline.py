"""The interval inside a table row, and the scale that stands once in the column's head."""

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, line, picture, small, words
from khaosat.documents.charts.lettering import readable, text_width
from khaosat.documents.charts.marks import Estimate, Reference, Tone, interval_mark, name_anchor, reference_line

HEIGHT, EDGE = 22, 10


def inline_interval(
    estimate: Estimate | None,
    caption: Caption,
    *,
    axis: Axis,
    reference: Reference | None = None,
    tone: Tone = Tone.PLAIN,
    width: float = 160,
) -> Markup:
    """A row's interval on the column's scale; None draws a dotted track, for the row's words to explain.

    Page styles must not shrink it (``min-width``): eye and row part where the scale differs from the head's.
    """
    span, y = (EDGE, width - EDGE), HEIGHT / 2
    content = [line(0, y, width, y, stroke_dasharray=None if estimate else "2 4")]
    if reference:
        x = axis.at(reference.value, *span)
        content.append(reference_line(x, 0, x, HEIGHT))
    if estimate:
        content.append(interval_mark(estimate, axis, span=span, y=y, tone=tone, size=4.5))
    return picture(caption, content, width=width, height=HEIGHT)


def inline_scale(caption: Caption, *, axis: Axis, reference: Reference | None = None, width: float = 160) -> Markup:
    """The head of a column of inline intervals: ticks, and the reference with its name above them."""
    span, top = (EDGE, width - EDGE), 20 if reference else 0
    bottom = top + 24
    content = []
    if reference:
        x = axis.at(reference.value, *span)
        at, anchor = name_anchor(x, text_width(reference.name, palette.SMALL), (0, width))
        content.append(small([words(at, 13, reference.name, text_anchor=anchor)], fill=palette.INK))
        content.append(reference_line(x, bottom - 5, x, bottom))
    ticks = {name: axis.at(value, *span) for value, name in axis.ticks}
    marks = readable([(_within(x, name, width), name) for name, x in ticks.items()], gap=4)
    content += [line(ticks[name], bottom - 5, ticks[name], bottom) for _, name in marks]
    content += [small([words(x, bottom - 10, name, text_anchor="middle")]) for x, name in marks]
    return picture(caption, content, width=width, height=bottom)


def _within(x: float, name: str, width: float) -> float:
    """Where a name's middle stands when no letter of it leaves the picture."""
    half = text_width(name, palette.SMALL) / 2
    return min(max(x, half), width - half)

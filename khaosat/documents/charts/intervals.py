"""Estimates with their intervals on a common scale, one a row, held against a named reference."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, element, empty_picture, line, picture, small, words
from khaosat.documents.charts.lettering import readable, text_width, widest, wrapped
from khaosat.documents.charts.marks import Estimate, Reference, Tone, interval_mark, name_anchor, reference_line

NARROWEST_PLOT, GAP, LEADING, BOLD, HEADING = 190, 14, 18, 1.08, 24


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row; without ``estimate`` its ``text`` says why there is none."""

    label: str
    text: str
    estimate: Estimate | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class _Layout:
    span: tuple[float, float]
    """Where the scale begins and ends."""
    label_room: float
    pitch: float
    """From row to row."""
    bar: float
    """From a row's top to its interval."""
    reach: tuple[float, float]
    """What of a row the lines of the scale run through: all, or only where no words stand."""


def intervals(
    rows: Sequence[IntervalRow],
    caption: Caption,
    *,
    axis: Axis,
    reference: Reference | None = None,
    width: float = 440,
    heading: Sequence[str] = (),
) -> Markup:
    """Label, interval and number side by side, or the words above the interval where room is short.

    A picture that leaves its page takes a ``heading`` along, a line each, the first in bold; it has paper under it and
    names its scale at both ends, for it may be long.
    """
    if not rows:
        return empty_picture(caption, width=width)
    layout = _layout(rows, width)
    start = len(heading) * HEADING + (26 if reference else 6) + (LEADING if heading else 0)
    tops = [start + place * layout.pitch for place in range(len(rows))]
    height = tops[-1] + layout.pitch + (24 if axis.ticks else 4)
    content = _heading(heading, width, height)
    content += _scale(axis, reference, layout, tops, named_twice=bool(heading))
    content += [_row(row, axis, layout, top, width) for row, top in zip(rows, tops, strict=True)]
    return picture(caption, content, width=width, height=height)


def _heading(lines: Sequence[str], width: float, height: float) -> list[Markup]:
    if not lines:
        return []
    paper = element("rect", width=width, height=height, fill=palette.WHITE)
    said = [words(0, 18, lines[0], font_weight="bold")]
    return [paper, *said, *(words(0, 18 + place * HEADING, text) for place, text in enumerate(lines[1:], start=1))]


def _layout(rows: Sequence[IntervalRow], width: float) -> _Layout:
    labels = widest(row.label for row in rows) * BOLD + GAP
    texts = GAP + widest((row.text for row in rows), palette.SMALL)
    if width - labels - texts >= NARROWEST_PLOT:
        return _Layout((labels, width - texts), labels, 34, 17, (0, 34))
    room = width - texts
    head = LEADING * max(len(wrapped(row.label, room / BOLD)) for row in rows)
    return _Layout((10, width - 10), room, head + 34, head + 16, (head + 6, head + 26))


def _scale(
    axis: Axis, reference: Reference | None, layout: _Layout, tops: Sequence[float], *, named_twice: bool
) -> list[Markup]:
    """Hairlines at the ticks with their names under the last row (and over the first), the reference's name on top."""
    start, end = layout.reach
    marks = readable([(axis.at(value, *layout.span), name) for value, name in axis.ticks], gap=4)
    content = [line(x, top + start, x, top + end) for x, _ in marks for top in tops]
    below = tops[-1] + layout.pitch + 18
    ends = (below, tops[0] - 4) if named_twice else (below,)
    content += [small(words(x, y, name, text_anchor="middle") for x, name in marks) for y in ends]
    if reference:
        x = axis.at(reference.value, *layout.span)
        at, anchor = name_anchor(x, text_width(reference.name, palette.SMALL), layout.span)
        content += [reference_line(x, top + start - (4 if top == tops[0] else 0), x, top + end) for top in tops]
        above = tops[0] - 10 - (LEADING if named_twice else 0)
        content.append(small([words(at, above, reference.name, text_anchor=anchor)], fill=palette.INK))
    return content


def _row(row: IntervalRow, axis: Axis, layout: _Layout, top: float, width: float) -> Markup:
    weight = "bold" if row.tone is Tone.ALERT else None
    beside = layout.reach[0] == 0
    lines = [row.label] if beside else wrapped(row.label, layout.label_room / BOLD)
    last, y = top + (22 if beside else layout.reach[0] - 8), top + layout.bar
    content = [element("title", f"{row.label}: {row.text}")]
    content += [words(0, last - k * LEADING, part, font_weight=weight) for k, part in enumerate(lines[::-1])]
    content.append(small([words(width, last, row.text, text_anchor="end")]))
    if row.estimate:
        content.append(interval_mark(row.estimate, axis, span=layout.span, y=y, tone=row.tone))
    else:
        content.append(line(layout.span[0], y, layout.span[1], y, stroke_dasharray="2 4"))
    return element("g", *content)

"""A figure month by month with its interval: gaps stay gaps, and no line crosses a change of method."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, empty_picture, haloed, line, picture, small, words
from khaosat.documents.charts.lettering import readable, text_width, widest
from khaosat.documents.charts.marks import Estimate, Reference, Tone, name_anchor, point, reference_line
from khaosat.documents.charts.trend_layers import Known, Plot, Stretch, gap, stretch

TOP, ROOM_BELOW = 26.0, 26.0


@dataclass(frozen=True, slots=True)
class Month:
    """One step of time; without ``estimate`` its ``text`` says why, such as too few answers."""

    label: str
    text: str
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class MethodChange:
    """From month number ``before`` (0 is the first) on, figures are made by another method."""

    before: int
    name: str


def trend(
    months: Sequence[Month],
    caption: Caption,
    *,
    axis: Axis,
    reference: Reference | None = None,
    changes: Sequence[MethodChange] = (),
    width: float = 440,
    height: float = 220,
) -> Markup:
    """The line of estimates in the band of their intervals; nothing estimated is the empty picture."""
    known = [Known(k, f"{m.label}: {m.text}", m.estimate) for k, m in enumerate(months) if m.estimate]
    if not known:
        return empty_picture(caption, width=width)
    left = widest((name for _, name in axis.ticks), palette.SMALL) + 10
    plot = Plot(axis, left, width - 2, TOP, height - ROOM_BELOW, len(months))
    content = [*_axes(months, plot)]
    content += [gap(plot, k, f"{m.label}: {m.text}") for k, m in enumerate(months) if not m.estimate]
    content += [stretch(plot, part) for part in _stretches(known, changes)]
    content += [mark for change in changes for mark in _change(change, plot)]
    if reference:
        content += _reference(reference, known, plot)
    content += _newest(known[-1], months[known[-1].place].text, plot)
    return picture(caption, content, width=width, height=height)


def _stretches(known: Sequence[Known], changes: Sequence[MethodChange]) -> list[Stretch]:
    """Neighbouring months made by the same method, which alone a line may join."""

    def key(item: tuple[int, Known]) -> tuple[int, int]:
        order, month = item
        return month.place - order, sum(change.before <= month.place for change in changes)

    return [[month for _, month in part] for _, part in groupby(enumerate(known), key)]


def _axes(months: Sequence[Month], plot: Plot) -> list[Markup]:
    levels = [(plot.y(value), name) for value, name in plot.axis.ticks]
    names = readable([(plot.x(place), month.label) for place, month in enumerate(months)])
    texts = [words(plot.left - 8, y + 4.5, name, text_anchor="end") for y, name in levels]
    for x, name in names:
        at, anchor = name_anchor(x, text_width(name, palette.SMALL), (0, plot.right))
        texts.append(words(at, plot.bottom + 20, name, text_anchor=anchor))
    return [*(line(plot.left, y, plot.right, y) for y, _ in levels), small(texts)]


def _change(change: MethodChange, plot: Plot) -> list[Markup]:
    x = plot.x(change.before - 0.5)
    at, anchor = name_anchor(x, text_width(change.name, palette.SMALL), (plot.left, plot.right))
    stroke = line(x, 20, x, plot.bottom, stroke=palette.INK, stroke_dasharray="1 3")
    return [stroke, small([words(at, 14, change.name, text_anchor=anchor)])]


def _reference(reference: Reference, known: Sequence[Known], plot: Plot) -> list[Markup]:
    """The dashed line, named at the end that lies farther from it and on the side away from the data."""
    first, last = (month.estimate.value - reference.value for month in (known[0], known[-1]))
    at_end, distance = (True, last) if abs(last) > abs(first) else (False, first)
    y = plot.y(reference.value)
    x, anchor = (plot.right - 4, "end") if at_end else (plot.left + 4, None)
    name = words(x, y + 16 if distance > 0 else y - 6, reference.name, text_anchor=anchor)
    return [reference_line(plot.left, y, plot.right, y), haloed([name])]


def _newest(month: Known, text: str, plot: Plot) -> list[Markup]:
    """The newest figure in words above its interval, where the reader looks first."""
    x, y = plot.x(month.place), plot.y(month.estimate.high)
    at, anchor = name_anchor(x, text_width(text, palette.SMALL), (plot.left, plot.right))
    mark = point(x, plot.y(month.estimate.value), tone=Tone.PLAIN, size=5)
    return [mark, haloed([words(at, max(y - 7, TOP + 2), text, text_anchor=anchor)])]

"""Counts side by side in time: all of them, the part that is pointed at, and what they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.axes import Axis
from khaosat.documents.charts.drawing import Caption, empty_picture, line, picture, small, titled, words
from khaosat.documents.charts.lettering import readable, text_width, widest
from khaosat.documents.charts.marks import name_anchor

TOP, ROOM_BELOW, KEY_ROW = 8.0, 26.0, 20.0
GAP: Final = 0.22  # of a bar's room
SWATCH: Final = 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of time: ``total``, of it ``part``, and ``held_against`` (None where unknown); ``text`` says it all."""

    label: str
    text: str
    total: int
    part: int = 0
    held_against: int | None = None


@dataclass(frozen=True, slots=True)
class BarWords:
    """What the three kinds of marks are called; the third is left out where no bar has one."""

    total: str
    part: str
    held_against: str


def bars(
    shown: Sequence[Bar], names: BarWords, caption: Caption, *, axis: Axis, width: float = 440, height: float = 220
) -> Markup:
    """Light bars with an outline for all, dark ones in front for the part, a stroke across for what stands against.

    Light and dark stay apart in black and white. Nothing counted is the empty picture.
    """
    if not any(bar.total or bar.held_against for bar in shown):
        return empty_picture(caption, width=width)
    key = _key(shown, names, width)
    left, bottom = widest((name for _, name in axis.ticks), palette.SMALL) + 10, height - ROOM_BELOW
    room = (width - 2 - left) / len(shown)
    content = [*_axes(shown, axis, left, bottom, width, room)]
    for place, bar in enumerate(shown):
        content += _one(bar, axis, left + place * room, room, bottom)
    rows = max(row for row, _, _, _ in key) + 1
    content += _drawn_key(key, height)
    return picture(caption, content, width=width, height=height + rows * KEY_ROW)


def _one(bar: Bar, axis: Axis, x: float, room: float, bottom: float) -> list[Markup]:
    edge, wide = x + room * GAP / 2, max(room * (1 - GAP), 1.0)
    found = []
    for count, colour in ((bar.total, palette.BAND), (bar.part, palette.BRAND)):
        if count:
            y = axis.at(count, bottom, TOP)
            found.append(titled("rect", bar.text, x=edge, y=y, width=wide, height=bottom - y, fill=colour,
                                stroke=palette.BRAND, stroke_width=1))  # fmt: skip  # one mark
    if bar.held_against:
        y = axis.at(bar.held_against, bottom, TOP)
        found.append(titled("line", bar.text, x1=x, y1=y, x2=x + room, y2=y, stroke=palette.INK, stroke_width=2.5))
    return found


def _axes(shown: Sequence[Bar], axis: Axis, left: float, bottom: float, width: float, room: float) -> list[Markup]:
    levels = [(axis.at(value, bottom, TOP), name) for value, name in axis.ticks]
    texts = [words(left - 8, y + 4.5, name, text_anchor="end") for y, name in levels]
    for x, name in readable([(left + (place + 0.5) * room, bar.label) for place, bar in enumerate(shown) if bar.label]):
        at, anchor = name_anchor(x, text_width(name, palette.SMALL), (0, width))
        texts.append(words(at, bottom + 20, name, text_anchor=anchor))
    return [*(line(left, y, width - 2, y) for y, _ in levels), small(texts)]


Key = tuple[int, float, str, str]
"""Row, x, kind and words of one entry."""


def _key(shown: Sequence[Bar], names: BarWords, width: float) -> list[Key]:
    wanted = [("total", names.total)]
    if any(bar.part for bar in shown):
        wanted.append(("part", names.part))
    if any(bar.held_against is not None for bar in shown):
        wanted.append(("against", names.held_against))
    found: list[Key] = []
    row, x = 0, 0.0
    for kind, text in wanted:
        takes = SWATCH + 6 + text_width(text, palette.SMALL)
        if x and x + takes > width:
            row, x = row + 1, 0.0
        found.append((row, x, kind, text))
        x += takes + 14
    return found


def _drawn_key(key: Sequence[Key], top: float) -> list[Markup]:
    marks, texts = [], []
    for row, x, kind, text in key:
        y = top + row * KEY_ROW + 2
        if kind == "against":
            marks.append(line(x, y + 6, x + SWATCH, y + 6, stroke=palette.INK, stroke_width=2.5))
        else:
            fill = palette.BAND if kind == "total" else palette.BRAND
            marks.append(titled("rect", text, x=x, y=y, width=SWATCH, height=SWATCH, fill=fill, stroke=palette.BRAND))
        texts.append(words(x + SWATCH + 6, y + 10.5, text))
    return [*marks, small(texts, fill=palette.INK)]

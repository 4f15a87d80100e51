"""How people answered: one horizontal bar a level, its count and share written at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.drawing import Caption, empty_picture, line, picture, titled, words
from khaosat.documents.charts.lettering import widest

ROW, BAR, GAP, NARROWEST_BARS = 34, 20, 12, 150


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the scale: its word, how many chose it, and that number as it is written."""

    label: str
    count: int
    text: str


def distribution(levels: Sequence[Level], caption: Caption, *, width: float = 440) -> Markup:
    """Bars in the order given, the best level first, as long as their share of the largest one.

    Up to five levels take the five colours of the scale. Nothing counted gives the empty picture.
    Labels stand left of the bars while that leaves the bars room, else above them.
    """
    largest = max((level.count for level in levels), default=0)
    if largest <= 0:
        return empty_picture(caption, width=width)
    labels = widest(level.label for level in levels) + GAP
    texts = widest(level.text for level in levels) + GAP
    above = width - labels - texts < NARROWEST_BARS
    left, head = (0.0, 20) if above else (labels, 0)
    pitch = ROW + head
    per_answer = (width - left - texts) / largest
    content = [] if above else [line(left, 0, left, pitch * len(levels))]
    for place, level in enumerate(levels):
        content.append(words(0, place * pitch + (17 if above else ROW / 2 + 5), level.label))
        colour = palette.LEVELS[place % len(palette.LEVELS)]
        content += _bar(level, colour, left, place * pitch + head, per_answer)
    return picture(caption, content, width=width, height=pitch * len(levels))


def _bar(level: Level, colour: str, left: float, top: float, per_answer: float) -> list[Markup]:
    length = max(level.count * per_answer, 1.5 if level.count else 0.0)
    bar = titled(
        "rect",
        f"{level.label}: {level.text}",
        x=left,
        y=top + (ROW - BAR) / 2,
        width=length,
        height=BAR,
        rx=min(3.0, length / 2),
        fill=colour,
    )
    return [bar, words(left + length + 8, top + ROW / 2 + 5, level.text, fill=palette.SOFT)]

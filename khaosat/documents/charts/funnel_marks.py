"""The marks of a funnel plot: one shape a standing, and the key that explains them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from khaosat.documents.charts import palette
from khaosat.documents.charts.drawing import Attribute, element, small, titled, words
from khaosat.documents.charts.lettering import text_width


class Standing(StrEnum):
    """Where a unit lies; drawn in this order, so that what matters most lies on top."""

    INSIDE = "inside"
    """Within the inner limits: chance alone explains the difference. A grey dot."""
    ABOVE = "above"
    """Above the inner upper limit. An open triangle, pointing up."""
    BELOW = "below"
    """Below the inner lower limit. An open triangle, pointing down."""
    FAR_ABOVE = "far_above"
    """Above the outer upper limit. A full triangle, pointing up."""
    FAR_BELOW = "far_below"
    """Below the outer lower limit: needs action. A full dark red triangle, pointing down."""


_OPEN: dict[str, Attribute] = {"fill": palette.WHITE, "stroke": palette.BRAND, "stroke_width": 1.6}
_STYLES: dict[Standing, dict[str, Attribute]] = {
    Standing.INSIDE: {
        "stroke": palette.MUTED,
        "stroke_width": 8,
        "stroke_linecap": "round",
        "stroke_opacity": 0.65,
    },
    Standing.ABOVE: _OPEN,
    Standing.BELOW: _OPEN,
    Standing.FAR_ABOVE: {"fill": palette.BRAND, "stroke": palette.WHITE},
    Standing.FAR_BELOW: {"fill": palette.ALERT, "stroke": palette.WHITE},
}
# From the middle, in whole pixels, for at 170 marks each byte counts. A dot is a round cap; a stroke of no
# length at all would be dropped by the renderer of our PDFs.
_OUTLINES = {
    Standing.INSIDE: (0, 0, "h.1"),
    Standing.ABOVE: (-5, 4, "h10l-5-9z"),
    Standing.BELOW: (-5, -4, "h10l-5 9z"),
    Standing.FAR_ABOVE: (-6, 5, "h12l-6-11z"),
    Standing.FAR_BELOW: (-6, -5, "h12l-6 11z"),
}


def dots(standing: Standing, places: Sequence[tuple[float, float, str]]) -> Markup:
    """All marks of one standing at (x, y, title); what they share is written once, on their group."""
    marks = [titled("path", title, d=_outline(standing, x, y)) for x, y, title in places]
    return element("g", *marks, **_STYLES[standing]) if marks else Markup()


def key_rows(key: Mapping[Standing, str], *, top: float, width: float) -> tuple[list[Markup], float]:
    """The key in rows that fit into ``width``, and the height it takes."""
    marks, texts = [], []
    start, gap, pitch = 8.0, 20.0, 24.0
    x, y = start, top + 14
    for standing, meaning in key.items():
        room = 14 + text_width(meaning, palette.SMALL)
        if x > start and x + room > width:
            x, y = start, y + pitch
        marks.append(element("path", d=_outline(standing, x, y - 4), **_STYLES[standing]))
        texts.append(words(x + 14, y, meaning))
        x += room + gap
    return [*marks, small(texts)], (y - top + 8) if key else 0.0


def _outline(standing: Standing, x: float, y: float) -> str:
    left, top, outline = _OUTLINES[standing]
    return f"M{round(x + left)} {round(y + top)}{outline}"

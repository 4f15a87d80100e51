"""From figures to pictures, for a desk and for a phone: axes, words and what does not look broken when empty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Axis, Caption, Estimate, IntervalRow, Reference, Tone
from khaosat.services.figures import Figure, Method
from khaosat.web.filters import number, percent
from khaosat.web.languages import spoken
from khaosat.web.texts_charts import words
from khaosat.web.texts_results import DASH, in_short, interval_of, value_of, why

DESK, PHONE = 530, 300  # natural widths, in CSS pixels
ALONE = 420  # of an interval without words at its side
ROW: Final = 160
NARROWEST: Final = 0.12  # of the whole scale: less would make chance look like a difference
KEPT: Final = 512  # pictures: of some thirty pages, two or three megabytes
SCALE: Final = {Method.MEAN: (1.0, 5.0), Method.DIFFERENCE: (-1.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Pair:
    """One picture in two editions; style sheets show the one that fits."""

    desk: Markup
    phone: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled figure, and whether it stands out."""

    label: str
    figure: Figure
    stands_out: bool = False


def estimate(figure: Figure) -> Estimate | None:
    """Return what is drawn of a figure; None where it is withheld."""
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    return Estimate(figure.value, figure.low, figure.high)


def axis_around(shown: Sequence[Figure], *values: float, count: int = 5) -> Axis:
    """Return an axis that holds every interval and value, on the figures' own scale, never a mere sliver of it."""
    method = shown[0].method if shown else Method.PERCENT
    floor, ceiling = within = SCALE.get(method, (0.0, 1.0))
    known = [end for one in shown for end in (one.low, one.high) if end is not None] + list(values)
    low, high = (min(known), max(known)) if known else within
    short = max(0.0, NARROWEST * (ceiling - floor) - (high - low)) / 2
    write = partial(number, digits=1) if method is Method.MEAN else partial(percent, digits=0)
    return documents.rounded_axis(
        [max(floor, low - short), min(ceiling, high + short)], write, count=count, within=within
    )


def both(draw: Callable[[str, float], Markup], prefix: str, *, desk: float = DESK) -> Pair:
    """Return both editions of what `draw` makes of an id prefix and a width."""
    return Pair(draw(prefix, desk), draw(f"{prefix}-p", PHONE))


def intervals_of(prefix: str, rows: Sequence[Row], *, title: str, reference: tuple[float, str] | None = None) -> Pair:
    """Return intervals one under the other, held against a named reference value.

    A row without a label carries no number either: both stand beside the picture. What was drawn before is not drawn
    again: a picture depends on what it shows and on the language alone.
    """
    return _intervals(spoken(), prefix, tuple(rows), title, reference)


@lru_cache(maxsize=KEPT)
def _intervals(
    _language: str, prefix: str, rows: tuple[Row, ...], title: str, reference: tuple[float, str] | None
) -> Pair:
    held = Reference(reference[0], f"{reference[1]} {percent(reference[0])}") if reference else None
    lines = [_line(row) for row in rows]
    desc = "; ".join(f"{row.label or title}: {in_short(row.figure)}" for row in rows)

    def draw(name: str, width: float) -> Markup:
        axis = axis_around([row.figure for row in rows], *([held.value] if held else []), count=_ticks(width))
        caption = Caption(name, title, desc, words("nothing"))
        return documents.intervals(lines, caption, axis=axis, reference=held, width=width)

    return both(draw, prefix, desk=DESK if any(row.label for row in rows) else ALONE)


def rows_of(
    prefix: str, rows: Sequence[Row], *, title: str, reference: tuple[float, str] | None = None
) -> tuple[Markup, list[Markup]]:
    """Return the scale for a table's head and one interval for each row, all on one axis; drawn once, as above."""
    return _row_intervals(spoken(), prefix, tuple(rows), title, reference)


@lru_cache(maxsize=KEPT // 8)
def _row_intervals(
    _language: str, prefix: str, rows: tuple[Row, ...], title: str, reference: tuple[float, str] | None
) -> tuple[Markup, list[Markup]]:
    axis = _row_axis([row.figure for row in rows], *([reference[0]] if reference else []))
    held = Reference(reference[0], f"{reference[1]} {percent(reference[0])}") if reference else None
    head = Caption(f"{prefix}-dau", title, words("scale"))
    scale = documents.inline_scale(head, axis=axis, reference=held, width=ROW)
    return scale, [
        documents.inline_interval(
            estimate(row.figure),
            Caption(f"{prefix}-{place}", row.label, in_short(row.figure)),
            axis=axis,
            reference=held,
            width=ROW,
        )
        for place, row in enumerate(rows)
    ]


def _line(row: Row) -> IntervalRow:
    drawn = estimate(row.figure)
    tone = Tone.ALERT if row.stands_out else Tone.PLAIN
    if drawn is None:
        return IntervalRow(row.label, why(row.figure))
    text = f"{value_of(row.figure)} ({interval_of(row.figure).replace(f' {DASH} ', DASH)})" if row.label else ""
    return IntervalRow(row.label, text, drawn, tone)


def _row_axis(shown: Sequence[Figure], *values: float) -> Axis:
    """The axis of a column: a wide interval of a few answers may run out of it, the estimates may not.

    Holding every interval would squeeze hundreds of narrow ones into a corner for the sake of one.
    """
    firm = [one for one in shown if not one.indicative] or list(shown)
    return axis_around(firm, *values, *(one.value for one in shown if one.value is not None), count=4)


def _ticks(width: float) -> int:
    return 5 if width >= DESK else 4

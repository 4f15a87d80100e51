"""Pictures that several audiences show: how people answered, and a figure month by month."""

from collections.abc import Sequence

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Caption, Level, MethodChange, Month, Reference
from khaosat.services.figures import NOBODY
from khaosat.services.periods import Month as ChangedMonth
from khaosat.services.unit_figures import MonthFigure
from khaosat.web.filters import number, percent
from khaosat.web.pictures import Pair, axis_around, both, estimate
from khaosat.web.texts_charts import words
from khaosat.web.texts_results import in_short, month_name, value_of


def distribution_of(counts: Sequence[int] | None) -> Pair:
    """Return how people answered, the best level first; None is drawn as 'too few'."""
    found = counts or NOBODY
    total = sum(found) or 1
    names = [words(f"level_{level}") for level in (5, 4, 3, 2, 1)]
    levels = [
        Level(name, count, f"{number(count)} · {percent(count / total)}")
        for name, count in zip(names, reversed(found), strict=True)
    ]
    desc = "; ".join(f"{level.label}: {level.text}" for level in levels)

    def draw(prefix: str, width: float) -> Markup:
        caption = Caption(prefix, words("answered"), desc, words("too_few"))
        return documents.distribution(levels, caption, width=width)

    return both(draw, "phan-bo")


def sparkline_of(shown: Sequence[MonthFigure], *, title: str) -> Markup:
    """Return a figure's way through the months, to stand in a line of text."""
    desc = "; ".join(f"{month_name(one.month)}: {in_short(one.figure)}" for one in shown)
    axis = axis_around([one.figure for one in shown])
    return documents.sparkline([estimate(one.figure) for one in shown], Caption("gon", title, desc), axis=axis)


def trend_of(
    shown: Sequence[MonthFigure],
    *,
    title: str,
    province: float | None = None,
    changed: Sequence[ChangedMonth] = (),
) -> Pair:
    """Return a figure month by month, held against the province's share where one is given.

    In the months `changed` something else began to be measured: they are numbered from 1, and no line crosses them.
    """
    months = [
        Month(month_name(one.month), value_of(one.figure) or in_short(one.figure), estimate(one.figure))
        for one in shown
    ]
    desc = "; ".join(f"{month_name(one.month)}: {in_short(one.figure)}" for one in shown)
    held = Reference(province, f"{words('province')} {percent(province)}") if province is not None else None
    axis = axis_around([one.figure for one in shown], *([held.value] if held else []))

    places = [one.month for one in shown]
    changes = [MethodChange(places.index(month), str(k)) for k, month in enumerate(changed, start=1)]

    def draw(prefix: str, width: float) -> Markup:
        caption = Caption(prefix, title, desc, words("no_month"))
        return documents.trend(months, caption, axis=axis, reference=held, changes=changes, width=width)

    return both(draw, "thang")

"""The pictures of a unit's page: each title says what it shows."""

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Caption, Level, Month, Reference
from khaosat.services.figures import Figure
from khaosat.services.unit_figures import Factors, Headline, ItemFigure, UnitResults
from khaosat.web.filters import number, percent
from khaosat.web.pictures import Pair, Row, axis_around, both, estimate, intervals_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name
from khaosat.web.texts_results import in_short, month_name, value_of


def headline(shown: Headline) -> Pair:
    """Return the unit's share satisfied with its interval, held against the province's."""
    province = shown.province.value if shown.province else None
    return intervals_of(
        "chung",
        [Row("", shown.percent)],
        title=words("satisfied"),
        reference=(province, words("province")) if province is not None else None,
    )


def distribution_of(shown: Headline) -> Pair:
    """Return how people answered, the best level first."""
    counts = shown.distribution or (0, 0, 0, 0, 0)
    total = sum(counts) or 1
    names = [words(f"level_{level}") for level in (5, 4, 3, 2, 1)]
    levels = [
        Level(name, count, f"{number(count)} · {percent(count / total)}")
        for name, count in zip(names, reversed(counts), strict=True)
    ]
    desc = "; ".join(f"{level.label}: {level.text}" for level in levels)
    empty = words("too_few")
    return both(
        lambda name, width: documents.distribution(levels, Caption(name, words("answered"), desc, empty), width=width),
        "phan-bo",
    )


def lowest_factors(factors: Factors) -> list[ItemFigure]:
    """Return the factors whose whole interval lies under that of all factors together."""
    floor = factors.pooled.low
    return [
        item
        for item in factors.items
        if floor is not None and item.figure.high is not None and item.figure.high < floor
    ]


def factors(found: Factors, lowest: list[ItemFigure]) -> Pair:
    """Return the factors one under the other, held against all of them together."""
    together = found.pooled.value
    return intervals_of(
        "yeu-to",
        [Row(factor_name(item), item.figure, stands_out=item in lowest) for item in found.items],
        title=words("factors"),
        reference=(together, words("all_factors")) if together is not None else None,
    )


def trend_of(results: UnitResults) -> Pair:
    """Return the share satisfied month by month."""
    months = [Month(month_name(one.month), _month_text(one.figure), estimate(one.figure)) for one in results.trend]
    drawn = [one.figure for one in results.trend]
    desc = "; ".join(f"{month_name(one.month)}: {in_short(one.figure)}" for one in results.trend)
    province = results.headline.province
    reference = (
        Reference(province.value, f"{words('province')} {percent(province.value)}")
        if province and province.value is not None
        else None
    )
    held = [reference.value] if reference else []

    def draw(name: str, width: float) -> Markup:
        caption = Caption(name, words("by_month"), desc, words("no_month"))
        return documents.trend(months, caption, axis=axis_around(drawn, *held), reference=reference, width=width)

    return both(draw, "thang")


def _month_text(figure: Figure) -> str:
    return value_of(figure) if figure.shown else in_short(figure)

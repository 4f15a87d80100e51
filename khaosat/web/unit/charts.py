"""The pictures of a unit's page alone: the headline's interval and the factors."""

from khaosat.services.unit_figures import Factors, Headline, ItemFigure
from khaosat.web.pictures import Pair, Row, intervals_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name


def headline(shown: Headline) -> Pair:
    """Return the unit's share satisfied with its interval, held against the province's."""
    province = shown.province.value if shown.province else None
    return intervals_of(
        "tong",
        [Row("", shown.percent)],
        title=words("satisfied"),
        reference=(province, words("province")) if province is not None else None,
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

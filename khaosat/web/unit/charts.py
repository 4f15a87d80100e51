"""The pictures of a unit's page alone: the headline's interval, the factors, the splits, the visit."""

from collections.abc import Sequence

from khaosat.services.figures import Figure
from khaosat.services.unit_figures import Factors, Headline, ItemFigure, Split
from khaosat.web.pictures import Pair, Row, intervals_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name, level_name, split_names


def headline(shown: Headline) -> Pair:
    """Return the unit's share satisfied with its interval, held against the province's."""
    province = shown.province.value if shown.province else None
    return intervals_of(
        "tong",
        [Row("", shown.percent)],
        title=words("satisfied"),
        reference=(province, words("province")) if province is not None else None,
    )


def factors(found: Factors) -> Pair:
    """Return the factors one under the other, held against all of them together; those below the others stand out."""
    together = found.pooled.value
    return intervals_of(
        "yeu-to",
        [Row(factor_name(item), item.figure, stands_out=stands_below(item)) for item in found.items],
        title=words("factors"),
        reference=(together, words("all_factors")) if together is not None else None,
    )


def stands_below(item: ItemFigure) -> bool:
    """Return whether the item stands below the others, as far as the same persons tell."""
    return item.against.high is not None and item.against.high < 0


def lowest_factors(found: Factors) -> list[ItemFigure]:
    """Return the factors that stand below the others, the lowest first."""
    return sorted(filter(stands_below, found.items), key=lambda item: item.against.value or 0.0)


def split(prefix: str, found: Split) -> Pair:
    """Return the levels of a split one under the other."""
    rows = [Row(level_name(found, level), level.figure) for level in found.levels]
    return intervals_of(prefix, rows, title=split_names()[found.name])


def told(prefix: str, names: Sequence[str], shares: Sequence[Figure], *, title: str) -> Pair | None:
    """Return the share of each answer about the visit; None where no block has closed."""
    if not shares:
        return None
    return intervals_of(prefix, [Row(name, share) for name, share in zip(names, shares, strict=True)], title=title)

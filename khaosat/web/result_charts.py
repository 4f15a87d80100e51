"""The pictures of a unit's results: the headline's interval, its place, the factors, the splits, the visit."""

import math
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from khaosat import documents
from khaosat.documents import Caption, FunnelPoint, FunnelWords, Limits, Reference, Standing
from khaosat.services.figures import Figure
from khaosat.services.unit_figures import Factors, Headline, ItemFigure, Place, Split, Told
from khaosat.web.filters import number, percent
from khaosat.web.languages import spoken
from khaosat.web.pictures import KEPT, Pair, Row, both, intervals_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name, level_name, split_names
from khaosat.web.texts_results import in_short
from khaosat.web.texts_screen import place_sentence, place_words, punctuality_names, trips_names


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


def trips(found: Told) -> Pair | None:
    """Return how often people came; None where no block has closed."""
    return _told("di-lai", trips_names(), found.trips, title=words("trips"))


def punctuality(found: Told) -> Pair | None:
    """Return when people say the result came; None where no block has closed."""
    return _told("dung-hen", punctuality_names(), found.punctuality, title=words("punctuality"))


def _told(prefix: str, names: Sequence[str], shares: Sequence[Figure], *, title: str) -> Pair | None:
    if not shares:
        return None
    return intervals_of(prefix, [Row(name, share) for name, share in zip(names, shares, strict=True)], title=title)


def place(shown: Headline, *, name: str) -> Pair | None:
    """Return the unit alone inside the limits around the common share of its kind; None where it has no place.

    No other unit stands in it: the axis of answers is the unit's own.
    """
    found = shown.place
    if found is None or found.place is None or shown.percent.value is None:
        return None
    return _place(spoken(), found, shown.percent, name)


@lru_cache(maxsize=KEPT // 2)  # as every kept picture, it depends on what it shows and on the language alone
def _place(_language: str, found: Place, figure: Figure, name: str) -> Pair | None:
    limits, share, n = found.limits, figure.value, figure.n
    if limits is None or found.common is None or share is None or found.place is None:
        return None
    standing = Standing(found.place)
    beside = min(range(len(limits.n)), key=lambda k: abs(limits.n[k] - n))
    ends = [share, limits.outer_low[beside], limits.outer_high[beside]]
    inside = [math.ceil(1.25 * limits.n[0]), math.floor(limits.n[-1] / 1.25)]  # the axis ends where the curves do
    up = documents.rounded_axis(ends, lambda value: percent(value, 0), within=(0.0, 1.0))
    target = Reference(found.common, f"{words('common')} {percent(found.common)}")
    desc = f"{words('satisfied')}: {in_short(figure)}; {target.name}. {place_sentence(found)}"
    named = FunnelWords(words("answers"), words("satisfied"), "95 %", "99,8 %", {standing: place_words(found)})

    def draw(prefix: str, width: float) -> Markup:
        return documents.funnel(
            [FunnelPoint(n, share, name, f"{name}: {in_short(figure)}", standing)],
            Limits(limits.n, limits.inner_low, limits.inner_high, limits.outer_low, limits.outer_high),
            Caption(prefix, words("place"), desc, words("funnel_empty")),
            across=documents.count_axis(inside, number, bend=math.log),
            up=up,
            target=target,
            names=named,
            width=width,
        )

    return both(draw, "vi-tri")

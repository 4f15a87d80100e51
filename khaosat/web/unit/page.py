"""A unit's page: the results with their pictures, ready for a template that only loops and chooses."""

from dataclasses import dataclass

from markupsafe import Markup

from khaosat.services.periods import Month
from khaosat.services.unit_figures import OfficerFigure, Split, UnitResults, UnitRow
from khaosat.web import result_charts as charts
from khaosat.web.charts import distribution_of, trend_of
from khaosat.web.pictures import Pair, Row, rows_of
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name, split_names


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: whom it is about, and the figure with its interval drawn inside the row."""

    about: UnitRow | OfficerFigure
    picture: Markup


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on a common scale; `scale` stands once in the head."""

    scale: Markup
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything `unit/unit.html` shows. A picture is a pair: one for a desk, one for a phone.

    `lowest` names the factors clearly below the others, the lowest first; `changed` the months the trend numbers;
    `splits` are the views one may change to.
    """

    results: UnitResults
    bar: Pair
    distribution: Pair
    factors: Pair
    lowest: tuple[str, ...]
    trend: Pair
    changed: tuple[Month, ...]
    split: Pair
    beside: tuple[tuple[Split, Pair], ...]
    splits: tuple[tuple[str, str], ...]
    place: Pair | None
    trips: Pair | None
    punctuality: Pair | None
    below: Table | None
    officers: Table | None


def unit_page(results: UnitResults) -> UnitPage:
    """Return the page of those results, in the language of the request."""
    below = charts.lowest_factors(results.factors)
    province = results.headline.province
    changed = tuple(dict.fromkeys(change.month for change in results.changes))
    return UnitPage(
        results=results,
        bar=charts.headline(results.headline),
        distribution=distribution_of(results.headline.distribution),
        factors=charts.factors(results.factors),
        lowest=tuple(factor_name(item) for item in below),
        trend=trend_of(
            results.trend, title=words("by_month"), province=province.value if province else None, changed=changed
        ),
        changed=changed,
        split=charts.split("chia", results.split),
        beside=tuple((split, charts.split(split.name, split)) for split in results.beside),
        splits=tuple(split_names().items()),
        place=charts.place(results.headline, name=results.unit.name),
        trips=charts.trips(results.told),
        punctuality=charts.punctuality(results.told),
        below=_below(results),
        officers=_officers(results),
    )


def _below(results: UnitResults) -> Table | None:
    rows = [row for row in (results.own, *results.below) if row is not None]
    if not results.below:
        return None
    province = results.headline.province
    scale, pictures = rows_of(
        "duoi",
        [Row(row.unit.name, row.figure) for row in rows],
        reference=(province.value, words("province")) if province and province.value is not None else None,
        title=words("satisfied"),
    )
    return Table(scale, tuple(Line(row, picture) for row, picture in zip(rows, pictures, strict=True)))


def _officers(results: UnitResults) -> Table | None:
    if not results.officers:
        return None
    scale, pictures = rows_of("cong-chuc", [Row(one.name, one.figure) for one in results.officers], title=words("mean"))
    return Table(scale, tuple(Line(one, picture) for one, picture in zip(results.officers, pictures, strict=True)))

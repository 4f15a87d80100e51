"""The tables of a report: the same figures in the same words as on the page, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence

from khaosat.documents import Table
from khaosat.services.figures import LEAST, Figure
from khaosat.services.measures import MeasureLine, Standing
from khaosat.services.response_rates import ResponseRate
from khaosat.services.unit_figures import Split, Told, UnitResults, UnitRow
from khaosat.web import texts_report
from khaosat.web.filters import day, number, percent
from khaosat.web.texts_charts import words
from khaosat.web.texts_deciding import elsewhere_remark
from khaosat.web.texts_levels import factor_name, level_name
from khaosat.web.texts_measures import standings
from khaosat.web.texts_response import response_short
from khaosat.web.texts_results import interval_of, month_name, persons, value_of, why
from khaosat.web.texts_screen import punctuality_names, trips_names

FIGURE_WIDTHS, BELOW_WIDTHS, MEASURE_WIDTHS = (31, 12, 19, 11, 27), (29, 13, 17, 10, 13, 18), (40, 15, 27, 18)


def every_table(
    results: UnitResults, splits: Mapping[str, Split], measures: Sequence[MeasureLine], below: Sequence[MeasureLine]
) -> dict[str, Table]:
    """Return the tables by the names the report's template has for them."""
    return {
        "chung": figures(_headline(results)),
        "phan-bo": _distribution(results),
        "yeu-to": figures(
            _factors(results), {factor_name(item): elsewhere_remark(item.elsewhere) for item in results.factors.items}
        ),
        **_told(results.told),
        "thang": figures((month_name(one.month), one.figure) for one in results.trend),
        "duoi": _below(results),
        "giai-phap": measures_table(measures),
        "giai-phap-duoi": measures_table(below, with_unit=True),
    } | {
        name: figures((level_name(split, level), level.figure) for level in split.levels)
        for name, split in splits.items()
    }


def figures(rows: Iterable[tuple[str, Figure]], remarks: Mapping[str, str] | None = None) -> Table:
    """Return named figures: value, interval, persons, and why there is none; `remarks` by name are added to that."""
    more = remarks or {}
    return Table(
        texts_report.FIGURES,
        tuple(
            (name, *_cells(figure), "; ".join(filter(None, (_note(figure), more.get(name))))) for name, figure in rows
        ),
        FIGURE_WIDTHS,
        frozenset({1, 2, 3}),
    )


def measures_table(lines: Sequence[MeasureLine], *, with_unit: bool = False) -> Table:
    """Return measures: what, until when, what came of it, and between which periods it was carried."""
    return Table(
        texts_report.MEASURES,
        tuple(
            (
                f"{one.unit.name}: {one.text}" if with_unit else one.text,
                day(one.due),
                _outcome(one),
                "; ".join(
                    [
                        *([texts_report.since(one.since)] if one.since else []),
                        *([texts_report.onward(one.onward)] if one.onward else []),
                    ]
                ),
            )
            for one in lines
        ),
        MEASURE_WIDTHS,
    )


def _headline(results: UnitResults) -> list[tuple[str, Figure]]:
    head = results.headline
    province = [(texts_report.SAME_IN_PROVINCE, head.province)] if head.province else []
    return [
        (words("satisfied"), head.percent),
        (words("mean"), head.mean),
        (texts_report.CHANGE, head.change),
        *province,
    ]


def _factors(results: UnitResults) -> list[tuple[str, Figure]]:
    items = [(factor_name(item), item.figure) for item in results.factors.items]
    return [(texts_report.ALL_FACTORS, results.factors.pooled), *items]


def _told(told: Told) -> dict[str, Table]:
    others = dict.fromkeys(punctuality_names(), elsewhere_remark(told.elsewhere))
    return {
        "di-lai": figures(zip(trips_names(), told.trips, strict=False)),  # no answers where no block has closed
        "dung-hen": figures(zip(punctuality_names(), told.punctuality, strict=False), others),
    }


def _distribution(results: UnitResults) -> Table:
    counts = results.headline.distribution or ()
    total = sum(counts) or 1
    rows = tuple(
        (words(f"level_{level}"), number(count), percent(count / total))
        for level, count in reversed(list(enumerate(counts, start=1)))
    )
    return Table(texts_report.LEVELS, rows, (60, 20, 20), frozenset({1, 2}))


def _below(results: UnitResults) -> Table:
    rows = [row for row in (results.own, *results.below) if row is not None]
    return Table(texts_report.BELOW, tuple(map(_row, rows)), BELOW_WIDTHS, frozenset({1, 2, 3, 4}))


def _row(row: UnitRow) -> tuple[str, ...]:
    if not row.has_office:
        return (row.unit.name, "", "", "", "", texts_report.NO_OFFICE)
    return (row.unit.name, *_cells(row.figure), _rate(row.response), _note(row.figure))


def _rate(rate: ResponseRate) -> str:
    return response_short(rate) if rate.value is None else percent(rate.value, 0)


def _cells(figure: Figure) -> tuple[str, str, str]:
    answered = number(figure.n) if figure.n >= LEAST else persons(figure)
    return value_of(figure), interval_of(figure), answered if figure.n else ""


def _note(figure: Figure) -> str:
    return texts_report.INDICATIVE if figure.indicative else why(figure)


def _outcome(one: MeasureLine) -> str:
    if one.standing is Standing.DONE and one.done_on and one.outcome:
        return texts_report.done(day(one.done_on), one.outcome)
    return standings()[one.standing]

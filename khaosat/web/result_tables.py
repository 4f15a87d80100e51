"""A unit's results as tables to take along: the same figures as on the page, none more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from khaosat.documents import Cell, Column, Formatted, Sheet
from khaosat.services.figures import LEAST, Figure, Method
from khaosat.services.unit_figures import Split, UnitResults
from khaosat.web.texts_charts import words
from khaosat.web.texts_deciding import elsewhere_remark
from khaosat.web.texts_levels import factor_name, level_name, split_names
from khaosat.web.texts_results import month_name, why
from khaosat.web.texts_screen import punctuality_names, trips_names
from khaosat.web.texts_taking import heads, notes, titles

SHARES = "0.0"
UNIT = {Method.MEAN: "1–5", Method.DIFFERENCE: "% ±", Method.AGAINST: "% ±"}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one table; `first` and `last` are the real days of the blocks behind it, where they are its own.

    `remark` is what must be read beside it.
    """

    table: str
    label: str
    figure: Figure
    first: date | None = None
    last: date | None = None
    remark: str = ""


def lines(results: UnitResults, splits: Sequence[Split]) -> Iterator[Line]:
    """Yield every figure of the page, table by table."""
    head, title = results.headline, titles()
    span = (head.blocks.first, head.blocks.last) if head.blocks else (None, None)
    yield Line(title["headline"], words("satisfied"), head.percent, *span)
    yield Line(title["headline"], words("mean"), head.mean, *span)
    yield Line(title["headline"], title["change"], head.change, *span)
    if head.province:
        yield Line(title["headline"], f"{words('satisfied')}, {words('province')}", head.province)
    yield from _chapters(results)
    for month in results.trend:
        yield Line(title["months"], month_name(month.month), month.figure)
    for split in splits:
        days = (split.blocks.first, split.blocks.last) if split.blocks else (None, None)
        for level in split.levels:
            yield Line(split_names()[split.name], level_name(split, level), level.figure, *days)
    for row in (results.own, *results.below):
        if row is not None and row.has_office:
            yield Line(title["below"], row.unit.name, row.figure)
    for one in results.officers:
        days = (one.blocks.first, one.blocks.last) if one.blocks else (None, None)
        yield Line(title["officers"], one.name, one.figure, *days)


def _chapters(results: UnitResults) -> Iterator[Line]:
    """Yield what stands in blocks of its own beside the splits: the factors, and what was told of the visit."""
    title = titles()
    factors = results.factors
    days = (factors.blocks.first, factors.blocks.last) if factors.blocks else (None, None)
    yield Line(title["factors"], words("all_factors"), factors.pooled, *days)
    for item in factors.items:
        yield Line(title["factors"], factor_name(item), item.figure, days[0], days[1], elsewhere_remark(item.elsewhere))
    for item in factors.items:
        yield Line(title["against"], factor_name(item), item.against, *days)
    told = results.told
    days = (told.blocks.first, told.blocks.last) if told.blocks else (None, None)
    chapters = (
        (trips_names(), told.trips, ""),
        (punctuality_names(), told.punctuality, elsewhere_remark(told.elsewhere)),
    )
    for names, answers, remark in chapters:
        for name, figure in zip(names, answers, strict=False):  # no answers where no block has closed
            yield Line(title["visit"], name, figure, days[0], days[1], remark)


def sheets(results: UnitResults, splits: Sequence[Split]) -> list[Sheet]:
    """Return the tables of the workbook: the figures, how people answered, the responses, and how it was made."""
    head = heads()
    columns = [Column(head[name], width, number_format=form) for name, width, form in COLUMNS]
    made: dict[str, list[Sequence[Cell]]] = {}
    for line in lines(results, splits):
        made.setdefault(line.table, []).append([line.label, *cells(line)])
    found = [Sheet(table, columns, rows) for table, rows in made.items()]
    found[1:1] = [_distribution(results), _responses(results)]
    return [*found, Sheet(titles()["notes"], [Column(titles()["notes"], 110)], [[note] for note in notes(results)])]


COLUMNS = (
    ("what", 44, "@"), ("value", 10, SHARES), ("unit", 8, "@"), ("low", 10, SHARES), ("high", 10, SHARES),
    ("n", 10, "#,##0"), ("why", 34, "@"), ("method", 34, "@"), ("first", 12, "d/m/yyyy"), ("last", 12, "d/m/yyyy"),
)  # fmt: skip  # a table is read across


def cells(line: Line) -> list[Cell]:
    """Return value, its unit, interval, persons, the reason where it is withheld, method and days of one figure.

    The reason's column also holds what to mind. Shares in per cent, to be shown with one digit; mean scores with two.
    Under five persons no number of them.
    """
    figure = line.figure
    numbers = [_written(figure, number) for number in (figure.value, figure.low, figure.high)]
    persons = figure.n if figure.n >= LEAST else None
    unit = UNIT.get(figure.method, "%")
    said = "; ".join(filter(None, (why(figure), line.remark)))
    return [numbers[0], unit, *numbers[1:], persons, said, figure.method.value, line.first, line.last]


def _written(figure: Figure, number: float | None) -> Cell:
    if number is None:
        return None
    return Formatted(number, "0.00") if figure.method is Method.MEAN else Formatted(100 * number, SHARES)


def _distribution(results: UnitResults) -> Sheet:
    counts = results.headline.distribution or ()
    total = sum(counts) or 1
    head = heads()
    columns = [Column(head["what"], 30), Column(head["n"], number_format="#,##0"), Column("%", number_format=SHARES)]
    rows: list[Sequence[Cell]] = [
        [words(f"level_{level}"), count, Formatted(100 * count / total, SHARES)]
        for level, count in reversed(list(enumerate(counts, start=1)))
    ]
    return Sheet(words("answered"), columns, rows)


def _responses(results: UnitResults) -> Sheet:
    head = heads()
    wanted = {"answers": "#,##0", "dossiers": "#,##0", "rate": SHARES, "silent_low": SHARES, "silent_high": SHARES}
    columns = [Column(head["what"], 44)]
    columns += [Column(head[name], 16, number_format=form) for name, form in wanted.items()]
    named = [(results.unit.name, results.headline.response)]
    named += [(row.unit.name, row.response) for row in (results.own, *results.below) if row is not None]
    rows = [
        [name, rate.answers, rate.dossiers, *(_hundredfold(share) for share in (rate.value, rate.low, rate.high))]
        for name, rate in named
    ]
    return Sheet(titles()["responses"], columns, rows)


def _hundredfold(share: float | None) -> Cell:
    return None if share is None else Formatted(100 * share, SHARES)

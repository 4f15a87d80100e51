"""The league taken along: everybody the address asks for, as a picture of intervals, a workbook or a plain table."""

from collections.abc import Callable, Sequence
from typing import Final

from flask import Response, request

from khaosat import documents
from khaosat.documents import Caption, Cell, Column, Formatted, IntervalRow, Sheet
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.services import leagues, taking
from khaosat.web import guard
from khaosat.web.affairs import pages
from khaosat.web.affairs.league_page import LeaguePage, Row, league_page, scale_of, tone_of
from khaosat.web.affairs.officers import NEEDS, asked
from khaosat.web.filters import number
from khaosat.web.texts_charts import words
from khaosat.web.texts_league import chance, evidence_name, state_name
from khaosat.web.texts_league_taking import heading, heads, notes, rank_words, withheld

WIDTH: Final = 1300
COLUMNS: Final = (
    ("state", 20, "@"), ("key", 14, "@"), ("name", 28, "@"), ("unit", 40, "@"), ("evidence", 16, "@"),
    ("n", 10, "#,##0"), ("mean", 10, "0.00"), ("low", 10, "0.00"), ("high", 10, "0.00"),
    ("rank_low", 10, "#,##0"), ("rank_high", 10, "#,##0"), ("p_top", 12, "0.0"), ("otherwise", 20, "@"),
)  # fmt: skip  # a table is read across


@pages.post("/thi-dua/cong-chuc/tai-ve", needs=NEEDS)
def take_officers() -> Response:
    """Hand out everybody asked for as a file; who took it is in the audit trail."""
    kind = request.form.get("tep", "")
    if kind not in KINDS:
        raise InvalidFailure(field="tep", reason="unknown", value=kind)
    found = leagues.league_view(guard.session(), asked(), whole=True)
    if found is None:
        raise NotFoundFailure(league=None)
    league, (mimetype, make) = found.league, KINDS[kind]
    content = make(league_page(found))
    period = f"{league.first_day}--{league.last_day}"
    taking.note_taken(
        guard.session(), subject=f"league:{league.id}", period=period, kind=kind, by=guard.actor(), at=guard.now()
    )
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="cong-chuc-{period}.{kind}"'
    return response


def _picture(page: LeaguePage) -> bytes:
    """The caterpillar of everybody, with its words on it: it leaves the page without them otherwise."""
    said = heading(page.view)
    axis, held = scale_of(page.view, page.shared["mu"])
    caption = Caption("cong-chuc", said[0], " ".join(said[1:]), words("nothing"))
    drawn = documents.intervals(
        [_drawn(row) for row in _rows(page)],
        caption,
        axis=axis or documents.rounded_axis([1.0, 5.0], number),
        reference=held if axis else None,
        width=WIDTH,
        heading=said,
    )
    return str(drawn).encode()


def _drawn(row: Row) -> IntervalRow:
    line = row.line
    label = f"{line.name} · {row.unit}"
    if row.interval is None:
        return IntervalRow(label, f"{state_name(line.state)}: {withheld(line)}")
    shown = f"{number(row.interval.value, 2)} ({row.interval.between})"
    text = f"{state_name(line.state)}: {shown} · {rank_words(line)} · {chance(line.p_top)}"
    return IntervalRow(label, text, row.interval.estimate, tone_of(line.state))


def _workbook(page: LeaguePage) -> bytes:
    named = heads(page.view)
    columns = [Column(named[name], width, number_format=form) for name, width, form in COLUMNS]
    how = Sheet(named["notes"], [Column(named["notes"], 110)], [[note] for note in notes(page.view)])
    return documents.workbook([Sheet(named["title"], columns, [_cells(row) for row in _rows(page)]), how])


def _table(page: LeaguePage) -> bytes:
    named = heads(page.view)
    return documents.csv_table([named[name] for name, _, _ in COLUMNS], [_cells(row) for row in _rows(page)])


def _rows(page: LeaguePage) -> list[Row]:
    return [row for _, rows in page.groups for row in rows]


def _cells(row: Row) -> Sequence[Cell]:
    line, found = row.line, row.interval
    figures: list[Cell] = [None] * 6
    if found is not None:
        figures = [Formatted(value, "0.00") for value in (found.value, found.low, found.high)]
        figures += [line.rank_low, line.rank_high, Formatted(100 * line.p_top, "0.0")]
    said: list[Cell] = [state_name(line.state), line.officer_key, line.name, row.unit, evidence_name(line.evidence)]
    return [*said, line.n, *figures, state_name(line.otherwise)]


KINDS: Final[dict[str, tuple[str, Callable[[LeaguePage], bytes]]]] = {
    "svg": ("image/svg+xml", _picture),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workbook),
    "csv": ("text/csv; charset=utf-8", _table),
}

"""A unit's report: results and measures laid into the sentences of its template, block by block."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from flask import current_app
from jinja2 import Template
from markupsafe import Markup

from khaosat.documents import Heading, Letterhead, Official, Paragraph, Picture, Table
from khaosat.services.measures import Measures
from khaosat.services.unit_figures import Split, UnitResults
from khaosat.web import languages, texts_report
from khaosat.web import result_charts as charts
from khaosat.web.charts import distribution_of, trend_of
from khaosat.web.report_tables import every_table
from khaosat.web.texts_charts import words
from khaosat.web.texts_levels import factor_name
from khaosat.web.texts_taking import methods

TEMPLATE: Final = "documents/bao-cao.txt"
SVG: Final = "{http://www.w3.org/2000/svg}"
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_PLACE = re.compile(r"\[(bảng|hình): ([a-z-]+)\]")


def report(
    results: UnitResults, splits: Sequence[Split], measures: Measures, *, final: bool, today: date, demo: bool
) -> Official:
    """Return the interim or final report of those results as a draft in Vietnamese."""
    with languages.speaking(languages.SOURCE):
        unit = results.unit
        return Official(
            Letterhead(texts_report.governing(unit), texts_report.issuing(unit), texts_report.SYMBOL),
            year=today.year,
            kind=texts_report.KIND,
            about=texts_report.about(unit, results.period, final=final),
            body=_body(results, {split.name: split for split in splits}, measures, final=final),
            signer=texts_report.SIGNER,
            recipients=texts_report.recipients(unit),
            mark=texts_report.DEMO if demo else "",
            annex_about=texts_report.ANNEX,
            annex=tuple(Paragraph(f"{number}. {said}") for number, said in enumerate(methods(), start=1)),
        )


def _body(
    results: UnitResults, splits: Mapping[str, Split], measures: Measures, *, final: bool
) -> tuple[Heading | Paragraph | Picture | Table, ...]:
    lines = [*measures.own, *measures.below]
    text = _template().render(
        r=results,
        splits=splits,
        measures=measures,
        final=final,
        body=texts_report.body(results.unit.name),
        carried=sum(1 for one in lines if one.since or one.onward),
        lowest=[factor_name(item) for item in charts.lowest_factors(results.factors)],
        chapter=iter(ROMAN).__next__,
        lower_first=texts_report.lower_first,
    )
    tables = every_table(results, splits, measures.own, measures.below)
    pictures = every_picture(results, splits)
    return tuple(_block(line.strip(), tables, pictures) for line in text.splitlines() if line.strip())


def _template() -> Template:
    """The template with its line ends kept: a line is a paragraph."""
    return current_app.jinja_env.overlay(trim_blocks=False, lstrip_blocks=False).get_template(TEMPLATE)


def _block(
    line: str, tables: Mapping[str, Table], pictures: Mapping[str, Picture]
) -> Heading | Paragraph | Picture | Table:
    if place := _PLACE.fullmatch(line):
        kind, name = place.groups()
        return tables[name] if kind == "bảng" else pictures[name]
    if line.startswith("#"):
        marks, _, text = line.partition(" ")
        return Heading(text, len(marks))
    return Paragraph(line)


def every_picture(results: UnitResults, splits: Mapping[str, Split]) -> dict[str, Picture]:
    """Return the pictures of a unit's page, by the names a report and an address have for them."""
    head = results.headline
    province = head.province.value if head.province else None
    drawn = {
        "tong": charts.headline(head),
        "phan-bo": distribution_of(head.distribution),
        "yeu-to": charts.factors(results.factors),
        "thang": trend_of(
            results.trend,
            title=words("by_month"),
            province=province,
            changed=list(dict.fromkeys(change.month for change in results.changes)),
        ),
    } | {name: charts.split("chia", split) for name, split in splits.items()}
    not_always = {
        "vi-tri": charts.place(head, name=results.unit.name),
        "di-lai": charts.trips(results.told),
        "dung-hen": charts.punctuality(results.told),
    }
    drawn |= {name: pair for name, pair in not_always.items() if pair is not None}
    return {name: _picture(pair.desk) for name, pair in drawn.items()}


def _picture(svg: Markup) -> Picture:
    tree = ET.fromstring(svg)  # noqa: S314  our own drawing, just made
    return Picture(str(svg), tree.findtext(f"{SVG}title", ""), tree.findtext(f"{SVG}desc", ""))

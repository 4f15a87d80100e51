"""An appraisal's documents: which there are, and their content as drafts of state documents."""

from datetime import date
from typing import Any, Final

from khaosat.documents import Heading, Letterhead, Official, Paragraph, Table
from khaosat.services.appraisal_papers import YearPaper
from khaosat.services.year_snapshots import Version
from khaosat.web import languages, paper_tables, texts_appraisal_year, texts_papers, texts_report, texts_rules
from khaosat.web.paper_blocks import blocks
from khaosat.web.texts_papers import ANNEX, KINDS, LIST, SUBMISSION

FOLDER: Final = "documents/thi-dua"
Blocks = tuple[Heading | Paragraph | Table, ...]


def paper(name: str, found: YearPaper, *, today: date, demo: bool, versions: tuple[Version, ...] = ()) -> Official:
    """Return a document of that name (texts_papers.KINDS) as a draft in Vietnamese."""
    with languages.speaking(languages.SOURCE):
        return Official(
            Letterhead(texts_papers.governing(found), texts_papers.issuing(found), KINDS[name][1]),
            year=today.year,
            kind=texts_papers.kind(name),
            about=texts_papers.about(name, found),
            body=_body(name, found, today, versions),
            signer=texts_papers.signer(name, found),
            recipients=texts_papers.recipients(name, found),
            mark=texts_report.DEMO if demo else "",
            annex_about=texts_papers.about(LIST, found) if name == SUBMISSION else "",
            annex=_annex(found, today) if name == SUBMISSION else (),
        )


def notice(found: YearPaper, *, today: date, demo: bool) -> Official:
    """Return the notice to one officer: issued by Internal Affairs, whoever's unit it is."""
    from dataclasses import replace  # noqa: PLC0415  only here

    return paper(texts_papers.NOTICE, replace(found, unit=None), today=today, demo=demo)


def _annex(found: YearPaper, today: date) -> Blocks:
    about = texts_papers.about(ANNEX, found)
    listed, evidence = (_body(name, found, today, ()) for name in (LIST, ANNEX))
    return (*listed, Heading(about, 1), *evidence)


def _body(name: str, found: YearPaper, today: date, versions: tuple[Version, ...]) -> Blocks:
    tables = paper_tables.every_table(found)
    given: dict[str, Any] = {
        "p": found,
        "versions": versions,
        "this_year": today.year,
        "issuer": texts_report.body(found.unit.name) if found.unit else texts_papers.AFFAIRS,
        "addressee": texts_papers.AFFAIRS if found.unit else texts_report.body(found.province.name),
        "others": [
            texts_papers.person(line)
            for line in found.lines
            if line.file.proposed_class and line.file.proposed_class != line.file.suggested_class
        ],
        "over": sum(group.over > 0 for group, _ in found.groups),
        "said": texts_rules.said,
        "parameter": texts_rules.parameter,
        "certainty": texts_rules.certainty,
        "may_say": texts_appraisal_year.may_say,
        "may_not_say": texts_appraisal_year.may_not_say(),
        "person": texts_papers.person,
        "unit_name": texts_papers.unit_name,
        "one_line": texts_papers.one_line,
        "quality": paper_tables.quality,
        "points": paper_tables.points,
        "spread": paper_tables.spread,
    }
    body = blocks(f"{FOLDER}/{name}.txt", tables, **given)
    return (Paragraph(texts_papers.left_open(found.own)), *body) if found.own else body

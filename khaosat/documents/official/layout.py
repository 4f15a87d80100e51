"""A state document as DOCX: the nine parts of annex I in their order, each where the annex puts it."""

import tomllib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Cm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell

from khaosat.documents.official import pen, sizes
from khaosat.documents.official.body import Writer
from khaosat.documents.official.parts import Official, Picture
from khaosat.documents.official.pen import say
from khaosat.documents.typesetting import TEMPLATES

Told = Callable[[int, int], None]
LEFT_SHARE: Final = 0.42  # of the head: the issuing body; the state's name needs the rest


@cache
def fixed_words() -> dict[str, str]:
    """Return the words every such document carries."""
    with (TEMPLATES / "nd30.toml").open("rb") as file:
        return tomllib.load(file)


def official_docx(document: Official, *, tell: Told = lambda _done, _of: None) -> bytes:
    """Return the document as DOCX, a draft without number, day and signature; `tell` hears of each picture drawn."""
    docx = _sheet(document)
    _head(docx, document)
    _title(docx, document)
    pictures = sum(isinstance(block, Picture) for block in (*document.body, *document.annex))
    writer = Writer(docx, fixed_words()["picture"], lambda done: tell(done, pictures))
    writer.write(document.body)
    _finish_content(docx)
    _end(docx, document)
    if document.annex:
        title = say(docx.add_paragraph(), fixed_words()["annex"], sizes.TITLE, bold=True)
        title.paragraph_format.page_break_before = True
        say(docx.add_paragraph(), document.annex_about, sizes.TITLE, bold=True)
        writer.write(document.annex)
    made = BytesIO()
    docx.save(made)
    return made.getvalue()


def _sheet(document: Official) -> Docx:
    """A4 with the annex's margins, fonts and page numbers from page 2."""
    docx = Document()
    section = docx.sections[0]
    section.page_width, section.page_height = sizes.PAPER
    section.top_margin, section.bottom_margin = sizes.TOP, sizes.BOTTOM
    section.left_margin, section.right_margin = sizes.LEFT, sizes.RIGHT
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    pen.page_number(section.header.paragraphs[0], sizes.PAGE_NUMBER)
    normal = docx.styles["Normal"]
    pen.name_font(normal)
    pen.speak_vietnamese(normal)
    normal.font.size = sizes.BODY
    for level in (1, 2):
        style: Any = docx.styles[f"Heading {level}"]
        pen.name_font(style)
        style.font.size, style.font.bold, style.font.color.rgb = sizes.BODY, True, None
        style.font.italic = False
    properties = docx.core_properties
    properties.title, properties.author, properties.language = f"{document.kind} {document.about}", "", "vi-VN"
    return docx


def _head(docx: Docx, document: Official) -> None:
    """Parts 1 to 4: state and motto, the body, number and symbol, place and day; and the mark of a draft."""
    words, head = fixed_words(), document.letterhead
    left, right = _sides(docx.add_table(rows=1, cols=2), LEFT_SHARE)
    if head.governing:
        say(left.paragraphs[0], head.governing, sizes.HEAD)
    say(_next(left), head.issuing, sizes.HEAD, bold=True)
    pen.line_below(say(left.add_paragraph(), "", Pt(2)), Cm(2.2))
    say(left.add_paragraph(), words["number"].format(symbol=head.symbol), sizes.NUMBER, before=sizes.SPACING)
    say(right.paragraphs[0], words["state"], sizes.HEAD, bold=True)
    say(right.add_paragraph(), words["motto"], sizes.MOTTO, bold=True)
    pen.line_below(say(right.add_paragraph(), "", Pt(2)), Cm(1.75))
    say(
        right.add_paragraph(),
        words["day"].format(year=document.year),
        sizes.PLACE_AND_DAY,
        italic=True,
        before=sizes.SPACING,
    )
    mark = docx.add_paragraph()
    say(mark, words["draft"], sizes.HEAD, bold=True, align=ALIGN.LEFT, before=sizes.SPACING)
    if document.mark:
        say(mark, f" ({document.mark})", sizes.HEAD, italic=True, align=ALIGN.LEFT, before=sizes.SPACING)


def _title(docx: Docx, document: Official) -> None:
    """Part 5: the type's name and what it is about."""
    say(docx.add_paragraph(), document.kind, sizes.TITLE, bold=True, before=Pt(12))
    say(docx.add_paragraph(), document.about, sizes.TITLE, bold=True)
    pen.line_below(say(docx.add_paragraph(), "", Pt(2)), Cm(5.6))


def _finish_content(docx: Docx) -> None:
    """The content ends with its sign: in the last paragraph, or in one of its own after a table."""
    elements = list(docx.element.body.iterchildren())
    last = docx.paragraphs[-1]
    end = fixed_words()["end"]
    if last._p is elements[-2] and last.runs:  # noqa: SLF001  the last element is the section's own
        last.runs[-1].text += end
    else:
        say(docx.add_paragraph(), end, sizes.BODY, align=ALIGN.RIGHT, before=sizes.SPACING)


def _end(docx: Docx, document: Official) -> None:
    """Parts 7 to 9: who signs with seal or digital signature, and who receives it."""
    words = fixed_words()
    say(docx.add_paragraph(), "", Pt(6))
    table = docx.add_table(rows=1, cols=2)
    pen.keep_whole(table.rows[0])
    left, right = _sides(table, 0.5)
    say(left.paragraphs[0], words["recipients"], sizes.RECIPIENTS, bold=True, italic=True, align=ALIGN.LEFT)
    for one in document.recipients:
        say(left.add_paragraph(), f"- {one}", sizes.RECIPIENT, align=ALIGN.LEFT)
    say(right.paragraphs[0], document.signer, sizes.SIGNATURE, bold=True)
    say(right.add_paragraph(), words["signature"], sizes.RECIPIENTS, italic=True)
    for _ in range(3):  # room to sign
        say(right.add_paragraph(), "", sizes.SIGNATURE)


def _sides(table: DocxTable, share: float) -> tuple[_Cell, _Cell]:
    """The two cells of a head or an end, without borders."""
    pen.without_margins(table)
    pen.set_widths(table, [int(sizes.TEXT_WIDTH * part) for part in (share, 1 - share)])
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    left, right = table.rows[0].cells
    return left, right


def _next(cell: _Cell) -> Any:  # noqa: ANN401  a paragraph
    return cell.add_paragraph() if cell.paragraphs[0].runs else cell.paragraphs[0]

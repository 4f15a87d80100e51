"""The pen: paragraphs, runs and borders, as python-docx does not offer them."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from khaosat.documents.official.sizes import FONT

NO_SPACE: Final = Pt(0)
BORDER: Final = {"val": "single", "sz": "4", "space": "1", "color": "000000"}


def say(
    paragraph: Paragraph,
    text: str,
    size: Length,
    *,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.CENTER,
    before: Length = NO_SPACE,
) -> Paragraph:
    """Write a run of that size into the paragraph, in the document's font, without space of its own."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = size, bold or None, italic or None
    form = paragraph.paragraph_format
    form.alignment, form.space_before, form.space_after, form.first_line_indent = align, before, Pt(0), Pt(0)
    return paragraph


def name_font(style: Any) -> None:  # noqa: ANN401  styles of several kinds
    """Make a style use the document's font for every script: without it Vietnamese may fall back to another."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def line_below(paragraph: Paragraph, indent: Length) -> None:
    """Draw a line under the paragraph, as wide as its cell less an indent on both sides."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = indent
    borders = OxmlElement("w:pBdr")
    borders.append(_with("w:bottom", BORDER))
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  where a paragraph keeps its element
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_number(paragraph: Paragraph, size: Length) -> None:
    """Write the field that shows the page's number."""
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = say(paragraph, "", size).runs[-1]._r  # noqa: SLF001  as above
        if kind:
            run.append(_with("w:fldChar", {"fldCharType": kind}))
        else:
            element = OxmlElement("w:instrText")
            element.text = instruction
            run.append(element)


def set_widths(table: Table, widths: Sequence[int]) -> None:
    """Fix the widths of a table's columns, in its grid and in each cell: programs differ in which they read."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(width)
        for cell in column.cells:
            cell.width = Length(width)


def without_margins(table: Table) -> None:
    """Let text use the whole width of the cells."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_with(f"w:{side}", {"w": "0", "type": "dxa"}))
    table._tbl.tblPr.append(margins)  # noqa: SLF001  as below


def repeat_head(row: Any) -> None:  # noqa: ANN401  a row of a table
    """Show the row again on each page its table goes on to."""
    row._tr.get_or_add_trPr().append(_with("w:tblHeader", {"val": "true"}))  # noqa: SLF001  as above


def keep_whole(row: Any) -> None:  # noqa: ANN401  as above
    """Let no page break cut the row."""
    row._tr.get_or_add_trPr().append(_with("w:cantSplit", {"val": "true"}))  # noqa: SLF001  as above


def speak_vietnamese(style: Any) -> None:  # noqa: ANN401  the style everything is based on
    """Say what language the text is in, for spelling and for a screen reader."""
    language = _with("w:lang", {"val": "vi-VN", "eastAsia": "vi-VN", "bidi": "ar-SA"})
    style.element.get_or_add_rPr().append(deepcopy(language))


def describe(picture: Any, title: str, desc: str) -> None:  # noqa: ANN401  an inline shape
    """Give a picture its words for who does not see it."""
    properties = picture._inline.docPr  # noqa: SLF001  as above
    properties.set("title", title)
    properties.set("descr", desc)


def _with(name: str, attributes: dict[str, str]) -> Any:  # noqa: ANN401  untyped there
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element

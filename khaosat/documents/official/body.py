"""Part 6 of a state document: its content, block by block."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Final

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Length, Mm, Pt

from khaosat.documents.official import pen, sizes
from khaosat.documents.official.parts import Block, Heading, Paragraph, Picture, Table
from khaosat.documents.official.pen import say
from khaosat.documents.svg_as_png import png_of

WIDEST: Final = Mm(150)  # of a picture


class Writer:
    """Writes blocks at the end of a document; numbers its pictures as it goes."""

    def __init__(self, docx: Docx, caption: str, tell: Callable[[int], None]) -> None:
        """`caption` is how a picture is named, with its {number} and {title}."""
        self._docx, self._caption, self._tell = docx, caption, tell
        self._pictures = 0

    def write(self, body: Sequence[Block]) -> None:
        """Write the blocks in order."""
        for block in body:
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._picture(block)
                self._tell(self._pictures)

    def _heading(self, heading: Heading) -> None:
        style = f"Heading {heading.level}"
        paragraph = self._docx.add_paragraph(style=style)
        say(paragraph, heading.text, sizes.BODY, bold=True, align=ALIGN.LEFT, before=Pt(12))
        paragraph.paragraph_format.first_line_indent = sizes.FIRST_LINE
        paragraph.paragraph_format.keep_with_next = True

    def _paragraph(self, paragraph: Paragraph) -> None:
        made = say(self._docx.add_paragraph(), paragraph.text, sizes.BODY, align=ALIGN.JUSTIFY, before=sizes.SPACING)
        made.paragraph_format.first_line_indent = sizes.FIRST_LINE
        made.paragraph_format.line_spacing = 1.15

    def _table(self, table: Table) -> None:
        say(self._docx.add_paragraph(), "", Pt(6))
        made = self._docx.add_table(rows=0, cols=len(table.head), style="Table Grid")
        self._row(made, table.head, table, head=True)
        for row in table.rows:
            self._row(made, row, table)
        share = sizes.TEXT_WIDTH / sum(table.widths)
        pen.set_widths(made, [int(width * share) for width in table.widths])
        say(self._docx.add_paragraph(), "", Pt(4))

    def _row(self, made: Any, texts: Sequence[str], table: Table, *, head: bool = False) -> None:  # noqa: ANN401  a table of the library
        row = made.add_row()
        pen.keep_whole(row)
        if head:
            pen.repeat_head(row)
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            align = ALIGN.CENTER if head else ALIGN.RIGHT if place in table.numbers else ALIGN.LEFT
            say(cell.paragraphs[0], text, sizes.CELL, bold=head, align=align)

    def _picture(self, picture: Picture) -> None:
        self._pictures += 1
        width = min(WIDEST, sizes.TEXT_WIDTH)
        holder = say(self._docx.add_paragraph(), "", sizes.BODY, before=sizes.SPACING)
        holder.paragraph_format.keep_with_next = True
        shape = holder.runs[0].add_picture(BytesIO(png_of(picture.svg)), width=Length(width))
        pen.describe(shape, picture.title, picture.desc)
        text = self._caption.format(number=self._pictures, title=picture.title)
        say(self._docx.add_paragraph(), text, sizes.CAPTION, italic=True)

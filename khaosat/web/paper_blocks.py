"""A document's text as blocks: a line is a paragraph, "# " a heading, "[bảng: tên]" the place of a table."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import current_app

from khaosat.documents import Heading, Paragraph, Table

_PLACE: Final = re.compile(r"\[bảng: ([a-z-]+)\]")


def blocks(template: str, tables: Mapping[str, Table], **given: Any) -> tuple[Heading | Paragraph | Table, ...]:  # noqa: ANN401  whatever the template is given
    """Return the template's blocks; its line ends are kept, since each of them ends a paragraph."""
    found = current_app.jinja_env.overlay(trim_blocks=False, lstrip_blocks=False).get_template(template)
    lines = (line.strip() for line in found.render(tables=tables, **given).splitlines())
    return tuple(_block(line, tables) for line in lines if line)


def _block(line: str, tables: Mapping[str, Table]) -> Heading | Paragraph | Table:
    if place := _PLACE.fullmatch(line):
        return tables[place[1]]
    if line.startswith("#"):
        marks, _, text = line.partition(" ")
        return Heading(text, len(marks))
    return Paragraph(line)

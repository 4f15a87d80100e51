"""The page in the docs is the table in the code."""

from pathlib import Path

from khaosat.documents.appraisal_drawing import drawn
from khaosat.services.appraisal_flow import PASSAGES

PAGE = Path(__file__).parents[2] / "docs/appraisal.md"


def test_the_docs_draw_the_table_as_it_stands() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawn(), (
        "python -m khaosat.documents.appraisal_drawing > docs/appraisal.md"
    )


def test_every_row_is_an_arrow_and_a_line() -> None:
    text = drawn()
    for row in PASSAGES:
        assert f"    {row.before} --> {row.after}: {row.move} (" in text
        assert f"| {row.before} | {row.move} | {row.after} |" in text

"""One way to typst: our templates, our fonts, nothing of the machine's; the same data make the same bytes."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "documents"
Pictures = Literal["svg", "png"]
DOTS_PER_INCH: Final = 150  # of PNG pages: sharp on a screen, and 100 pages fit a mail


def typeset_pdf(template: str, **data: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the PDF a template makes of `data`, handed to it as JSON under their names."""
    (pdf,) = _compile(template, "pdf", data)
    return pdf


def typeset_pictures(template: str, kind: Pictures, **data: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Return one picture a page."""
    return _compile(template, kind, data)


def _compile(
    template: str, kind: Literal["pdf", "svg", "png"], data: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[bytes]:
    import typst  # noqa: PLC0415  40 MB that only a printing worker should load
    from font_roboto import font_directory  # noqa: PLC0415  the same

    made: Any = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[font_directory],
        ignore_system_fonts=True,  # the same sheet on every machine
        sys_inputs={name: json.dumps(list(each)) for name, each in data.items()},
        format=kind,
        ppi=DOTS_PER_INCH,
    )
    return made if isinstance(made, list) else [made]  # one page, one file: typst does not make a list of it

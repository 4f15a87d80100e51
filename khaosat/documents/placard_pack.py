"""From what hangs in the offices to paper: the step between a placard's row and its pages.

Every code is read again from what was printed and compared with the row's before the bytes are handed out.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from khaosat.documents.checking import Progress
from khaosat.documents.drawing_apart import drawn
from khaosat.documents.paper_form import PaperForm, PaperQuestion, paper_pdf
from khaosat.documents.placards import KINDS, Poster, pack_pdf
from khaosat.documents.slip_sheets import SlipSheet
from khaosat.documents.typesetting import Pictures
from khaosat.services.placards import PlacardLine, text_of_code
from khaosat.services.visiting import FieldView, QuestionnaireView

_AT_ONCE: Final = 5  # placards whose pictures are drawn and read before the next: memory, and progress
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same sheets make the same bytes
VERSION = "3"  # of the poster's layout: what a person reads on paper when asking which print they hold


def posters(lines: Iterable[PlacardLine], *, public_url: str, demo: bool) -> tuple[Poster, ...]:
    """Return one poster a placard, in their order; dates as d/m/yyyy."""
    return tuple(_poster(line, public_url, demo=demo) for line in lines)


def pack(
    lines: Sequence[PlacardLine],
    *,
    public_url: str,
    demo: bool,
    kinds: Sequence[str] = KINDS,
    progress: Progress | None = None,
) -> bytes:
    """Return one PDF with the sheets of these kinds of every placard, with bookmarks for units and sheets.

    Raises ValueError for no placards, UnreadableError for a code that does not say what the row says.
    """
    return pack_pdf(posters(lines, public_url=public_url, demo=demo), kinds, progress=progress)


def pictures(
    lines: Sequence[PlacardLine],
    *,
    public_url: str,
    demo: bool,
    form: Pictures,
    kinds: Sequence[str] = KINDS,
    progress: Progress | None = None,
) -> bytes:
    """Return a ZIP of the same sheets as pictures, `OFFICE/CODE-KIND.svg` or `.png`; raises as `pack`."""
    if not lines:
        raise ValueError("no placards, no pages")
    wanted = [kind for kind in KINDS if kind in kinds]
    pages = posters(lines, public_url=public_url, demo=demo)
    batches = [pages[start : start + _AT_ONCE] for start in range(0, len(pages), _AT_ONCE)]
    names = (f"{line.office_key}/{line.code}-{kind}.{form}" for line in lines for kind in wanted)
    stream, done = io.BytesIO(), 0
    with ZipFile(stream, "w", ZIP_DEFLATED) as folder:
        for batch in drawn(batches, wanted, form):
            for picture in batch:
                folder.writestr(ZipInfo(next(names), _LONG_AGO), picture, ZIP_DEFLATED)
            done += len(batch)
            if progress is not None:
                progress(done, len(lines) * len(wanted))
    return stream.getvalue()


def slip_sheet(line: PlacardLine, *, public_url: str, demo: bool, field_name: str, slips: Sequence[str]) -> SlipSheet:
    """Return the slips of one office and field as a sheet to be printed by `slip_sheets.slips_pdf`."""
    return SlipSheet(_poster(line, public_url, demo=demo), field_name, tuple(slips))


def paper(
    lines: Sequence[PlacardLine],
    *,
    public_url: str,
    demo: bool,
    questionnaire: QuestionnaireView,
    fields: Mapping[int, Sequence[FieldView]],
) -> bytes:
    """Return the questionnaire on paper for these placards, a page each; `fields` by office id. Raises as `pack`."""
    questions = tuple(
        PaperQuestion(number, item.texts["vi"], item.may_skip)
        for number, item in enumerate(questionnaire.items, start=1)
    )
    version = f"{questionnaire.key}.{questionnaire.version}"
    forms = [
        PaperForm(
            _poster(line, public_url, demo=demo),
            questionnaire.titles["vi"],
            questions,
            tuple(field.names["vi"] for field in fields[line.office_id]),
            version,
        )
        for line in lines
    ]
    return paper_pdf(forms)


def _poster(line: PlacardLine, public_url: str, *, demo: bool) -> Poster:
    issued = line.issued_at
    return Poster(
        address=text_of_code(public_url, line.code),
        printed_address=public_url.split("://", 1)[1].lower() + "/p",
        code=line.code,
        unit_name=line.unit_name,
        parent_name=line.parent_name or "",
        office_name=line.office_name,
        counter_label=line.counter_name,
        issued_on=f"{issued.day}/{issued.month}/{issued.year}",
        version=VERSION,
        demo=demo,
        bookmark=line.unit_name if line.counter_name is None else f"{line.unit_name} · {line.counter_name}",
    )

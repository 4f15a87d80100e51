"""The questionnaire on paper, one A4 page an office: for who has no phone, and typed in by a collector."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from khaosat.documents.checking import check_pdf
from khaosat.documents.placards import Poster, code_groups, drawn_code
from khaosat.documents.typesetting import typeset_pdf


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One line of five boxes; ``number`` as a collector types it, ``may_skip`` adds a box for "does not apply"."""

    number: int
    text: str
    may_skip: bool


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One page: the office and its code, what is asked in the questionnaire's order, the fields served there."""

    placard: Poster
    title: str
    questions: tuple[PaperQuestion, ...]
    fields: tuple[str, ...]
    version: str


def paper_pdf(forms: Sequence[PaperForm]) -> bytes:
    """A PDF with one A4 page a form, each with a bookmark; every code is read again from the finished page.

    The same forms make the same bytes. Raises ValueError for none, UnreadableError.
    """
    if not forms:
        raise ValueError("no forms, no pages")
    pages = [
        asdict(form.placard)
        | drawn_code(form.placard.address)
        | {
            "groups": code_groups(form.placard.code),
            "title": form.title,
            "questions": [asdict(question) for question in form.questions],
            "fields": list(form.fields),
            "version": form.version,
        }
        for form in forms
    ]
    return check_pdf(typeset_pdf("paper.typ", forms=pages), [[page["address"]] for page in pages])

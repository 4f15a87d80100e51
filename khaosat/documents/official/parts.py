"""What a state document is made of: the head, the blocks of its content, and its end; plain values, JSON and back."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (I, II …) or 2 (1, 2 …)."""

    text: str
    level: int
    block: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text: justified, its first line set in."""

    text: str
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `widths` are shares of the page's width, columns in `numbers` are aligned to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    block: Literal["table"] = "table"

    def __post_init__(self) -> None:
        """Raise ValueError for a row or widths of another length."""
        if {len(self.head), len(self.widths), *map(len, self.rows)} != {len(self.head)}:
            raise ValueError("a table whose rows are not of one length")


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG as a page shows it, with its title as caption and its description for who does not see it."""

    svg: str
    title: str
    desc: str
    block: Literal["picture"] = "picture"


Block = Annotated[Heading | Paragraph | Table | Picture, Field(discriminator="block")]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues it and under whom ('' where nobody stands above), and what follows the blank number, such as BC."""

    governing: str
    issuing: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Official:
    """One document; number, day, signature and seal stay blank: it is a draft for a person to complete.

    `kind` and `about` are its type's name (BÁO CÁO) and what it is about, `year` stands in the blank date, `signer`
    is the position that signs, `mark` a second mark beside the draft's ('' for none). An `annex` follows the end on a
    page of its own, under the `annex_about` its title says.
    """

    letterhead: Letterhead
    year: int
    kind: str
    about: str
    body: tuple[Block, ...]
    signer: str
    recipients: tuple[str, ...]
    mark: str = ""
    annex_about: str = ""
    annex: tuple[Block, ...] = ()


_ADAPTER: Final = TypeAdapter(Official)


def official_json(document: Official) -> bytes:
    """Return the document as JSON."""
    return _ADAPTER.dump_json(document)


def official_from(content: bytes) -> Official:
    """Return what `official_json` made; raises pydantic's ValidationError for anything else."""
    return _ADAPTER.validate_json(content)

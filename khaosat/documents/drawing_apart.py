"""Pictures drawn in processes of their own: typst keeps what it drew in memory until its process ends.

A province's 510 pages as PNG hold more than two gigabytes in one process; two pens that are renewed stay below a
quarter of that each, and both cores draw.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from typing import Final

from khaosat.documents.placards import Poster, pack_pictures
from khaosat.documents.typesetting import Pictures

PENS: Final = 2
BATCHES_A_PEN: Final = 2  # before it is renewed


def drawn(batches: Sequence[Sequence[Poster]], kinds: Sequence[str], form: Pictures) -> Iterator[list[bytes]]:
    """Yield each batch's pictures, read again, in the order of the batches; one batch alone is drawn here.

    Raises as `pack_pictures`.
    """
    draw = partial(pack_pictures, kinds=tuple(kinds), form=form)
    if len(batches) == 1:
        yield draw(batches[0])
        return
    with get_context("spawn").Pool(PENS, maxtasksperchild=BATCHES_A_PEN) as pens:
        yield from pens.imap(draw, batches)

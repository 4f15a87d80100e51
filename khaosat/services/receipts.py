"""From the secret of a page to its receipt, and from the receipt to the answer: two one-way steps.

The id of an answer is the digest of its receipt. So the primary key is the token's single use, the receipt
finds its answer without an index of its own, and nobody who holds the database can make a receipt.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.queries.answer_by_id import AnswerPlace, answer_place
from khaosat.services.calendar import closes_at
from khaosat.services.codes import ALPHABET, is_well_formed, tidy, with_check

RECEIPT_BYTES = 10  # 80 bits
RECEIPT_LENGTH = 17  # sixteen characters of five bits, and the check
GROUP = 4
_PLACE = {letter: place for place, letter in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Standing:
    """What a receipt shows: that its answer stands in the book, and until when it can be changed; never a score."""

    answer_id: UUID
    place: AnswerPlace
    withdrawn: bool
    open_until: datetime | None  # None once the day has closed


def receipt_of(nonce: bytes) -> bytes:
    """Return the receipt of the page's secret: 10 bytes."""
    return hashlib.sha256(b"receipt" + nonce).digest()[:RECEIPT_BYTES]


def answer_id_of(receipt: bytes) -> UUID:
    """Return the id of the answer that has this receipt."""
    return UUID(bytes=hashlib.sha256(b"answer" + receipt).digest()[:16])


def written(receipt: bytes) -> str:
    """Return the receipt as people read it: 17 characters in groups, 'XXXX-XXXX-XXXX-XXXXX'."""
    bits = int.from_bytes(receipt)
    code = with_check("".join(ALPHABET[bits >> shift & 31] for shift in range(75, -1, -5)))
    return "-".join((code[:GROUP], code[GROUP : 2 * GROUP], code[2 * GROUP : 3 * GROUP], code[3 * GROUP :]))


def typed(text: str) -> bytes:
    """Return the receipt somebody typed; raises InvalidFailure (field `receipt`) where a character is wrong."""
    code = tidy(text)
    if len(code) != RECEIPT_LENGTH:
        raise InvalidFailure(field="receipt", reason="length", length=len(code))
    if not is_well_formed(code):
        raise InvalidFailure(field="receipt", reason="mistyped")
    bits = 0
    for letter in code[:-1]:
        bits = bits << 5 | _PLACE[letter]
    return bits.to_bytes(RECEIPT_BYTES)


def standing(session: ScopedSession, *, receipt: bytes, at: datetime) -> Standing:
    """Return how the receipt's answer stands; the session's scope holds it. Raises NotFoundFailure."""
    answer_id = answer_id_of(receipt)
    place = answer_place(session, answer_id)
    if place is None:
        raise NotFoundFailure(what="answer")
    closing = closes_at(place.day)
    return Standing(answer_id, place, place.state == "withdrawn", closing if at < closing else None)

"""Receipt slips (phiếu có mã): a code that shows an answer to come from a dossier, without naming it.

Sixteen characters: ten of id (50 bits), six of tag (30 bits). The e-one-stop software makes the id from dossier
and result date with a key that we do not have; the tag, under the key we share, binds it to office and field.
`docs/slips.md` gives the format and test vectors to the makers of that software.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete

from khaosat.access import ScopedSession, store
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.slip import SpentSlip
from khaosat.queries.fields_of_desk import FieldView
from khaosat.queries.slip_fields import key_of_office, slip_fields
from khaosat.services.acts import own_record
from khaosat.services.codes import ALPHABET, PLACARD_LENGTH, tidy

RING: Final = "slips"  # the name of the shared key's file: config.key_ring(settings.keys, RING)
ID_LENGTH: Final = 10
TAG_LENGTH: Final = 6
LENGTH: Final = ID_LENGTH + TAG_LENGTH
_SEPARATOR: Final = "|"


@dataclass(frozen=True)
class Desk:
    """The office as a slip names it: its key, and key and id of each field it serves."""

    office_key: str
    fields: Mapping[str, int]


@dataclass(frozen=True)
class Carried:
    """A slip that came with an answer, the desk it is held against, and the ring of shared keys, newest first."""

    slip: str
    desk: Desk
    keys: Sequence[bytes]


@dataclass(frozen=True)
class Verdict:
    """What a slip is worth to an answer; a wrong or spent one costs the citizen nothing."""

    verified: bool
    field_id: int | None


UNVERIFIED: Final = Verdict(verified=False, field_id=None)


def first_letters(digest: bytes, count: int) -> str:
    """Return the first `count` × 5 bits of a digest in our alphabet."""
    bits = int.from_bytes(digest) >> 8 * len(digest) - 5 * count
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(5 * (count - 1), -1, -5))


def tag_of(key: bytes, *, slip_id: str, office_key: str, field_key: str) -> str:
    """Return the tag that binds an id to an office and a field; raises InvalidFailure where a key could be two."""
    for name, value in (("office", office_key), ("field", field_key)):
        if not value or _SEPARATOR in value:
            raise InvalidFailure(field=name, reason="not_a_key")
    said = _SEPARATOR.join(("khaosat:slip-tag:1", slip_id, office_key, field_key))
    return first_letters(hmac.digest(key, said.encode(), "sha256"), TAG_LENGTH)


def slip_of(key: bytes, *, slip_id: str, office_key: str, field_key: str) -> str:
    """Return the whole slip: id and tag."""
    return slip_id + tag_of(key, slip_id=slip_id, office_key=office_key, field_key=field_key)


def new_slips(key: bytes, *, office_key: str, field_key: str, count: int) -> tuple[str, ...]:
    """Return slips for us to print: their ids are random and belong to no dossier."""
    ids = ("".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)) for _ in range(count))
    return tuple(slip_of(key, slip_id=each, office_key=office_key, field_key=field_key) for each in ids)


def typed(text: str) -> str | None:
    """Return the slip somebody scanned or typed, tidied; None where it cannot be one."""
    slip = tidy(text)
    return slip if len(slip) == LENGTH and set(slip) <= set(ALPHABET) else None


def apart(text: str) -> tuple[str, str | None]:
    """Return a placard's code, and the slip that was typed behind it; the text as it is and None for a code alone."""
    both = tidy(text)
    slip = typed(both[PLACARD_LENGTH:])
    return (text, None) if slip is None else (both[:PLACARD_LENGTH], slip)


def verify(keys: Sequence[bytes], slip: str, *, office_key: str, field_keys: Iterable[str]) -> str | None:
    """Return the field whose tag the slip carries, under any key of the ring; None where none fits.

    Every field is tried under every key whatever was found before: time tells nothing about the field.
    """
    slip_id, tag = slip[:ID_LENGTH], slip[ID_LENGTH:]
    fitting: list[str] = []
    for field_key in sorted(field_keys):
        tags = [tag_of(key, slip_id=slip_id, office_key=office_key, field_key=field_key) for key in keys]
        fitting += [field_key] * sum([hmac.compare_digest(tag, each) for each in tags])
    return fitting[0] if fitting else None


def spent_digest(slip: str) -> bytes:
    """Return what the table of spent slips keeps: 16 bytes of the id's SHA-256, the same under every key."""
    return hashlib.sha256(b"khaosat:slip-spent:1|" + slip[:ID_LENGTH].encode()).digest()[:16]


def desk_of(session: ScopedSession, *, office_id: int) -> Desk:
    """Return the office with its fields, to be read before the writing session opens; raises NotFoundFailure."""
    key = key_of_office(session, office_id)
    if key is None:
        raise NotFoundFailure(what="office")
    return Desk(key, {field.key: field.id for field in slip_fields(session, office_id)})


def fields_of(session: ScopedSession, *, office_id: int) -> tuple[FieldView, ...]:
    """Return the fields that a slip of the office may name, by key."""
    return slip_fields(session, office_id)


def check_and_spend(session: ScopedSession, carried: Carried) -> Verdict:
    """Spend the slip in the transaction of the answer it verifies; a step of that verb, it does not commit.

    A wrong slip, one of another office and a spent one are all UNVERIFIED. Of two at once the table's key decides.
    To be asked once an answer: an answer that is verified keeps the slip it has.
    """
    tidied, desk = typed(carried.slip), carried.desk
    if tidied is None:
        return UNVERIFIED
    field_key = verify(carried.keys, tidied, office_key=desk.office_key, field_keys=desk.fields)
    if field_key is None or not _spend(session, spent_digest(tidied)):
        return UNVERIFIED
    return Verdict(verified=True, field_id=desk.fields[field_key])


def _spend(session: ScopedSession, digest: bytes) -> bool:
    return store(session, SpentSlip, [{"digest": digest, "mixed": False}], unless_there=True) == 1


@own_record("rows are written again as they are: nothing changes but where they lie on the disk")
def mix_spent(session: ScopedSession) -> int:
    """Write the slips spent since the last time again, in one transaction and in the order of their digests.

    After it neither place nor transaction number of a row tells which answer it came with; to be run when a day
    is settled. Returns how many rows were mixed.
    """
    gone = session.scalars(delete(SpentSlip).where(~SpentSlip.mixed).returning(SpentSlip.digest)).all()
    store(session, SpentSlip, [{"digest": digest, "mixed": True} for digest in sorted(gone)])
    return len(gone)

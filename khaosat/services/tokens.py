"""What a citizen's page carries: a signed secret that makes one answer at one office.

Nothing depends on the clock: a genuine token is accepted however old, under any key of the ring.
Layout: 16 bytes nonce ‖ 4 bytes office ‖ 4 bytes issued (Unix seconds) ‖ 16 bytes HMAC-SHA256, URL-safe base64.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from khaosat.errors import TokenFailure
from khaosat.services.receipts import answer_id_of, receipt_of

RING = "token"  # the name of the signing keys' file
NONCE_BYTES = 16
TAG_BYTES = 16
_BODY = struct.Struct(f">{NONCE_BYTES}sII")
_PURPOSE = b"citizen's page"
WATCHED_SHARE = 13  # of 256: one page in twenty is asked whether somebody looked on


@dataclass(frozen=True)
class Token:
    """A genuine token, read."""

    nonce: bytes
    office_id: int
    issued_at: datetime

    @property
    def receipt(self) -> bytes:
        """The receipt of the answer it makes: 10 bytes."""
        return receipt_of(self.nonce)

    @property
    def answer_id(self) -> UUID:
        """The id of the answer it makes."""
        return answer_id_of(self.receipt)

    @property
    def asks_if_watched(self) -> bool:
        """Whether this page belongs to the random share that is asked; nothing is stored about it."""
        return hmac.digest(self.nonce, b"watched", "sha256")[0] < WATCHED_SHARE


def issue(keys: Sequence[bytes], *, nonce: bytes, office_id: int, at: datetime) -> str:
    """Return a token signed with the newest key; `nonce` is 16 random bytes."""
    body = _BODY.pack(nonce, office_id, max(0, int(at.timestamp())) & 0xFFFFFFFF)
    return base64.urlsafe_b64encode(body + _tag(keys[0], body)).rstrip(b"=").decode("ascii")


def read(keys: Sequence[bytes], text: str, *, office_id: int) -> Token:
    """Return the token; raises TokenFailure with the reason `unreadable`, `forged` or `foreign`."""
    signed = _decode(text)
    body, tag = signed[: _BODY.size], signed[_BODY.size :]
    if not any(hmac.compare_digest(tag, _tag(key, body)) for key in keys):
        raise TokenFailure(reason="forged")
    nonce, office, issued = _BODY.unpack(body)
    if office != office_id:
        raise TokenFailure(reason="foreign")
    return Token(nonce, office, datetime.fromtimestamp(issued, UTC))


def _decode(text: str) -> bytes:
    try:
        signed = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise TokenFailure(reason="unreadable") from None
    # the unused bits of the last character must be empty: one secret has one writing
    if len(signed) != _BODY.size + TAG_BYTES or base64.urlsafe_b64encode(signed).decode().rstrip("=") != text:
        raise TokenFailure(reason="unreadable")
    return signed


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + body, "sha256")[:TAG_BYTES]

"""The chain of sealed days: what an entry says, its digest, its signature. No database here.

An entry's digest covers the one before it, so a list is as good as the newest digest somebody kept elsewhere.
"""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import config
from khaosat.queries.seal_list import Seal
from khaosat.services.leaves import DaySeal, canonical, tagged_hash

KEY_NAME: Final = "seal"
BEFORE_ALL: Final = bytes(32)
"""What the first entry names as the one before it."""


def digest_of(entry: Seal) -> bytes:
    """Return the digest an entry should carry, 32 bytes."""
    return entry_digest(
        sequence=entry.sequence,
        day=entry.day,
        revision=entry.revision,
        seal=DaySeal(entry.answers, entry.withdrawn, entry.root),
        previous=entry.previous,
        sealed_at=entry.sealed_at,
    )


def entry_digest(
    *, sequence: int, day: date, revision: int, seal: DaySeal, previous: bytes, sealed_at: datetime
) -> bytes:
    """Return H(canonical JSON of everything in the entry but its digest and signature), 32 bytes."""
    said: dict[str, Any] = {
        "sequence": sequence,
        "day": day,
        "revision": revision,
        "answers": seal.answers,
        "withdrawn": seal.withdrawn,
        "root": seal.root.hex(),
        "previous": previous.hex(),
        "sealed_at": sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return tagged_hash("entry", canonical(said))


def sign(keys: Path, digest: bytes) -> bytes:
    """Return the Ed25519 signature of a digest by the newest key of the ring in that folder, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(config.key_ring(keys, KEY_NAME)[0]).sign(digest)


def public_keys(keys: Path) -> tuple[bytes, ...]:
    """Return the public keys of the ring, newest first: what a checker needs and anybody may have."""
    return tuple(_public(seed) for seed in config.key_ring(keys, KEY_NAME))


@cache
def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def is_signed(digest: bytes, signature: bytes, by: tuple[bytes, ...]) -> bool:
    """Return whether one of the public keys has signed the digest."""
    for key in by:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, digest)
        except InvalidSignature:
            continue
        return True
    return False


def fault_of(entry: Seal, before: Seal | None, by: tuple[bytes, ...]) -> str | None:
    """Return what is wrong with an entry that follows `before`: 'chain', 'digest', 'signature' or None."""
    due = (before.sequence + 1, before.digest) if before else (1, BEFORE_ALL)
    if (entry.sequence, entry.previous) != due:
        return "chain"
    if digest_of(entry) != entry.digest:
        return "digest"
    return None if is_signed(entry.digest, entry.signature, by) else "signature"

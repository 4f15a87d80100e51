"""What must be readable again is encrypted, what must only be recognised is digested: with keys kept elsewhere."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet

Ring = tuple[bytes, ...]  # newest first, 32 bytes each: config.key_ring


def sealed(secret: str, ring: Ring) -> bytes:
    """Return the secret encrypted with the newest key (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _cipher(ring).encrypt(secret.encode())


def opened(secret: bytes, ring: Ring) -> str:
    """Return the secret in clear; raises InvalidToken when no key of the ring made it."""
    return _cipher(ring).decrypt(secret).decode()


def digests(code: str, ring: Ring) -> list[str]:
    """Return the code's HMAC-SHA256 by each key: the first is kept, any of them is recognised."""
    return [hmac.new(key, code.encode("utf-8", "replace"), hashlib.sha256).hexdigest() for key in ring]


def _cipher(ring: Ring) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in ring])

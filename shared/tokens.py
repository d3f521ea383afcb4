"""Tokens that nobody can make without the newsroom's secret, and that need not be stored: what they say, and a seal."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

SHORTEST_SECRET = 32
"""Characters of a secret, which should be chance through and through."""
_SEAL = 16
"""Bytes: 128 bits, which nobody guesses."""


def written(secret: bytes, purpose: str, said: bytes) -> str:
    """What is said, sealed for one purpose, as it stands in an address."""
    return urlsafe_b64encode(said + digest(secret, purpose, said)[:_SEAL]).rstrip(b"=").decode()


def read(secret: bytes, purpose: str, token: str, size: int) -> bytes | None:
    """What a token of `size` bytes says; None where it was not made here for this purpose. In constant time."""
    if len(token) != ((size + _SEAL) * 4 + 2) // 3 or not token.isascii():
        return None
    try:
        said = urlsafe_b64decode(token + "=" * (-len(token) % 4))[:size]
    except ValueError:
        return None
    genuine = len(said) == size and hmac.compare_digest(written(secret, purpose, said), token)
    return said if genuine else None


def digest(secret: bytes, purpose: str, said: bytes) -> bytes:
    """SHA-256, keyed, and of no use for another purpose."""
    return hmac.digest(secret, f"redaksi {purpose}\0".encode() + said, "sha256")

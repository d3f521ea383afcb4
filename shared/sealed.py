"""A commenter's e-mail and IP address, sealed by ingest so that the desk alone can open them (libsodium sealed box)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import NamedTuple

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from pydantic import ValidationError

from shared.facts import Frozen


class Contact(Frozen):
    """How a commenter can be reached, and where they wrote from; "" where it is not known."""

    email: str
    address: str = ""


class Keys(NamedTuple):
    """A pair in base64: whoever seals has the public one, the desk alone the private one."""

    public: str
    private: str


def new_keys() -> Keys:
    """A new pair (X25519)."""
    private = PrivateKey.generate()
    return Keys(_text(bytes(private.public_key)), _text(bytes(private)))


def public_of(private: str) -> str:
    """The public half of a private key. Raises ValueError where it is none."""
    return _text(bytes(_private(private).public_key))


class Sealer:
    """Seals; cannot open what it sealed. Raises ValueError where the key is none."""

    def __init__(self, public: str) -> None:
        try:
            self._box = SealedBox(PublicKey(b64decode(public, validate=True)))
        except (ValueError, CryptoError) as error:
            raise ValueError("the public key must be 32 bytes in base64; `redaksi keys` makes a pair") from error

    def seal(self, contact: Contact) -> str:
        """In base64; sealed again it is otherwise, so equal addresses cannot be told from it."""
        return _text(self._box.encrypt(contact.model_dump_json().encode()))


class Opener:
    """Opens what was sealed for its key. Raises ValueError where the key is none."""

    def __init__(self, private: str) -> None:
        self._box = SealedBox(_private(private))

    def open(self, sealed: str) -> Contact | None:
        """Who it is; None where it was sealed for another key, or is nothing of ours."""
        try:
            return Contact.model_validate_json(self._box.decrypt(b64decode(sealed, validate=True)))
        except (ValueError, ValidationError, CryptoError):
            return None


def _private(text: str) -> PrivateKey:
    try:
        return PrivateKey(b64decode(text, validate=True))
    except (ValueError, CryptoError) as error:
        raise ValueError("the private key must be 32 bytes in base64; `redaksi keys` makes a pair") from error


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()

"""The link to a draft's status page, open to whoever holds it: the same at the door and in the desk's letters.

Nothing is stored: a token is an article's id, a mark of its reporter, and a seal over both that only
the newsroom's secret can make.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

SHORTEST_SECRET = 32
"""Characters of the newsroom's secret, which should be chance through and through."""
_ID = 16
_MARK = 8
_SEAL = 16
"""Bytes of each part. 128 bits of the seal: nobody guesses one."""
_CHARACTERS = ((_ID + _MARK + _SEAL) * 4 + 2) // 3


class Holder(NamedTuple):
    """Who holds a link: the article it is about, and the mark of the reporter it was given to."""

    article_id: UUID
    mark: bytes


@dataclass(frozen=True)
class StatusLinks:
    """Makes links and reads their tokens. `door` is the address under which people reach ingest."""

    secret: bytes
    door: str

    def link(self, article_id: UUID, reporter_id: str) -> str:
        """The address of the page that shows this reporter how this article stands."""
        return f"{self.door.rstrip('/')}/status/{self.token(article_id, reporter_id)}"

    def token(self, article_id: UUID, reporter_id: str) -> str:
        """The last part of that address."""
        return self._written(article_id.bytes + self._mark(reporter_id))

    def holder(self, token: str) -> Holder | None:
        """What a token says; None where it is none that this newsroom gave. In constant time."""
        if len(token) != _CHARACTERS or not token.isascii():
            return None
        try:
            said = urlsafe_b64decode(token + "=" * (-len(token) % 4))[: _ID + _MARK]
        except ValueError:
            return None
        if len(said) != _ID + _MARK or not hmac.compare_digest(self._written(said), token):
            return None
        return Holder(UUID(bytes=said[:_ID]), said[_ID:])

    def is_of(self, holder: Holder, reporter_id: str) -> bool:
        """Whether the link was given to this reporter."""
        return hmac.compare_digest(self._mark(reporter_id), holder.mark)

    def _mark(self, reporter_id: str) -> bytes:
        return self._digest("reporter", reporter_id.encode())[:_MARK]

    def _written(self, said: bytes) -> str:
        return urlsafe_b64encode(said + self._digest("status", said)[:_SEAL]).rstrip(b"=").decode()

    def _digest(self, purpose: str, said: bytes) -> bytes:
        return hmac.digest(self.secret, f"redaksi {purpose}\0".encode() + said, "sha256")

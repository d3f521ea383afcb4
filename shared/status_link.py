"""The link to a draft's status page, open to whoever holds it: the same at the door and in the desk's letters.

Nothing is stored: a token is an article's id, a mark of its reporter, and a seal over both that only
the newsroom's secret can make.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from shared.tokens import digest, read, written

_ID = 16
_MARK = 8
"""Bytes of each part."""
_PURPOSE = "status"


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
        return written(self.secret, _PURPOSE, article_id.bytes + self._mark(reporter_id))

    def holder(self, token: str) -> Holder | None:
        """What a token says; None where it is none that this newsroom gave. In constant time."""
        said = read(self.secret, _PURPOSE, token, _ID + _MARK)
        return Holder(UUID(bytes=said[:_ID]), said[_ID:]) if said else None

    def is_of(self, holder: Holder, reporter_id: str) -> bool:
        """Whether the link was given to this reporter."""
        return hmac.compare_digest(self._mark(reporter_id), holder.mark)

    def _mark(self, reporter_id: str) -> bytes:
        return digest(self.secret, "reporter", reporter_id.encode())[:_MARK]

"""Links that a commenter is given: to see how their comment stands, and to say that the address is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.tokens import read, written

Purpose = Literal["comment", "confirm"]
_ID = 16


@dataclass(frozen=True)
class CommentLinks:
    """Makes them and reads their tokens. `door` is the address under which people reach ingest."""

    secret: bytes
    door: str

    def status(self, comment_id: UUID) -> str:
        """The page that shows how it stands, where it can be taken back."""
        return f"{self.door.rstrip('/')}/comments/{self.token('comment', comment_id)}"

    def confirmation(self, comment_id: UUID) -> str:
        """The page that is mailed to the address which was given: who follows it has that address."""
        return f"{self.door.rstrip('/')}/comments/confirm/{self.token('confirm', comment_id)}"

    def token(self, purpose: Purpose, comment_id: UUID) -> str:
        """The last part of either."""
        return written(self.secret, purpose, comment_id.bytes)

    def comment(self, purpose: Purpose, token: str) -> UUID | None:
        """Whose it is; None where it is no token of ours for this purpose."""
        said = read(self.secret, purpose, token, _ID)
        return UUID(bytes=said) if said else None

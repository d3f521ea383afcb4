"""The mark of a comment form: which article it stood under, and in which hour it was made.

Site and ingest share the secret. An hour, not a moment: a page with a form may be kept by caches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.tokens import read, written

_PURPOSE = "comment form"
_ID, _HOUR = 16, 4
_AN_HOUR = 3600
HOLDS = timedelta(hours=24)


@dataclass(frozen=True)
class FormTokens:
    """Makes and reads them."""

    secret: bytes

    def token(self, article_id: UUID, at: datetime) -> str:
        """For a form under this article, made at this time."""
        hour = int(at.timestamp()) // _AN_HOUR
        return written(self.secret, _PURPOSE, article_id.bytes + hour.to_bytes(_HOUR, "big"))

    def made(self, token: str, article_id: UUID) -> datetime | None:
        """The hour in which the form was made; None where it is no mark of ours for this article."""
        said = read(self.secret, _PURPOSE, token, _ID + _HOUR)
        if said is None or said[:_ID] != article_id.bytes:
            return None
        return datetime.fromtimestamp(int.from_bytes(said[_ID:], "big") * _AN_HOUR, UTC)

    def is_fresh(self, made: datetime, now: datetime) -> bool:
        """Whether a form of that hour may still be sent; one of the hour to come, too, for clocks differ."""
        return -timedelta(hours=1) <= now - made <= HOLDS + timedelta(hours=1)

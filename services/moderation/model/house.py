"""How this newsroom works: what it has settled for its own desk, and tells nobody else."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from shared.facts import Frozen

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
"""The three zones of Indonesia, offered first; any other IANA name will do."""


def _known(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone; give an IANA name such as Asia/Jakarta") from error
    return zone


Zone = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_known)]
"""The IANA name of a time zone."""


class House(Frozen):
    """The house's settings, whole; `version` 0 where nothing was settled yet.

    `second_person`: whoever began an article at the desk, or edited it last, cannot approve it.
    `require_second_factor`: who signs in without one has to set one up first.
    `zone`: in which times are shown and entered.
    `confirm_comments`: a comment waits outside the queue until its writer followed a link that was mailed to them.
    `spam_from`: from which score of the guard on, in percent, a comment goes into the spam folder by itself; 0 never.
    """

    version: int = Field(default=0, ge=0)
    second_person: bool = False
    require_second_factor: bool = False
    zone: Zone = "Asia/Jakarta"
    confirm_comments: bool = False
    spam_from: int = Field(default=0, ge=0, le=100)

    def is_spam(self, score: float) -> bool:
        """Whether the guard decides this one alone."""
        return 0 < self.spam_from <= score * 100

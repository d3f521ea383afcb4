"""How old what the site shows may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from redaksi_client import Follower

from shared.kafka import Refusal

_STALE = timedelta(seconds=30)
_USUAL = timedelta(seconds=10)


class Now(BaseModel):
    """`current_at`: until when all that the newsroom said is here; `done` of `of` records are read."""

    caught_up: bool
    stale: bool
    current_at: datetime | None
    done: int
    of: int
    unreadable: int


@dataclass(frozen=True)
class Standing:
    """Of the topics that are followed."""

    followers: Sequence[Follower[Any]]
    clock: Callable[[], datetime]
    since: datetime
    """When it began."""
    refusal: Refusal
    """Whether Kafka lets us in."""

    def now(self) -> Now:
        """As of the one that is furthest behind."""
        times = [one.current_at for one in self.followers]
        current = min((at for at in times if at), default=None) if all(times) else None
        return Now(
            caught_up=all(one.caught_up.is_set() for one in self.followers),
            stale=current is None or self.clock() - current > _STALE,
            current_at=current,
            done=sum(one.progress.done for one in self.followers),
            of=sum(one.progress.of for one in self.followers),
            unreadable=sum(one.unreadable for one in self.followers),
        )

    def behind(self) -> float:
        """Seconds for which it is not known that all is here; 0 as long as that is asked for in its usual time."""
        current = self.now().current_at or self.since
        age = (self.clock() - current).total_seconds()
        return age if age > _USUAL.total_seconds() else 0.0

    def ready(self) -> str | None:
        """Why no readers should be sent here yet, or None: what it has is worth showing, however old."""
        now = self.now()
        return None if now.caught_up else self.refusal.why or f"{now.done} of {now.of} records read"

    def alive(self) -> str | None:
        """It always is: a follower that ended by an error ends the process."""
        return None

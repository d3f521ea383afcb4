"""The canary's beats: what goes the whole way all the time, so that it shows when a part of the way is shut.

A beat has a lane for each partition of its topic, so each process that reads a part of a topic has a part of it. It
holds nothing but times.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field

from shared.facts.fact import AwareDatetime, Fact

LANES = tuple(f"canary-{ends}" for ends in ("i", "b", "ch", "g", "k", "f", "ac", "y", "h", "d", "l", "a"))
"""The keys of the lanes: Kafka's usual partitioner puts the n-th of them on the n-th of twelve partitions."""


class Beat(Fact):
    """One beat in one lane. `at` is when this service said it, `began_at` when the first did: `version`, in ms."""

    lane: int = Field(ge=0, lt=len(LANES))
    version: int = Field(ge=1)
    began_at: AwareDatetime

    @property
    def item(self) -> str:
        return LANES[self.lane]

    @property
    def event_id(self) -> str:
        return f"{self.item}/{self.version}"

    @property
    def item_version(self) -> int:
        return self.version

    @classmethod
    def of(cls, beat: Beat, at: datetime) -> Self:
        """The same beat, said by the next service."""
        return cls(at=at, lane=beat.lane, version=beat.version, began_at=beat.began_at)


class BeatBegun(Beat):
    """The door begins a beat."""

    topic: ClassVar[str] = "redaksi.canary.ingest.v1"
    kind: ClassVar[str] = "redaksi.canary.begun.v1"
    source: ClassVar[str] = "/redaksi/ingest"

    @classmethod
    def all_lanes(cls, at: datetime) -> tuple[Self, ...]:
        """A beat in every lane."""
        version = int(at.timestamp() * 1000)
        return tuple(cls(at=at, lane=lane, version=version, began_at=at) for lane in range(len(LANES)))


class BeatTold(Beat):
    """The desk has stored a beat and its relay has told it."""

    topic: ClassVar[str] = "redaksi.canary.moderation.v1"
    kind: ClassVar[str] = "redaksi.canary.told.v1"
    source: ClassVar[str] = "/redaksi/moderation"


class BeatPublished(Beat):
    """Publish has handled a beat."""

    topic: ClassVar[str] = "redaksi.canary.publish.v1"
    kind: ClassVar[str] = "redaksi.canary.published.v1"
    source: ClassVar[str] = "/redaksi/publish"


def newest(beats: Iterable[Beat]) -> tuple[Beat, ...]:
    """Of each lane the one that began last: a beat that was overtaken is no news."""
    last: dict[int, Beat] = {}
    for one in beats:
        if one.lane not in last or one.began_at >= last[one.lane].began_at:
            last[one.lane] = one
    return tuple(last.values())

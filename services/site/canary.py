"""The canary's way ends at the site: a beat is read as what is published is, and shown to nobody."""

from __future__ import annotations

from typing import ClassVar

from motor.motor_asyncio import AsyncIOMotorDatabase
from pydantic import AwareDatetime
from pymongo.errors import PyMongoError
from redaksi_client import Batch, Follower, TryLater
from redaksi_client.models import Published

from services.site.shelf import Document, Shelf
from shared.canary import Hop
from shared.facts import BeatPublished
from shared.kafka import Kafka


class Heartbeat(Published):
    """A beat as it stands on publish's topic."""

    topic: ClassVar[str] = BeatPublished.topic
    kind: ClassVar[str] = BeatPublished.kind
    erased: ClassVar[str] = ""

    lane: int
    began_at: AwareDatetime


class Ending:
    """Tells the hop of each beat, once MongoDB has taken down how far they were read."""

    def __init__(self, shelf: Shelf[Heartbeat], hop: Hop) -> None:
        self._shelf = shelf
        self._hop = hop

    async def hear(self, batch: Batch[Heartbeat]) -> None:
        """Raises `TryLater` where MongoDB is away."""
        try:
            await self._shelf.read_to(batch.after)
        except PyMongoError as error:
            raise TryLater from error
        self._hop.came([one.item for one in batch.events if one.item])

    async def begin(self) -> dict[int, int]:
        """Where it left off."""
        try:
            return dict(await self._shelf.positions())
        except PyMongoError as error:
            raise TryLater from error


def follower(kafka: Kafka, database: AsyncIOMotorDatabase[Document], hop: Hop) -> Follower[Heartbeat]:
    """Reads every lane."""
    ending = Ending(Shelf(database, "canary", Heartbeat), hop)
    return Follower(Heartbeat, kafka.bootstrap, hear=ending.hear, begin=ending.begin, **kafka.login)

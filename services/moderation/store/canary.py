"""The canary's beats that are pending: they go out through the same relay as everything the desk says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import UpdateOne

from services.moderation.model.pending import Pending
from shared.facts import Beat, BeatTold


class Beats:
    """One document a lane, with the newest beat in it: one that was not said before the next came is no news."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], clock: Callable[[], datetime]) -> None:
        self.collection: AsyncIOMotorCollection[dict[str, Any]] = database["canary"]
        self._clock = clock

    async def keep(self, beats: Sequence[Beat]) -> None:
        """Have them said. Raises `PyMongoError`."""
        now = self._clock()
        await self.collection.bulk_write([_pending(BeatTold.of(one, now), now) for one in beats], ordered=False)


def _pending(beat: BeatTold, now: datetime) -> UpdateOne:
    pending = [Pending.of(beat, not_before=now).model_dump(mode="json")]
    change = {"$set": {"pending": pending, "due": now}, "$inc": {"stamp": 1}}
    return UpdateOne({"_id": beat.item}, change, upsert=True)

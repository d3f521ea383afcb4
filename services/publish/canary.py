"""The canary at publish: what comes from the desk is kept, then told, as articles are, and nobody is shown it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from shared.bus import Voice
from shared.facts import Beat, BeatPublished


class Beats:
    """Keeps when a beat last came, so that one passes only where MongoDB takes a write."""

    def __init__(
        self, database: AsyncIOMotorDatabase[dict[str, Any]], voice: Voice, clock: Callable[[], datetime]
    ) -> None:
        self._kept = database["canary"]
        self._voice = voice
        self._clock = clock

    async def pass_on(self, beats: Sequence[Beat]) -> None:
        """Keep and tell. Raises what MongoDB and Kafka do."""
        now = self._clock()
        await self._kept.update_one({"_id": "canary"}, {"$set": {"at": now}}, upsert=True)
        await self._voice.say_all(BeatPublished.of(one, now) for one in beats)

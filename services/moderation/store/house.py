"""The house's settings: one document, with who settled what."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from services.moderation.model.house import House

_ID = "house"
_FRESH = timedelta(seconds=1).total_seconds()


class Houses:
    """The settings as they are kept, and as they were a moment ago."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["house"]
        self._last = House()
        self._read_at = -_FRESH

    async def get(self) -> House:
        """The settings as they are kept now."""
        doc = await self._all.find_one({"_id": _ID}, {"acts": 0})
        self._last = House.model_validate(doc) if doc else House()
        self._read_at = monotonic()
        return self._last

    async def now(self) -> House:
        """The settings as they were at most a second ago: for pages, which ask at every view."""
        if monotonic() - self._read_at >= _FRESH:
            await self.get()
        return self._last

    async def wants_factors(self) -> bool:
        """Whether everyone has to have a second factor, as it was at most a second ago."""
        return (await self.now()).require_second_factor

    async def zone(self) -> ZoneInfo:
        """The newsroom's zone, as it was at most a second ago: what is today, and when it is night."""
        return ZoneInfo((await self.now()).zone)

    async def settle(self, house: House, at: datetime, *, by: str) -> bool:
        """Put these in the place of the version before them; False where that is not the current one."""
        act = {"who": by, "at": at, **house.model_dump()}
        change = {"$set": house.model_dump(), "$push": {"acts": act}}
        if house.version == 1:
            return await self._first({"_id": _ID, **house.model_dump(), "acts": [act]})
        done = await self._all.update_one({"_id": _ID, "version": house.version - 1}, change)
        await self.get()
        return done.matched_count == 1

    async def _first(self, document: dict[str, Any]) -> bool:
        try:
            await self._all.insert_one(document)
        except DuplicateKeyError:
            return False
        await self.get()
        return True

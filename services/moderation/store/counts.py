"""How many articles stand where: kept by what each write changes, and put right by counting at night."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.write_concern import WriteConcern

from services.moderation.model.article import Article
from services.moderation.model.queue import EVERY, approved_on, counted_as, midnight
from services.moderation.store.indexes import BY_STANDING
from shared.facts import Frozen

log = logging.getLogger(__name__)

_DAYS_KEPT = timedelta(days=7)
JAKARTA = ZoneInfo("Asia/Jakarta")
Zone = Callable[[], Awaitable[ZoneInfo]]


async def in_jakarta() -> ZoneInfo:
    """Where nothing else is settled."""
    return JAKARTA


class Tally(Frozen):
    """How many there are in each tab that is the same for everyone."""

    todo: int
    unready: int
    returned: int
    approved_today: int
    retracted: int
    all: int


class Gap(NamedTuple):
    """What a counter has, None where there is none yet, and by how much that is too little."""

    kept: int | None
    by: int


class Counts:
    """The counters. `doubtful` is set where a write may not have been counted: count again.

    `zone` is asked each time: where the newsroom's zone changes, its days are others, and are counted anew.
    """

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], zone: Zone) -> None:
        # A counter that a crash of the server takes back is counted anew; no editor waits for its journal.
        self.collection = database.get_collection("counts", write_concern=WriteConcern(w=1, j=False))
        self._articles = database["articles"]
        self._zone = zone
        self._days_of: ZoneInfo | None = None
        self.doubtful = asyncio.Event()

    async def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        zone = await self._zone()
        if self._days_of not in {None, zone}:
            self.doubtful.set()
        self._days_of = zone
        return zone

    async def moved(self, changed: Iterable[tuple[Article | None, Article]]) -> None:
        """These were written: before, after. A counter that cannot be reached is put right later."""
        delta: Counter[str] = Counter()
        zone = await self.zone()
        for old, new in changed:
            delta.update(counted_as(new, zone))
            if old is not None:
                delta.subtract(counted_as(old, zone))
        wanted = [UpdateOne({"_id": name}, {"$inc": {"n": by}}, upsert=True) for name, by in delta.items() if by]
        try:
            if wanted:
                await self.collection.bulk_write(wanted, ordered=False)
        except PyMongoError as error:
            log.warning("articles will be counted again", extra={"error": type(error).__name__})
            self.doubtful.set()

    async def tally(self, now: datetime) -> Tally:
        """How many there are."""
        today = approved_on(now, await self.zone())
        asked = self.collection.find({"_id": {"$in": [*EVERY, today]}})
        kept = Counter({doc["_id"]: doc["n"] for doc in await asked.to_list(None)})
        return Tally(
            todo=kept["todo"],
            unready=kept["unready"],
            returned=kept["returned"],
            approved_today=kept[today],
            retracted=kept["retracted"],
            all=sum(kept[one] for one in EVERY),
        )

    async def drift(self, now: datetime) -> dict[str, Gap]:
        """The counters that are wrong, or not yet right. Reads the index, not the articles."""
        kept = {doc["_id"]: doc["n"] async for doc in self.collection.find()}
        zone = await self.zone()
        there = await self._count(midnight(now, zone) - _DAYS_KEPT, zone)
        gaps = {name: Gap(kept.get(name), there[name] - kept.get(name, 0)) for name in {*kept, *there}}
        return {name: gap for name, gap in gaps.items() if gap.by}

    async def repair(self, first: dict[str, Gap], second: dict[str, Gap], now: datetime) -> int:
        """Put right what two looks agree on; how many articles were wrongly counted.

        A write that is not yet counted is in one look and not in the next, so of two looks the smaller counts,
        where they differ the same way. A counter that has moved since stays as it is, for the next time.
        """
        mended = 0
        for name in first.keys() & second.keys():
            before, now_ = first[name].by, second[name].by
            by = min(before, now_, key=abs) if (before > 0) == (now_ > 0) else 0
            if by and await self._mend(name, second[name].kept, by):
                mended += abs(by)
        oldest = approved_on(now - _DAYS_KEPT, await self.zone()).rpartition("@")[0]
        await self.collection.delete_many({"_id": {"$gte": "approved/", "$lt": oldest}})
        return mended

    async def _mend(self, name: str, kept: int | None, by: int) -> bool:
        if kept is not None:
            done = await self.collection.update_one({"_id": name, "n": kept}, {"$inc": {"n": by}})
            return done.modified_count == 1
        try:
            await self.collection.insert_one({"_id": name, "n": by})
        except DuplicateKeyError:
            return False
        return True

    async def _count(self, since: datetime, zone: ZoneInfo) -> Counter[str]:
        by_standing = [{"$group": {"_id": "$standing", "n": {"$sum": 1}}}]
        day = {"$dateToString": {"date": "$turn", "format": f"approved/%Y-%m-%d@{zone}", "timezone": str(zone)}}
        by_day: list[dict[str, Any]] = [
            {"$match": {"standing": "approved", "turn": {"$gte": since}}},
            {"$group": {"_id": day, "n": {"$sum": 1}}},
        ]
        there: Counter[str] = Counter()
        for asked in (by_standing, by_day):
            async for doc in self._articles.aggregate(asked, hint=BY_STANDING):
                there[doc["_id"]] = doc["n"]
        return there

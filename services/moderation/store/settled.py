"""What the newsroom has settled: the last fact of each reporter, of rules, sections and zone, and what is pending."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from services.moderation.model.pending import Pending, due
from shared.facts import ReporterSettled, RulesSettled, SectionsSettled, ZoneSettled

Settled = ReporterSettled | RulesSettled | SectionsSettled | ZoneSettled
S = TypeVar("S", ReporterSettled, RulesSettled, SectionsSettled, ZoneSettled)

_KINDS: dict[str, type[Settled]] = {
    "reporter": ReporterSettled,
    "rules": RulesSettled,
    "sections": SectionsSettled,
    "zone": ZoneSettled,
}
"""By what stands before the colon of an item."""


class Newsroom:
    """Each settled thing is one document with its own outbox."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self.collection: AsyncIOMotorCollection[dict[str, Any]] = database["settled"]

    async def prepare(self) -> None:
        """Make the index."""
        await self.collection.create_index("due", sparse=True)

    async def get(self, kind: type[S], item: str) -> S | None:
        """What was last settled there."""
        doc = await self.collection.find_one({"_id": item})
        return kind.model_validate(doc["fact"]) if doc else None

    async def reporters(self) -> list[ReporterSettled]:
        """Every reporter, by name."""
        found = self.collection.find({"fact.reporter_id": {"$exists": True}}).sort("fact.name")
        return [ReporterSettled.model_validate(doc["fact"]) async for doc in found]

    async def settle(self, fact: Settled, now: datetime, *, by: str) -> bool:
        """Settle this in the place of the version before it; False where that is not the current one."""
        pending = Pending.of(fact, not_before=now)
        doc = await self.collection.find_one({"_id": fact.item})
        if (doc["version"] if doc else 0) != fact.version - 1:
            return False
        waiting = (*(Pending.model_validate(entry) for entry in (doc["pending"] if doc else ())), pending)
        new = {
            "_id": fact.item,
            "version": fact.version,
            "fact": fact.model_dump(mode="json"),
            "acts": [*(doc["acts"] if doc else ()), {"who": by, "at": now, "version": fact.version}],
            "pending": [entry.model_dump(mode="json") for entry in waiting],
            "due": due(waiting),
            "stamp": (doc["stamp"] if doc else 0) + 1,
        }
        if doc is None:
            return await self._insert(new)
        done = await self.collection.replace_one({"_id": fact.item, "stamp": doc["stamp"]}, new)
        return done.matched_count == 1

    async def settled(self, item: str) -> Settled | None:
        """What was last settled there, whichever kind it is."""
        doc = await self.collection.find_one({"_id": item})
        return _KINDS[item.partition(":")[0]].model_validate(doc["fact"]) if doc else None

    async def take_over(self, fact: Settled, now: datetime, *, by: str, say: bool = False) -> None:
        """This is what is settled there, whatever was kept, unless that is newer; with `say` it is told (anew)."""
        pending = (Pending.of(fact, not_before=now),) if say else ()
        act = {"who": by, "at": now, "version": fact.version}
        new = {
            "version": fact.version,
            "fact": fact.model_dump(mode="json"),
            "pending": [entry.model_dump(mode="json") for entry in pending],
            **({"due": due(pending)} if pending else {}),
        }
        older = {"_id": fact.item, "version": {"$lt": fact.version}}
        change: dict[str, Any] = {"$set": new, "$push": {"acts": act}, "$inc": {"stamp": 1}}
        if not pending:
            change["$unset"] = {"due": ""}
        try:
            await self.collection.update_one(older, change, upsert=True)
        except DuplicateKeyError:
            return  # what is kept is newer

    async def _insert(self, new: dict[str, Any]) -> bool:
        try:
            await self.collection.insert_one(new)
        except DuplicateKeyError:
            return False
        return True

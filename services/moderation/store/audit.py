"""The audit of administration: it can be added to and read, and nothing else."""

from __future__ import annotations

from typing import Any, NamedTuple

from bson import ObjectId
from bson.errors import InvalidId
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING

from services.moderation.model.audit import Entry


class Page(NamedTuple):
    """Some entries, the latest first, and where the older ones begin; None where there are none."""

    entries: tuple[Entry, ...]
    further: str | None


class Audit:
    """Append only. An act is written down before it is done: it may tell one too many, never one too few."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["audit"]

    async def prepare(self) -> None:
        """Make the indexes: acts on one account, by one person, of one kind."""
        for field in ("whom", "who", "what"):
            await self._all.create_index([(field, DESCENDING), ("_id", DESCENDING)])

    async def add(self, entry: Entry) -> None:
        """Remember this."""
        await self._all.insert_one(entry.model_dump())

    async def page(
        self, *, before: str | None = None, whom: str = "", who: str = "", what: str = "", limit: int = 50
    ) -> Page:
        """The latest, or those older than `before`; on one account, by one person, of one kind, where that is given."""
        asked = {"whom": whom, "who": who, "what": what}
        wanted: dict[str, Any] = {name: value for name, value in asked.items() if value}
        if before is not None:
            try:
                wanted["_id"] = {"$lt": ObjectId(before)}
            except InvalidId:
                return Page((), None)
        docs = [doc async for doc in self._all.find(wanted).sort("_id", DESCENDING).limit(limit + 1)]
        entries = tuple(Entry.model_validate(doc) for doc in docs[:limit])
        return Page(entries, str(docs[limit - 1]["_id"]) if len(docs) > limit else None)

    async def people(self) -> list[tuple[str, str]]:
        """Everybody who is in it, by name: id and name."""
        group: list[dict[str, Any]] = [
            {"$sort": {"_id": 1}},
            {"$group": {"_id": "$who", "name": {"$last": "$name"}}},
            {"$sort": {"name": 1}},
        ]
        return [(doc["_id"], doc["name"]) async for doc in self._all.aggregate(group)]

    async def kinds(self) -> list[str]:
        """Every kind of act that is in it."""
        return sorted(await self._all.distinct("what"))

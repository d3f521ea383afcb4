"""Where on a topic the newest version of each item stands, of those that have had more than one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne


class Place(NamedTuple):
    """A version of an item, and the offset in its partition at which it was said; of two the greater is the newer."""

    version: int
    offset: int


class LastWord:
    """One document for each item of one topic."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], name: str) -> None:
        self._all = database[f"last_word_{name}"]

    async def places(self, items: Iterable[str]) -> dict[str, Place]:
        """Where the newest of each of these stands, as far as it is known here."""
        found = self._all.find({"_id": {"$in": list(items)}})
        return {doc["_id"]: Place(**doc["place"]) async for doc in found}

    async def note(self, places: Mapping[str, Place]) -> None:
        """Keep these, where nothing newer is kept."""
        if places:
            # MongoDB compares documents as Python compares tuples: by their fields, one after the other.
            changes = [
                UpdateOne({"_id": item}, {"$max": {"place": place._asdict()}}, upsert=True)
                for item, place in places.items()
            ]
            await self._all.bulk_write(changes, ordered=False)

    async def forget(self, places: Mapping[str, Place]) -> None:
        """These are no places any more."""
        for item, place in places.items():
            await self._all.delete_one({"_id": item, "place": place._asdict()})

"""Whether this database was begun, and whether it came out of a backup: what the desk looks at before it serves.

`redaksi restore` writes the second document; its first word is there before anything else of the backup is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase

from shared.facts import Frozen

BEGUN, RESTORED = "begun", "restored"
COLLECTION = "beginnings"


class Restored(Frozen):
    """A restore: of which backup, whether it came to its end, and whether the desk has caught up since.

    `handled`: where the desk's lost database stood in the topic of drafts, by partition.
    """

    backup_of: datetime | None = None
    restored_at: datetime
    finished: bool = False
    handled: Mapping[str, int] = {}
    caught_up_at: datetime | None = None


class Kept(NamedTuple):
    """An item as the database has it: its version, and whether anything of it is still to be said."""

    version: int
    pending: bool


class Beginnings:
    """Two documents at the most."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database[COLLECTION]
        self._settled = database["settled"]

    async def restored(self) -> Restored | None:
        """What is known of the last restore; None where there was none."""
        doc = await self._all.find_one({"_id": RESTORED})
        return Restored.model_validate(doc) if doc else None

    async def caught_up(self, at: datetime) -> None:
        """The desk has caught up."""
        await self._all.update_one({"_id": RESTORED}, {"$set": {"caught_up_at": at}})

    async def is_new(self) -> bool:
        """Whether nobody has ever worked with this database."""
        begun = await self._all.find_one({"_id": {"$in": [BEGUN, RESTORED]}}, {"_id": 1})
        return begun is None and await self._settled.find_one({}, {"_id": 1}) is None

    async def begin(self, at: datetime) -> None:
        """Somebody works with it from now on."""
        await self._all.update_one({"_id": BEGUN}, {"$setOnInsert": {"at": at}}, upsert=True)


async def versions(items: AsyncIOMotorCollection[dict[str, Any]]) -> dict[str, Kept]:
    """Each item of a collection, by its id."""
    found: dict[str, Kept] = {}
    async for doc in items.find({}, {"version": 1, "pending.version": 1}):
        found[doc["_id"]] = Kept(doc["version"], bool(doc["pending"]))
    return found


async def ids(items: AsyncIOMotorCollection[dict[str, Any]], wanted: Mapping[str, Any]) -> AsyncIterator[str]:
    """The ids of those of a collection."""
    async for doc in items.find(wanted, {"_id": 1}):
        yield doc["_id"]

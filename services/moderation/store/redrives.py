"""The handing back of dead letters that goes on, or went on last, in each group: one at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.moderation.model.redriving import Run


class Redrives:
    """One document for each group."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["redrives"]

    async def begin(self, run: Run) -> bool:
        """Take the group's turn; False while another's goes on."""
        free = {"_id": run.group, "$or": [{"state": {"$ne": "running"}}, {"lease": {"$lt": run.began}}]}
        try:
            await self._all.update_one(free, {"$set": run.model_dump(exclude={"group"})}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    async def went(self, run: Run, done: int, lease: datetime) -> bool:
        """It is so far, and alive until then; whether it may go on: nobody asked it to stop, or took its turn."""
        change = {"$set": {"done": done, "lease": lease}}
        doc = await self._all.find_one_and_update(_this(run), change, return_document=ReturnDocument.AFTER)
        return doc is not None and not doc["stop"]

    async def end(self, run: Run, done: int, state: str, at: datetime) -> None:
        """It has ended like this."""
        await self._all.update_one(_this(run), {"$set": {"done": done, "state": state, "ended": at}})

    async def ask_to_stop(self, group: str) -> bool:
        """Have what goes on stop; False where nothing does."""
        return (
            await self._all.update_one({"_id": group, "state": "running"}, {"$set": {"stop": True}})
        ).matched_count == 1

    async def every(self) -> dict[str, Run]:
        """The last of each group, by its name."""
        return {doc["_id"]: Run.model_validate({**doc, "group": doc.pop("_id")}) async for doc in self._all.find({})}


def _this(run: Run) -> dict[str, Any]:
    return {"_id": run.group, "state": "running", "began": run.began}

"""Which revision of an article each editor last looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError

from shared.facts import Frozen

KEPT = timedelta(days=400)


class Look(Frozen):
    """The revision last looked at, and the one before it, which another visit of the same page still compares with."""

    revision: int
    before: int | None = None
    at: datetime

    def since(self, revision: int) -> int | None:
        """The older revision that one who looks at this one now knows; None where they know no other."""
        known = self.before if self.revision >= revision else self.revision
        return known if known is not None and known < revision else None


class Looked:
    """One document for each article and editor."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["looked"]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._all.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()))
        await self._all.create_index("article_id")

    async def last(self, article_id: UUID, editor_id: str) -> Look | None:
        """What this editor last looked at."""
        doc = await self._all.find_one({"_id": f"{article_id}/{editor_id}"})
        return Look.model_validate(doc) if doc else None

    async def look(self, article_id: UUID, editor_id: str, revision: int, now: datetime) -> None:
        """They look at this revision; looking again, or at an older one, changes nothing."""
        older = {"_id": f"{article_id}/{editor_id}", "revision": {"$lt": revision}}
        now_and_before = {"article_id": str(article_id), "revision": revision, "before": "$revision", "at": now}
        try:
            await self._all.update_one(older, [{"$set": now_and_before}], upsert=True)
        except DuplicateKeyError:
            return

    async def forget(self, article_id: UUID) -> None:
        """Forget everybody's, of an article that is erased."""
        await self._all.delete_many({"article_id": str(article_id)})

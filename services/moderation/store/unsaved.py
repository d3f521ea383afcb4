"""Unsaved work, one for each article and editor; forgotten when it is saved, and after 30 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.moderation.model.unsaved import Save, Unsaved

KEPT = timedelta(days=30)


class UnsavedWork:
    """What editors have typed. Two windows of one editor are told of each other: neither overwrites in silence."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["unsaved"]
        self._articles = database["articles"]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._all.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()))
        await self._all.create_index("article_id")
        # A crash may have come between erasing an article and forgetting what was typed on it.
        kept = await self._all.distinct("article_id")
        async for doc in self._articles.find({"_id": {"$in": kept}, "state": "erased"}, {"_id": 1}):
            await self._all.delete_many({"article_id": doc["_id"]})

    async def get(self, article_id: UUID, editor_id: str) -> Unsaved | None:
        """What this editor has typed."""
        return _unsaved(await self._all.find_one({"_id": _key(article_id, editor_id)}))

    async def keep(self, article_id: UUID, editor_id: str, save: Save, now: datetime) -> Unsaved | None:
        """Keep it; None where another window has saved since this one last knew. One's own is never in the way."""
        key = _key(article_id, editor_id)
        known = {"_id": key, "$or": [{"window": save.window}, {"count": save.seen}]}
        fields = {"article_id": str(article_id), "revision": save.revision, "window": save.window, "at": now}
        change = {"$set": {**fields, "typed": save.typed.model_dump()}, "$inc": {"count": 1}}
        try:
            return _unsaved(
                await self._all.find_one_and_update(known, change, upsert=True, return_document=ReturnDocument.AFTER)
            )
        except DuplicateKeyError:
            return None

    async def discard(self, article_id: UUID, editor_id: str) -> None:
        """Forget what this editor has typed."""
        await self._all.delete_one({"_id": _key(article_id, editor_id)})

    async def forget(self, article_id: UUID) -> None:
        """Forget everybody's, of an article that is erased."""
        await self._all.delete_many({"article_id": str(article_id)})


def _key(article_id: UUID, editor_id: str) -> str:
    return f"{article_id}/{editor_id}"


def _unsaved(document: dict[str, Any] | None) -> Unsaved | None:
    return Unsaved.model_validate(document) if document else None

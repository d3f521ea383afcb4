"""Editors' notices: made once however often they are made, and gone after a month."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.errors import PyMongoError

from services.moderation.model.article import Article
from services.moderation.model.notices import Notice, notices

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
MOST_COUNTED = 100
"""Beyond it unread notices are not counted: nobody needs to know by how many."""


class Notices:
    """What each editor was told, and whether they have read it."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["notices"]

    async def prepare(self) -> None:
        """Make the indexes, one of which clears away what is old."""
        await self._all.create_index([("editor_id", ASCENDING), ("at", DESCENDING)])
        await self._all.create_index([("editor_id", ASCENDING), ("read_at", ASCENDING)])
        await self._all.create_index("article_id")
        await self._all.create_index("at", expireAfterSeconds=int(KEPT.total_seconds()))

    async def saw(self, changed: Sequence[tuple[Article | None, Article]]) -> None:
        """Tell whom these changes concern. The change is done whatever happens here, so trouble is only logged."""
        wanted = [
            UpdateOne({"_id": one.id}, {"$setOnInsert": _document(one)}, upsert=True)
            for before, after in changed
            for one in notices(before, after)
        ]
        if wanted:
            try:
                await self._all.bulk_write(wanted, ordered=False)
            except PyMongoError as error:
                log.warning("notices were not kept", extra={"error": type(error).__name__})

    async def of(self, editor_id: str, limit: int = 50) -> tuple[Notice, ...]:
        """The newest of one editor's."""
        found = self._all.find({"editor_id": editor_id}).sort("at", DESCENDING).limit(limit)
        return tuple([Notice.model_validate({**doc, "id": doc["_id"]}) async for doc in found])

    async def unread(self, editor_id: str) -> int:
        """How many they have not read, up to a hundred."""
        return await self._all.count_documents({"editor_id": editor_id, "read_at": None}, limit=MOST_COUNTED)

    async def read(self, editor_id: str, ids: Sequence[str] | None, now: datetime) -> None:
        """Mark these of theirs as read, or all."""
        which: dict[str, Any] = {"editor_id": editor_id, "read_at": None}
        if ids is not None:
            which["_id"] = {"$in": list(ids)}
        await self._all.update_many(which, {"$set": {"read_at": now}})

    async def is_unread(self, notice_id: str) -> bool:
        """Whether it is still to be read."""
        return await self._all.find_one({"_id": notice_id, "read_at": None}, {"_id": 1}) is not None

    async def read_about(self, editor_id: str, article_id: UUID, now: datetime) -> bool:
        """Mark what they were told of this article as read: they look at it. Whether there was anything."""
        about = {"editor_id": editor_id, "article_id": str(article_id), "read_at": None}
        return (await self._all.update_many(about, {"$set": {"read_at": now}})).modified_count > 0

    async def forget(self, article_id: UUID) -> None:
        """Forget what was told of an erased article."""
        await self._all.delete_many({"article_id": str(article_id)})


def _document(notice: Notice) -> dict[str, Any]:
    return {**notice.model_dump(exclude={"id", "article_id"}), "article_id": str(notice.article_id)}

"""The pictures of articles at the desk: which article names which, and what becomes of those that none names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo.read_concern import ReadConcern

from shared.facts import Draft
from shared.media import Shelf, shown

NAMED = "media"
"""The field of an article's document that holds the ids of its pictures."""


class Pictures:
    """On the shelf that all services share."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], shelf: Shelf) -> None:
        self.shelf = shelf
        majority = ReadConcern("majority")
        self._articles = database.get_collection("articles", read_concern=majority)
        self._revisions = database.get_collection("revisions", read_concern=majority)

    async def of(self, article_id: UUID) -> frozenset[str]:
        """All that this article and its revisions name."""
        doc = await self._articles.find_one({"_id": str(article_id)}, {NAMED: 1}) or {}
        found = set(doc.get(NAMED, ()))
        async for revision in self._revisions.find({"article_id": str(article_id)}, {"content": 1}):
            content = Draft.model_validate(revision["content"])
            found |= shown(content.photo, content.photos)
        return frozenset(found)

    async def forget(self, these: Iterable[str]) -> int:
        """Delete those of these that no article names any more; how many they were."""
        gone = 0
        for media in these:
            if await self._articles.find_one({NAMED: media}, {"_id": 1}) is None:
                await self.shelf.forget(media)
                gone += 1
        return gone

    async def forget_unnamed(self, before: datetime) -> int:
        """Delete what was handed in before then and is named by no article; how many they were."""
        return await self.forget([one.media async for one in self.shelf.held() if one.since < before])

"""Published articles, to be linked from others."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import DESCENDING

from services.moderation.model.queue import words as found_as
from shared.facts import Frozen
from shared.reading import written

MOST = 20
_PATIENCE = 3_000
"""Milliseconds that a search may take."""


class Published(Frozen):
    """What a related link needs of an article."""

    article_id: UUID
    headline: str
    path: str
    published_at: datetime

    @property
    def line(self) -> str:
        """The paragraph that links to it in the flow of a body."""
        return written(self.headline, self.path)


class Related:
    """Looks among what is live."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._articles = database["articles"]

    async def prepare(self) -> None:
        """Make the index by which the newest are found."""
        await self._articles.create_index(
            [("live.status", DESCENDING), ("live.first_approved_at", DESCENDING)],
            partialFilterExpression={"live.status": "published"},
            name="published",
        )

    async def search(self, words: str, *, beside: UUID | None = None) -> tuple[Published, ...]:
        """Those with all of these words, the newest first; without words the newest of all."""
        wanted: dict[str, Any] = {"live.status": "published"}
        if beside is not None:
            wanted["_id"] = {"$ne": str(beside)}
        if asked := found_as(words):
            wanted["words"] = {"$all": list(asked)}
        fields = {"live.headline": 1, "live.path": 1, "live.first_approved_at": 1, "live.publish_at": 1}
        found = self._articles.find(wanted, fields).sort("live.first_approved_at", DESCENDING).limit(MOST)
        return tuple([_published(doc) async for doc in found.max_time_ms(_PATIENCE)])


def _published(document: dict[str, Any]) -> Published:
    live = document["live"]
    times = (live["first_approved_at"], live.get("publish_at") or live["first_approved_at"])
    latest = max(datetime.fromisoformat(time) for time in times)
    return Published(
        article_id=UUID(document["_id"]), headline=live["headline"], path=live["path"], published_at=latest
    )

"""Who has an article open at this moment, and who is at it. Both end by themselves when nobody says so again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.model.article import Claim
from services.moderation.model.editor import Editor
from shared.facts import Frozen, State


class Here(Frozen):
    """Somebody who has it open."""

    editor_id: str
    name: str


class Seen(Frozen):
    """How an article stands, as far as who is at it needs to know."""

    version: int
    state: State
    claim: Claim | None = None


class Presence:
    """One document a tab; MongoDB clears away those that nobody renewed."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._tabs = database["presence"]
        self._articles = database["articles"]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._tabs.create_index("article_id")
        await self._tabs.create_index("until", expireAfterSeconds=0)

    async def attend(self, article_id: UUID, editor: Editor, tab: str, until: datetime) -> None:
        """This tab of this editor has it open until then."""
        here = {"article_id": str(article_id), "editor_id": editor.id, "name": editor.name, "until": until}
        await self._tabs.update_one({"_id": _tab(article_id, editor.id, tab)}, {"$set": here}, upsert=True)

    async def elsewhere(self, article_id: UUID, editor_id: str, tab: str, now: datetime) -> bool:
        """Whether the editor has the article open in another tab than this."""
        here = {"article_id": str(article_id), "editor_id": editor_id, "until": {"$gt": now}}
        return await self._tabs.find_one({**here, "_id": {"$ne": _tab(article_id, editor_id, tab)}}) is not None

    async def leave(self, article_id: UUID, editor_id: str, tab: str) -> None:
        """This tab is gone."""
        await self._tabs.delete_one({"_id": _tab(article_id, editor_id, tab)})

    async def others(self, article_id: UUID, editor_id: str, now: datetime) -> tuple[Here, ...]:
        """Who else has it open, each once, by name."""
        elsewhere = {"article_id": str(article_id), "editor_id": {"$ne": editor_id}, "until": {"$gt": now}}
        found = [doc async for doc in self._tabs.find(elsewhere).limit(200)]
        people = {doc["editor_id"]: Here.model_validate(doc) for doc in found}
        return tuple(sorted(people.values(), key=lambda here: (here.name, here.editor_id)))

    async def claim(self, article_id: UUID, claim: Claim, now: datetime) -> None:
        """Take or renew a claim on what is held, where nobody else's holds. Writes nothing but the claim."""
        free = [{"claim": None}, {"claim.until": {"$lte": now}}, {"claim.editor_id": claim.editor_id}]
        mine = {"$set": {"claim": claim.model_dump()}, "$inc": {"stamp": 1}}
        await self._articles.update_one({"_id": str(article_id), "state": "held", "$or": free}, mine)

    async def unclaim(self, article_id: UUID, editor_id: str) -> None:
        """End this editor's own claim."""
        gone: dict[str, Any] = {"$set": {"claim": None}, "$inc": {"stamp": 1}}
        await self._articles.update_one({"_id": str(article_id), "claim.editor_id": editor_id}, gone)

    async def look(self, article_id: UUID) -> Seen | None:
        """How the article stands."""
        doc = await self._articles.find_one({"_id": str(article_id)}, {"version": 1, "state": 1, "claim": 1})
        return Seen.model_validate(doc) if doc else None


def article_of(name: str) -> UUID:
    """The article of a tab, by the tab's own id."""
    return UUID(name.partition("/")[0])


def _tab(article_id: UUID, editor_id: str, tab: str) -> str:
    return f"{article_id}/{editor_id}/{tab}"

"""Reporters' addresses, and letters on their way. Nowhere else in Redaksi does a reporter's address stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ReturnDocument

from services.moderation.model.letter import Contact, Letter


class Contacts:
    """Where reporters get letters."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["contacts"]

    async def settle(self, contact: Contact) -> None:
        """Take this address for that reporter; the one they have already stays as old as it is."""
        new = contact.model_dump(exclude={"reporter_id"})
        mine = {"_id": contact.reporter_id, "email": {"$ne": contact.email}}
        if await self._all.count_documents({"_id": contact.reporter_id, "email": contact.email}, limit=1) == 0:
            await self._all.delete_one(mine)
            await self._all.update_one({"_id": contact.reporter_id}, {"$setOnInsert": new}, upsert=True)

    async def forget(self, reporter_id: str) -> None:
        """They get no letters any more."""
        await self._all.delete_one({"_id": reporter_id})

    async def get(self, reporter_id: str) -> Contact | None:
        """One reporter's."""
        return (await self.get_many([reporter_id])).get(reporter_id)

    async def get_many(self, ids: Iterable[str]) -> dict[str, Contact]:
        """Those of these that have one."""
        found = self._all.find({"_id": {"$in": list(ids)}})
        return {doc["_id"]: Contact.model_validate({**doc, "reporter_id": doc["_id"]}) async for doc in found}


class OnTheWay(NamedTuple):
    """A letter whose turn has come, and how often it was tried, this time too."""

    letter: Letter
    tries: int


class Letters:
    """Each is kept before it goes, and known for ever by its id; its words only until it has gone."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["letters"]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._all.create_index("due", sparse=True)
        await self._all.create_index("article_id")

    async def keep(self, letter: Letter) -> bool:
        """Keep one that is to go; one that was ever kept changes nothing. Gives whether it was new."""
        new = {
            "article_id": str(letter.article_id),
            "letter": letter.model_dump(mode="json"),
            "due": letter.at,
            "tries": 0,
        }
        done = await self._all.update_one({"_id": str(letter.id)}, {"$setOnInsert": new}, upsert=True)
        return done.upserted_id is not None

    async def lease(self, now: datetime, until: datetime) -> OnTheWay | None:
        """One whose turn has come; nobody else gets it before `until`."""
        doc = await self._all.find_one_and_update(
            {"due": {"$lte": now}},
            {"$set": {"due": until}, "$inc": {"tries": 1}},
            sort=[("due", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return OnTheWay(Letter.model_validate(doc["letter"]), doc["tries"]) if doc else None

    async def later(self, letter: Letter, due: datetime) -> None:
        """Its turn comes again."""
        await self._all.update_one({"_id": str(letter.id), "letter": {"$exists": True}}, {"$set": {"due": due}})

    async def done(self, letter: Letter, outcome: str, now: datetime) -> None:
        """It has gone, or never will: its words are forgotten."""
        gone = {"$set": {"outcome": outcome, "done": now}, "$unset": {"letter": "", "due": ""}}
        await self._all.update_one({"_id": str(letter.id)}, gone)

    async def forget(self, articles: Iterable[UUID]) -> bool:
        """Of erased articles no words are kept, and no letter goes any more. Gives whether there was one."""
        mine = {"article_id": {"$in": [str(one) for one in articles]}, "letter": {"$exists": True}}
        gone = {"$set": {"outcome": "erased"}, "$unset": {"letter": "", "due": ""}}
        return bool((await self._all.update_many(mine, gone)).modified_count)

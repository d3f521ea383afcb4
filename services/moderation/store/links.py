"""What stands between two moments of getting in: one-time links, and the step between password and code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.model.account import STEP_TRIES, Link, Step


class Links:
    """One-time links, by the hash of their token; an account has one at most."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["links"]

    async def prepare(self) -> None:
        """Make the index that clears away what no longer holds."""
        await self._all.create_index("until", expireAfterSeconds=0)

    async def make(self, link: Link) -> None:
        """Keep one; the account's older ones no longer work."""
        await self.forget(link.editor_id)
        await self._all.insert_one({"_id": link.id, **link.model_dump(exclude={"id"})})

    async def look(self, link_id: str, now: datetime) -> Link | None:
        """The link, if it holds; looking uses nothing up."""
        return _link(await self._all.find_one({"_id": link_id, "until": {"$gt": now}}))

    async def take(self, link_id: str, now: datetime) -> Link | None:
        """The link, if it holds, for the one who takes it first; it is gone then."""
        return _link(await self._all.find_one_and_delete({"_id": link_id, "until": {"$gt": now}}))

    async def forget(self, editor_id: str) -> None:
        """None of this account's links works any more."""
        await self._all.delete_many({"editor_id": editor_id})


class Steps:
    """Who has given the password and not yet the code, by the hash of their token."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["steps"]

    async def prepare(self) -> None:
        """Make the index that clears away what no longer holds."""
        await self._all.create_index("until", expireAfterSeconds=0)

    async def begin(self, step: Step) -> None:
        """Keep one."""
        await self._all.insert_one({"_id": step.id, **step.model_dump(exclude={"id"})})

    async def look(self, step_id: str, now: datetime) -> Step | None:
        """The step, if it still takes a code."""
        return _step(await self._all.find_one(_open(step_id, now)))

    async def attempt(self, step_id: str, now: datetime) -> Step | None:
        """The step, for one try, which is counted before it is made; None where there are no more."""
        counted = {"$inc": {"tries": 1}}
        return _step(await self._all.find_one_and_update(_open(step_id, now), counted, return_document=True))

    async def end(self, step_id: str) -> bool:
        """It leads nowhere any more; True for the one who ended it."""
        return (await self._all.delete_one({"_id": step_id})).deleted_count == 1

    async def end_all_of(self, editor_id: str) -> None:
        """None of this account's leads anywhere any more."""
        await self._all.delete_many({"editor_id": editor_id})


def _open(step_id: str, now: datetime) -> dict[str, Any]:
    return {"_id": step_id, "until": {"$gt": now}, "tries": {"$lt": STEP_TRIES}}


def _link(document: dict[str, Any] | None) -> Link | None:
    return Link.model_validate({**document, "id": document["_id"]}) if document else None


def _step(document: dict[str, Any] | None) -> Step | None:
    return Step.model_validate({**document, "id": document["_id"]}) if document else None

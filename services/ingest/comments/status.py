"""How a comment stands, as its writer may know it: what the topics have told. It can be dropped and read anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pymongo
from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne

from shared.bus import Heard
from shared.facts import CommentDecision, CommentDesk, Frozen

_PATIENCE = 2.0
"""Seconds that a reader waits for MongoDB."""


class CommentStatus(Frozen):
    """`desk` is None while the desk has not said anything."""

    comment_id: UUID
    article_id: UUID | None = None
    version: int = 0
    desk: CommentDesk | None = None


class CommentStatuses:
    """One document each, nothing personal in it: no name, no words, no address."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["comment_status"]

    async def get(self, comment_id: UUID) -> CommentStatus | None:
        """What is known of one. Raises `PyMongoError` where MongoDB does not answer within two seconds."""
        with pymongo.timeout(_PATIENCE):
            doc = await self._all.find_one({"_id": str(comment_id)})
        return CommentStatus.model_validate({**doc, "comment_id": doc["_id"]}) if doc else None

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """What the desk said; of each comment the highest version stays. Gives whether anything changed."""
        wanted = [_decided(one.fact) for one in heard if isinstance(one.fact, CommentDecision)]
        if not wanted:
            return False
        done = await self._all.bulk_write(wanted, ordered=True)
        return bool(done.upserted_count or done.modified_count)


def _decided(fact: CommentDecision) -> UpdateOne:
    # Of an erased one neither where it stood, nor when, nor why.
    kept = CommentDesk(state="erased") if fact.desk.state == "erased" else fact.desk
    desk = kept.model_dump(mode="json")
    new = {"version": fact.version, "desk": desk, "article_id": desk["article_id"]}
    newer = {"$lt": [{"$ifNull": ["$version", -1]}, fact.version]}
    change = {"$cond": [newer, {"$mergeObjects": ["$$ROOT", {"$literal": new}]}, "$$ROOT"]}
    return UpdateOne({"_id": str(fact.comment_id)}, [{"$replaceWith": change}], upsert=True)

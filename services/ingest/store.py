"""The status view: what the topics have told about each article. It can be dropped and read anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne

from services.ingest.model import Public, Received, Refusal, Status
from shared.facts import Decision, Frozen
from shared.mongo import insert_new

_MANY = 200
"""So many at once are mostly new."""


class Row(Frozen):
    """An article in its reporter's list."""

    article_id: UUID
    status: Status
    place: str


class Statuses:
    """Each half has its own version guard, so that late and repeated facts change nothing."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["status"]

    async def prepare(self) -> None:
        """Make the index of a reporter's list."""
        await self._all.create_index([("owner", ASCENDING), ("place", DESCENDING)])

    async def received(self, taken: Iterable[Received]) -> bool:
        """What came in at the door. The first one owns the article, unless the desk says otherwise.

        Gives whether anything changed, as the others do.
        """
        new = list(taken)
        if len(new) < _MANY:
            return await self._write([_received(one) for one in new])
        there = await insert_new(self._all, map(_begun, new))
        known = [one for one in new if str(one.article_id) in there]
        return await self._write([_received(one) for one in known]) or len(known) < len(new)

    async def decided(self, decisions: Iterable[Decision]) -> bool:
        """What the desk said; of each article the highest version stays."""
        return await self._write([_decided(one) for one in decisions])

    async def refused(self, refusals: Iterable[tuple[UUID, Refusal]]) -> bool:
        """What the desk could not take; told to who sent it, whoever owns the article."""
        return await self._write([_refused(article_id, one) for article_id, one in refusals])

    async def published(self, facts: Iterable[tuple[UUID, Public]]) -> bool:
        """What the public has; of each article the highest version stays."""
        return await self._write([_published(article_id, one) for article_id, one in facts])

    async def get(self, article_id: UUID) -> Status | None:
        """All that is known about an article."""
        doc = await self._all.find_one({"_id": str(article_id)})
        return _status(doc) if doc else None

    async def get_all(self, ids: Iterable[UUID]) -> dict[UUID, Status]:
        """The same for several, by their ids."""
        keys = [str(one) for one in ids]
        # As a command: every draft waits for this, and a cursor takes motor's thread twice as long.
        answer = await self._all.database.command(
            "find", self._all.name, filter={"_id": {"$in": keys}}, singleBatch=True, batchSize=len(keys)
        )
        return {UUID(doc["_id"]): _status(doc) for doc in answer["cursor"]["firstBatch"]}

    async def of_reporter(self, reporter_id: str, *, state: str | None, before: str | None, limit: int) -> list[Row]:
        """A reporter's articles, the last changed first, after the place `before`."""
        wanted: dict[str, Any] = {"owner": reporter_id}
        if state is not None:
            wanted["desk.state"] = state
        if before is not None:
            wanted["place"] = {"$lt": before}
        found = self._all.find(wanted).sort("place", DESCENDING).limit(limit)
        return [Row(article_id=doc["_id"], status=_status(doc), place=doc["place"]) async for doc in found]

    async def _write(self, updates: list[UpdateOne]) -> bool:
        if not updates:
            return False
        done = await self._all.bulk_write(updates, ordered=True)
        return bool(done.upserted_count or done.modified_count)


def _status(document: dict[str, Any]) -> Status:
    refusals = tuple((document.get("refusals") or {}).values())
    return Status.model_validate({**document, "refusals": refusals})


def _guarded(item: UUID, field: str, version: int, new: dict[str, Any]) -> UpdateOne:
    """Merge `new` into the document where `field` is lower than `version`; literal, so that no text is evaluated."""
    newer = {"$lt": [{"$ifNull": [f"${field}", -1]}, version]}
    change = {"$cond": [newer, {"$mergeObjects": ["$$ROOT", {"$literal": new}]}, "$$ROOT"]}
    return UpdateOne({"_id": str(item)}, [{"$replaceWith": change}], upsert=True)


def _received(one: Received) -> UpdateOne:
    """Merge a submission in. Of an erased article nothing is kept, whatever is heard again."""
    ids = [str(submission) for submission in one.submissions]
    document = one.model_dump(mode="json", exclude={"submissions"})
    kept = {"$ifNull": ["$received", {"$literal": document}]}
    known = {"$ifNull": ["$received.submissions", []]}
    mine = {"$eq": [{"$ifNull": ["$received.reporter_id", one.reporter_id]}, one.reporter_id]}
    submissions = {"$cond": [mine, {"$setUnion": [known, ids]}, known]}
    owner = {"$ifNull": ["$owner", one.reporter_id]}
    place = {"$ifNull": ["$place", _place(one.at.isoformat(), one.article_id)]}
    merged = {"received": {"$mergeObjects": [kept, {"submissions": submissions}]}, "owner": owner, "place": place}
    erased = {"$eq": ["$desk.state", "erased"]}
    change = {"$cond": [erased, "$$ROOT", {"$mergeObjects": ["$$ROOT", merged]}]}
    return UpdateOne({"_id": str(one.article_id)}, [{"$replaceWith": change}], upsert=True)


def _begun(one: Received) -> dict[str, Any]:
    """As `_received` puts down what nothing is known of."""
    received = one.model_dump(mode="json")
    place = _place(one.at.isoformat(), one.article_id)
    return {"_id": str(one.article_id), "received": received, "owner": one.reporter_id, "place": place}


def _decided(one: Decision) -> UpdateOne:
    new = {
        "desk": one.desk.model_dump(mode="json"),
        "desk_version": one.version,
        "owner": one.desk.reporter_id,
        "place": _place(one.desk.since.isoformat(), one.article_id),
    }
    if one.desk.state == "erased":
        new["received"] = None
    return _guarded(one.article_id, "desk_version", one.version, new)


def _refused(item: UUID, one: Refusal) -> UpdateOne:
    key = one.submission_id.hex
    return UpdateOne({"_id": str(item)}, {"$set": {f"refusals.{key}": one.model_dump(mode="json")}}, upsert=True)


def _published(item: UUID, one: Public) -> UpdateOne:
    return _guarded(item, "public.version", one.version, {"public": one.model_dump(mode="json")})


def _place(at: str, item: UUID) -> str:
    return f"{at}_{item}"

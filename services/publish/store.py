"""Publish's MongoDB: shelves of items, each with a mark while it is to be told; the shelf of articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, ReadPreference, UpdateMany
from pymongo.read_concern import ReadConcern

from services.publish.guard import MARK, MEDIA, begun, guarded, with_media
from services.publish.model import Item, Kept
from shared.mongo import insert_new

OWN = (MARK, "public_version", "due_at", "place", "section", MEDIA)
"""Fields beside the state: they follow from it, or are of no account to it."""
_MANY = 200
"""So many at once are mostly new: what was waiting for long, or all there ever was."""
K = TypeVar("K", bound=Item)


class Mark(NamedTuple):
    """What is still to be told, by the id of the writing that set it; the pictures that are shown, or were before."""

    id: ObjectId
    media: tuple[str, ...] = ()


class Keeping(NamedTuple):
    """What came of keeping a part.

    `mark` is set where the public is to be told, `no_news` how many were none. `begun` are those of which nothing was
    kept before and no embargo waits: with their mark, or None, they stand as they were just written.
    """

    mark: ObjectId
    no_news: int
    begun: Mapping[UUID, Mark | None] = MappingProxyType({})


class Shelf(Generic[K]):
    """Items of one kind. Verbs, each safe to repeat. A mark is the id of the writing that set it: it tells its age."""

    def __init__(
        self,
        collection: AsyncIOMotorCollection[dict[str, Any]],
        document: Callable[[K], dict[str, Any]],
        kept: Callable[[dict[str, Any]], K],
    ) -> None:
        self._all = collection
        self._document = document
        self._kept = kept

    async def prepare(self) -> None:
        """Make the index of what is still to be told."""
        await self._all.create_index(MARK, sparse=True)

    async def keep(self, items: Sequence[K]) -> Keeping:
        """Keep each where it is newer than what is kept, marked where the public is to be told otherwise.

        The one form of a guarded upsert that is right: see `docs/decisions/0010-the-guarded-upsert.md`.
        """
        mark, documents = ObjectId(), [self._document(one) for one in items]
        there = documents
        if len(documents) >= _MANY:
            missed = await insert_new(self._all, (begun(one, mark) for one in documents))
            there = [one for one in documents if one["_id"] in missed]
        known, no_news = {one["_id"] for one in there}, 0
        if there:
            done = await self._all.bulk_write([guarded(one, mark) for one in there], ordered=False)
            known -= {there[place]["_id"] for place in done.upserted_ids or ()}
            no_news = done.matched_count - done.modified_count
        new = {
            item.item: _first_mark(one, mark)
            for item, one in zip(items, documents, strict=True)
            if one["_id"] not in known and "due_at" not in one
        }
        return Keeping(mark, no_news, new)

    async def marked(self, ids: Iterable[UUID]) -> dict[UUID, Mark]:
        """Which of these are still to be told, and by which mark."""
        wanted = {"_id": {"$in": [str(one) for one in ids]}, MARK: {"$exists": True}}
        found = self._all.find(wanted, {MARK: 1, MEDIA: 1})
        return {UUID(doc["_id"]): Mark(doc[MARK], tuple(doc.get(MEDIA, ()))) for doc in await found.to_list(None)}

    async def versions(self, ids: Iterable[UUID]) -> dict[UUID, int]:
        """The version at which each of these is kept, where it is."""
        found = self._all.find({"_id": {"$in": [str(one) for one in ids]}}, {"version": 1})
        return {UUID(doc["_id"]): doc["version"] for doc in await found.to_list(None)}

    async def told(self, marks: Mapping[UUID, Mark]) -> None:
        """Take these marks off; one that was set anew meanwhile stays."""
        by_mark: dict[ObjectId, list[str]] = {}
        for key, mark in marks.items():
            by_mark.setdefault(mark.id, []).append(str(key))
        clear = {"$unset": {MARK: ""}}
        if by_mark:
            await self._all.bulk_write(
                [UpdateMany({"_id": {"$in": ids}, MARK: mark}, clear) for mark, ids in by_mark.items()], ordered=False
            )

    async def left_marked(self, before: datetime, most: int) -> list[UUID]:
        """Those whose mark was set before then: something broke off between keeping and telling."""
        found = self._all.find({MARK: {"$lt": ObjectId.from_datetime(before)}}, {"_id": 1}).limit(most)
        return [UUID(doc["_id"]) for doc in await found.to_list(None)]

    async def oldest_mark(self) -> datetime | None:
        """When the mark that has stood longest was set, in UTC, to the second."""
        doc = await self._all.find_one({MARK: {"$exists": True}}, {MARK: 1}, sort=[(MARK, ASCENDING)])
        return doc[MARK].generation_time if doc else None

    async def mark_at_odds(self, told: Mapping[str, int]) -> list[UUID]:
        """Mark those of which the public was `told` another version last, by id, than it should know; which these are.

        A mark that stands is set anew: what it was set for may have been said before this was told.
        """
        found = self._all.find({"_id": {"$in": list(told)}}, {"public_version": 1})
        odd = [doc["_id"] for doc in await found.to_list(None) if doc["public_version"] != told[doc["_id"]]]
        if odd:
            await self._all.update_many({"_id": {"$in": odd}}, {"$set": {MARK: ObjectId()}})
        return [UUID(one) for one in odd]

    async def get(self, item: UUID) -> K | None:
        """One, as it is kept."""
        doc = await self._all.find_one({"_id": str(item)})
        return self._kept(doc) if doc else None

    async def get_many(self, ids: Iterable[UUID]) -> list[K]:
        """These, as they are kept, in no order."""
        found = self._all.find({"_id": {"$in": [str(one) for one in ids]}})
        return [self._kept(doc) for doc in await found.to_list(None)]

    async def every(self) -> AsyncIterator[K]:
        """All of them, by id."""
        async for doc in self._all.find({}).sort("_id", ASCENDING):
            yield self._kept(doc)

    async def take_place_of(self, name: str) -> None:
        """Become the collection of that name, at one stroke; what it held is gone."""
        await self._all.rename(name, dropTarget=True)

    async def drop(self) -> None:
        """Forget everything."""
        await self._all.drop()


class Articles(Shelf[Kept]):
    """Articles, some of which wait for the end of an embargo."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], name: str = "articles") -> None:
        super().__init__(collection(database, name), _document, _kept)

    async def prepare(self) -> None:
        """Make the indexes."""
        await super().prepare()
        for name in ("due_at", MEDIA):
            await self._all.create_index(name, sparse=True)
        await self._all.create_index([("place", DESCENDING)])
        await self._all.create_index([("section", ASCENDING), ("place", DESCENDING)])

    async def due(self, now: datetime, most: int = 100) -> list[Kept]:
        """Articles whose embargo has ended by `now`, the longest ago first."""
        found = self._all.find({"due_at": {"$lte": now}}).sort("due_at").limit(most)
        return [_kept(doc) for doc in await found.to_list(None)]

    async def next_due(self) -> datetime | None:
        """When the next embargo ends, in UTC."""
        doc = await self._all.find_one({"due_at": {"$exists": True}}, {"due_at": 1}, sort=[("due_at", ASCENDING)])
        return doc["due_at"] if doc else None

    async def lift(self, promoted: Kept) -> None:
        """Put what was scheduled before the public, unless a newer decision has come or it is done already."""
        still = {"_id": str(promoted.article_id), "version": promoted.version, "due_at": {"$exists": True}}
        document = {**_document(promoted), MARK: ObjectId()}
        replaced = {"$mergeObjects": [{"$literal": document}, with_media(document)]}
        await self._all.update_one(still, [{"$replaceWith": replaced}])

    async def shows(self, media: str, *, besides: UUID) -> bool:
        """Whether another article shows this picture."""
        return await self._all.find_one({MEDIA: media, "_id": {"$ne": str(besides)}}, {"_id": 1}) is not None

    async def shows_only(self, kept: Kept) -> None:
        """It shows what it shows at this version, and what it showed before is taken back."""
        change = {"$set": {MEDIA: list(kept.media)}} if kept.media else {"$unset": {MEDIA: ""}}
        await self._all.update_one({"_id": str(kept.article_id), "version": kept.version}, change)

    async def list(self, *, section: str | None, before: str | None, limit: int) -> list[Kept]:
        """What is public, newest first: those that stand after the place `before`, `limit` of them."""
        wanted: dict[str, Any] = {"place": {"$lt": before} if before else {"$type": "string"}}
        if section is not None:
            wanted["section"] = section
        found = self._all.find(wanted).sort("place", DESCENDING).limit(limit)
        return [_kept(doc) for doc in await found.to_list(None)]


def collection(database: AsyncIOMotorDatabase[dict[str, Any]], name: str) -> AsyncIOMotorCollection[dict[str, Any]]:
    """One that is read as the majority holds it, so that nothing which was told can be unread."""
    return database.get_collection(name, read_concern=ReadConcern("majority"), read_preference=ReadPreference.PRIMARY)


def _document(kept: Kept) -> dict[str, Any]:
    # Times inside stay text: BSON knows only milliseconds, and what is said again must be the same.
    document = kept.model_dump(mode="json", exclude={"article_id"})
    document["_id"] = str(kept.article_id)
    document["public_version"] = kept.public_version
    if kept.due_at is not None:
        document["due_at"] = kept.due_at
    if kept.live is not None and (place := kept.place):
        document["place"] = place
        document["section"] = kept.live.section
    if media := kept.media:
        document[MEDIA] = list(media)
    return document


def _kept(document: dict[str, Any]) -> Kept:
    state = {name: value for name, value in document.items() if name not in OWN}
    return Kept.model_validate({**state, "article_id": state.pop("_id")})


def _first_mark(document: dict[str, Any], mark: ObjectId) -> Mark | None:
    """The mark by which `guarded` puts down what was not kept before."""
    return Mark(mark, tuple(document.get(MEDIA, ()))) if document["public_version"] else None

"""The site's view in MongoDB: made of the topics alone, so that it may be dropped at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne
from redaksi_client import Event, PublishedArticle, PublishedComment
from redaksi_client.models import Published

from services.site.model import DIGITS, Listing, people, place, slug, tail

REMEMBERED_DAYS = 7
"""How long it is known that something was erased: as long as the topic itself knows it."""
T = TypeVar("T", bound=Published)
Document = dict[str, Any]
FORM = 2
"""Raised with every change of what stands beside the items: what was kept otherwise is then made anew."""
LISTS = ("section", "tag", "person")
"""The lists beside the one of everything; an article stands in each by what is in this field."""


class Shelf(Generic[T]):
    """The newest state of each item of a topic, and how far that topic was read. Verbs, each safe to repeat."""

    def __init__(self, database: AsyncIOMotorDatabase[Document], name: str, model: type[T]) -> None:
        self._all: AsyncIOMotorCollection[Document] = database[name]
        self._positions: AsyncIOMotorCollection[Document] = database["positions"]
        self._name = name
        self._model = model

    _erased: Document = {}  # noqa: RUF012 - is only read
    """What stands beside an erased one."""

    async def prepare(self) -> None:
        """Make the indexes; drop what an older release made in another form."""
        form = {"_id": f"{self._model.topic}/form", "form": FORM}
        if await self._positions.find_one(form) is None:
            await self.forget()
            await self._positions.replace_one({"_id": form["_id"]}, form, upsert=True)
        await self._all.create_index("erased_at", expireAfterSeconds=REMEMBERED_DAYS * 86_400)

    async def keep(self, events: Iterable[Event[T]]) -> None:
        """Keep each where it is newer than what is kept; an erasure is the last word."""
        newest: dict[str, Document] = {}
        for event in events:
            doc, before = self._document(event), newest.get(event.key)
            if before is None or (doc["version"], "erased_at" in doc) >= (before["version"], "erased_at" in before):
                newest[event.key] = doc
        if newest:
            await self._all.bulk_write([_guarded(doc) for doc in newest.values()], ordered=False)

    async def positions(self) -> Mapping[int, int]:
        """By partition, with which offset to go on."""
        found = await self._positions.find({"topic": self._model.topic}).to_list(None)
        return {doc["partition"]: doc["offset"] for doc in found}

    async def read_to(self, positions: Mapping[int, int]) -> None:
        """Go on there after a restart."""
        topic = self._model.topic
        await self._positions.bulk_write(
            [
                UpdateOne(
                    {"_id": f"{topic}/{partition}"},
                    {"$set": {"topic": topic, "partition": partition, "offset": offset}},
                    upsert=True,
                )
                for partition, offset in positions.items()
            ],
            ordered=False,
        )

    async def forget(self) -> None:
        """Drop it, and read its topic from the beginning next time."""
        await self._positions.delete_many({"topic": self._model.topic})
        await self._all.drop()

    def _document(self, event: Event[T]) -> Document:
        doc: Document = {"_id": event.key, "version": event.version or 0}
        if event.item is None:
            return {**doc, "erased_at": event.at, "tail": event.key[:DIGITS], **self._erased}
        return {**doc, "item": event.item.model_dump_json(), **self._beside(event.item)}

    def _beside(self, item: T) -> Document:
        """What it is found by."""
        raise NotImplementedError

    def _items(self, docs: Sequence[Document]) -> list[T]:
        return [self._model.model_validate_json(doc["item"]) for doc in docs]


class Articles(Shelf[PublishedArticle]):
    """Articles by their addresses, and in the lists of those that can be read."""

    _erased: Document = {"unindexed": True}  # noqa: RUF012 - is only read

    def __init__(self, database: AsyncIOMotorDatabase[Document], name: str = "articles") -> None:
        super().__init__(database, name, PublishedArticle)

    async def prepare(self) -> None:
        """Make the indexes."""
        await super().prepare()
        for beside in ("paths", "tail", "unindexed"):
            await self._all.create_index(beside, sparse=True)
        for beside in ("place", "front"):
            await self._all.create_index([(beside, DESCENDING)], sparse=True)
        for name in LISTS:
            await self._all.create_index([(name, ASCENDING), ("place", DESCENDING)])

    async def at(self, path: str) -> PublishedArticle | None:
        """The article that has, or had, this path."""
        doc = await self._all.find_one({"paths": path})
        return self._items([doc])[0] if doc else None

    async def was_erased(self, path: str) -> bool:
        """Whether an article whose path ended like this one was erased lately."""
        return bool(tail(path)) and await self._all.find_one({"tail": tail(path)}, {"_id": 1}) is not None

    async def get(self, ids: Iterable[UUID]) -> dict[UUID, PublishedArticle]:
        """Those of these that are kept, by id."""
        docs = await self._all.find({"_id": {"$in": [str(one) for one in ids]}, "item": {"$exists": True}}).to_list(
            None
        )
        return {one.article_id: one for one in self._items(docs)}

    async def newest(self, limit: int, before: str = "", after: str = "", **of: str) -> Listing:
        """What can be read, newest first, `of` a section, a tag or a person; between two places where given."""
        within = {**({"$lt": before} if before else {"$type": "string"}), **({"$gte": after} if after else {})}
        docs = await self._all.find({"place": within, **of}).sort("place", DESCENDING).limit(limit + 1).to_list(None)
        page = docs[:limit]
        return Listing(tuple(self._items(page)), page[-1]["place"] if len(docs) > limit else "")

    async def placed(self, most: int) -> list[PublishedArticle]:
        """Those that the desk put on the front page, the latest first."""
        found = self._all.find({"front": {"$type": "string"}}).sort("front", DESCENDING)
        return self._items(await found.limit(most).to_list(None))

    async def addresses(self, before: str, after: str, limit: int) -> list[tuple[str, str]]:
        """The path of each that can be read, newest first, and when it changed last, in ISO 8601."""
        found = self._all.find({"place": {"$lt": before, "$gte": after}}, {"paths": 1, "updated": 1})
        docs = await found.sort("place", DESCENDING).limit(limit).to_list(None)
        return [(doc["paths"][0], doc["updated"]) for doc in docs]

    async def unindexed(self, limit: int) -> list[tuple[str, int, str, PublishedArticle | None]]:
        """Those whose words are not taken in: id, version, place, and the article where it can be read."""
        docs = await self._all.find({"unindexed": True}).limit(limit).to_list(None)
        return [
            (doc["_id"], doc["version"], doc.get("place", ""), self._items([doc])[0] if "place" in doc else None)
            for doc in docs
        ]

    async def indexed(self, these: Iterable[tuple[str, int, str, PublishedArticle | None]]) -> None:
        """The words of these, as they stood then, are taken in."""
        done = {"$unset": {"unindexed": ""}}
        await self._all.bulk_write(
            [UpdateOne({"_id": key, "version": version}, done) for key, version, *_ in these], ordered=False
        )

    async def ends(self) -> tuple[datetime, datetime] | None:
        """When the first and the last that can be read were published; None where there are none."""
        found = [
            await self._all.find_one({"place": {"$type": "string"}}, sort=[("place", order)])
            for order in (ASCENDING, DESCENDING)
        ]
        first, last = self._items([doc for doc in found if doc]) or (None, None)
        return (first.published_at, last.published_at) if first and last else None

    async def count(self, before: str, after: str) -> int:
        """How many can be read between two places."""
        return await self._all.count_documents({"place": {"$lt": before, "$gte": after}})

    def _beside(self, item: PublishedArticle) -> Document:
        beside: Document = {"paths": [item.path, *item.previous_paths], "unindexed": True}
        if item.status == "published":
            beside["place"] = place(item.published_at, item.article_id)
            beside["updated"] = item.updated_at.isoformat()
            if item.front is not None:
                beside["front"] = place(item.front.since, item.article_id)
            beside["section"] = slug(item.section)
            beside["tag"] = sorted({found for tag in item.tags if (found := slug(tag))})
            beside["person"] = [one.slug for one in people(item.byline)]
        return beside


class Comments(Shelf[PublishedComment]):
    """Comments by the article they stand under."""

    def __init__(self, database: AsyncIOMotorDatabase[Document], name: str = "comments") -> None:
        super().__init__(database, name, PublishedComment)

    async def prepare(self) -> None:
        """Make the indexes."""
        await super().prepare()
        await self._all.create_index([("article", ASCENDING), ("under", ASCENDING), ("place", ASCENDING)])

    async def under(
        self, article_id: UUID, parents: Sequence[UUID | None], limit: int, after: str = ""
    ) -> list[PublishedComment]:
        """What was said in answer to these, None standing for the article itself; the oldest first, after a place."""
        wanted = {
            "article": str(article_id),
            "under": {"$in": [str(one or "") for one in parents]},
            "place": {"$gt": after},
        }
        return self._items(await self._all.find(wanted).sort("place", ASCENDING).limit(limit).to_list(None))

    async def get(self, comment_id: UUID) -> PublishedComment | None:
        """One of them."""
        doc = await self._all.find_one({"_id": str(comment_id), "item": {"$exists": True}})
        return self._items([doc])[0] if doc else None

    async def count(self, article_id: UUID) -> int:
        """How many can be read under it."""
        return await self._all.count_documents({"article": str(article_id), "public": True})

    def _beside(self, item: PublishedComment) -> Document:
        return {
            "article": str(item.article_id),
            "under": str(item.parent_id or ""),
            "place": place(item.written_at, item.comment_id),
            "public": item.status == "published",
        }


def _guarded(document: Document) -> UpdateOne:
    """Keep it where it is newer, or the last word: in one step, so that two processes may keep the same."""
    kept = {"$ifNull": ["$version", -1]}
    newer: Document = {"$lt": [kept, document["version"]]}
    if "erased_at" in document:
        newer = {"$lte": [kept, document["version"]]}
    replaced = {"$cond": [newer, {"$literal": document}, "$$ROOT"]}
    return UpdateOne({"_id": document["_id"]}, [{"$replaceWith": replaced}], upsert=True)

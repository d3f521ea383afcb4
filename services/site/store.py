"""The site's view in MongoDB: made of the topics alone, so that it may be dropped at any time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, UpdateOne
from redaksi_client import PublishedArticle, PublishedComment

from services.site.model import Listing, people, place, slug, tail, title
from services.site.shelf import Document, Shelf

LISTS = ("section", "tag", "person")
"""The lists beside the one of everything; an article stands in each by what is in this field."""


class Articles(Shelf[PublishedArticle]):
    """Articles by their addresses, and in the lists of those that can be read."""

    _erased: Document = {"unindexed": True}  # noqa: RUF012 - is only read

    def __init__(self, database: AsyncIOMotorDatabase[Document], name: str = "articles") -> None:
        super().__init__(database, name, PublishedArticle)

    async def index(self) -> None:
        """Make the indexes."""
        await super().index()
        for beside in ("paths", "tail", "title", "unindexed"):
            await self.kept.create_index(beside, sparse=True)
        for beside in ("place", "front"):
            await self.kept.create_index([(beside, DESCENDING)], sparse=True)
        for name in LISTS:
            await self.kept.create_index([(name, ASCENDING), ("place", DESCENDING)])

    async def at(self, path: str) -> PublishedArticle | None:
        """The article that has, or had, this path."""
        doc = await self.kept.find_one({"paths": path})
        return self.items([doc])[0] if doc else None

    async def was_erased(self, path: str) -> bool:
        """Whether an article whose path ended like this one was erased lately."""
        return bool(tail(path)) and await self.kept.find_one({"tail": tail(path)}, {"_id": 1}) is not None

    async def get(self, ids: Iterable[UUID]) -> dict[UUID, PublishedArticle]:
        """Those of these that are kept, by id."""
        docs = await self.kept.find({"_id": {"$in": [str(one) for one in ids]}, "item": {"$exists": True}}).to_list(
            None
        )
        return {one.article_id: one for one in self.items(docs)}

    async def titled(self, titles: Iterable[str]) -> dict[str, PublishedArticle]:
        """What can be read under these titles, by title; of several the newest."""
        wanted = list(titles)
        found = self.kept.find({"title": {"$in": wanted}}).sort("place", ASCENDING) if wanted else None
        return {title(one.headline): one for one in self.items(await found.to_list(None))} if found else {}

    async def newest(self, limit: int, before: str = "", after: str = "", **of: str) -> Listing:
        """What can be read, newest first, `of` a section, a tag or a person; between two places where given."""
        within = {**({"$lt": before} if before else {"$type": "string"}), **({"$gte": after} if after else {})}
        docs = await self.kept.find({"place": within, **of}).sort("place", DESCENDING).limit(limit + 1).to_list(None)
        page = docs[:limit]
        return Listing(tuple(self.items(page)), page[-1]["place"] if len(docs) > limit else "")

    async def placed(self, most: int) -> list[PublishedArticle]:
        """Those that the desk put on the front page, the latest first."""
        found = self.kept.find({"front": {"$type": "string"}}).sort("front", DESCENDING)
        return self.items(await found.limit(most).to_list(None))

    async def addresses(self, before: str, after: str, limit: int) -> list[tuple[str, str]]:
        """The path of each that can be read, newest first, and when it changed last, in ISO 8601."""
        found = self.kept.find({"place": {"$lt": before, "$gte": after}}, {"paths": 1, "updated": 1})
        docs = await found.sort("place", DESCENDING).limit(limit).to_list(None)
        return [(doc["paths"][0], doc["updated"]) for doc in docs]

    async def unindexed(self, limit: int) -> list[tuple[str, int, str, PublishedArticle | None]]:
        """Those whose words are not taken in: id, version, place, and the article where it can be read."""
        docs = await self.kept.find({"unindexed": True}).limit(limit).to_list(None)
        return [
            (doc["_id"], doc["version"], doc.get("place", ""), self.items([doc])[0] if "place" in doc else None)
            for doc in docs
        ]

    async def readable(self, at_once: int) -> AsyncIterator[list[tuple[str, PublishedArticle]]]:
        """Everything that can be read, in parts: place and article."""
        found = self.kept.find({"place": {"$type": "string"}}, {"place": 1, "item": 1}).batch_size(at_once)
        while docs := await found.to_list(at_once):
            yield list(zip([doc["place"] for doc in docs], self.items(docs), strict=True))

    async def all_indexed(self) -> None:
        """The words of all of them are taken in."""
        await self.kept.update_many({"unindexed": True}, {"$unset": {"unindexed": ""}})

    async def indexed(self, these: Iterable[tuple[str, int, str, PublishedArticle | None]]) -> None:
        """The words of these, as they stood then, are taken in."""
        done = {"$unset": {"unindexed": ""}}
        await self.kept.bulk_write(
            [UpdateOne({"_id": key, "version": version}, done) for key, version, *_ in these], ordered=False
        )

    async def ends(self) -> tuple[datetime, datetime] | None:
        """When the first and the last that can be read were published; None where there are none."""
        found = [
            await self.kept.find_one({"place": {"$type": "string"}}, sort=[("place", order)])
            for order in (ASCENDING, DESCENDING)
        ]
        first, last = self.items([doc for doc in found if doc]) or (None, None)
        return (first.published_at, last.published_at) if first and last else None

    async def count(self, before: str, after: str) -> int:
        """How many can be read between two places."""
        return await self.kept.count_documents({"place": {"$lt": before, "$gte": after}})

    def _beside(self, item: PublishedArticle) -> Document:
        beside: Document = {"paths": [item.path, *item.previous_paths], "unindexed": True}
        if item.status == "published":
            beside["place"] = place(item.published_at, item.article_id)
            beside["title"] = title(item.headline)
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

    async def index(self) -> None:
        """Make the indexes."""
        await super().index()
        await self.kept.create_index([("article", ASCENDING), ("under", ASCENDING), ("place", ASCENDING)])

    async def under(
        self, article_id: UUID, parents: Sequence[UUID | None], limit: int, after: str = ""
    ) -> list[PublishedComment]:
        """What was said in answer to these, None standing for the article itself; the oldest first, after a place."""
        wanted = {
            "article": str(article_id),
            "under": {"$in": [str(one or "") for one in parents]},
            "place": {"$gt": after},
        }
        return self.items(await self.kept.find(wanted).sort("place", ASCENDING).limit(limit).to_list(None))

    async def get(self, comment_id: UUID) -> PublishedComment | None:
        """One of them."""
        doc = await self.kept.find_one({"_id": str(comment_id), "item": {"$exists": True}})
        return self.items([doc])[0] if doc else None

    async def count(self, article_id: UUID) -> int:
        """How many can be read under it."""
        return await self.kept.count_documents({"article": str(article_id), "public": True})

    def _beside(self, item: PublishedComment) -> Document:
        return {
            "article": str(item.article_id),
            "under": str(item.parent_id or ""),
            "place": place(item.written_at, item.comment_id),
            "public": item.status == "published",
        }

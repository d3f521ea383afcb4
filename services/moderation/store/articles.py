"""Articles and their revisions. One document an article; a decision is one conditional write of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from services.moderation.model.article import Article, RevisionRef
from services.moderation.model.pending import due
from services.moderation.store.search import Found, Row, Search
from shared.facts import Draft

_DUPLICATE = 11000
_ROW = {"content.headline": 1, "content.section": 1, "content.byline": 1, "content.ready": 1, "content.language": 1}
_ROW |= dict.fromkeys(("version", "revision", "state", "since", "reporter", "claim", "findings", "live", "returned"), 1)


class Articles:
    """What the desk holds. A write carries the stamp of what it was based on, and misses where that has moved."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        majority = ReadConcern("majority")
        self.collection: AsyncIOMotorCollection[dict[str, Any]] = database.get_collection(
            "articles", read_concern=majority
        )
        self._revisions = database.get_collection("revisions", read_concern=majority)

    async def prepare(self) -> None:
        """Make the indexes."""
        await self.collection.create_index("due", sparse=True)
        await self.collection.create_index([("state", ASCENDING), ("since", ASCENDING), ("_id", ASCENDING)])
        for field in ("content.section", "reporter.id", "claim.editor_id", "missing"):
            await self.collection.create_index([(field, ASCENDING), ("since", ASCENDING)])
        await self.collection.create_index(
            [("content.headline", "text"), ("content.lead", "text"), ("content.body", "text")],
            default_language="none",
            language_override="no_such_field",
            name="words",
        )
        await self._revisions.create_index("article_id")
        # A crash may have come between erasing an article and forgetting its revisions.
        async for doc in self.collection.find({"state": "erased"}, {"_id": 1}):
            await self._revisions.delete_many({"article_id": doc["_id"]})

    async def get(self, article_id: UUID) -> Article | None:
        """One article."""
        doc = await self.collection.find_one({"_id": str(article_id)})
        return _article(doc) if doc else None

    async def get_many(self, ids: Iterable[UUID]) -> dict[UUID, Article]:
        """Those of these that there are."""
        found = self.collection.find({"_id": {"$in": [str(one) for one in ids]}})
        return {article.article_id: article async for doc in found for article in [_article(doc)]}

    async def replace(self, old: Article, new: Article) -> bool:
        """Put the new in the place of the old; False where it has been written to since."""
        done = await self.collection.replace_one({"_id": str(old.article_id), "stamp": old.stamp}, _document(new))
        return done.matched_count == 1

    async def replace_many(self, changed: Sequence[tuple[Article | None, Article]]) -> bool:
        """The same for many at once, new ones too; False where any missed: read them again."""
        wanted = [
            ReplaceOne({"_id": str(old.article_id), "stamp": old.stamp}, _document(new))
            if old
            else InsertOne(_document(new))
            for old, new in changed
        ]
        try:
            done = await self.collection.bulk_write(wanted, ordered=False)
        except BulkWriteError as error:
            if any(fault["code"] != _DUPLICATE for fault in error.details["writeErrors"]):
                raise
            return False
        return done.matched_count + done.inserted_count == len(changed)

    async def keep_revisions(self, revisions: Iterable[tuple[UUID, UUID, Draft]]) -> None:
        """Keep the content of these, by article and by submission or edit; keeping one again changes nothing.

        Kept before the article names it: one that no article names was never made.
        """
        wanted = [
            UpdateOne(
                {"_id": f"{article}/{revision}"},
                {"$setOnInsert": {"article_id": str(article), "content": content.model_dump(mode="json")}},
                upsert=True,
            )
            for article, revision, content in revisions
        ]
        if wanted:
            await self._revisions.bulk_write(wanted, ordered=False)

    async def revision(self, article_id: UUID, ref: RevisionRef | UUID) -> Draft | None:
        """The content of a revision, or of a submission that was kept as a conflict."""
        key = ref.id if isinstance(ref, RevisionRef) else ref
        doc = await self._revisions.find_one({"_id": f"{article_id}/{key}"})
        return Draft.model_validate(doc["content"]) if doc else None

    async def forget_revisions(self, article_id: UUID) -> None:
        """Delete the content of all of an erased article's revisions."""
        await self._revisions.delete_many({"article_id": str(article_id)})

    async def search(self, search: Search) -> Found:
        """A page of the queue, oldest first."""
        found = self.collection.find(search.filter(), _ROW).sort([("since", ASCENDING), ("_id", ASCENDING)])
        docs = [doc async for doc in found.limit(search.limit + 1)]
        rows = tuple(Row.model_validate(_flat(doc)) for doc in docs[: search.limit])
        return Found(rows=rows, further=rows[-1].place if len(docs) > search.limit else None)


def _document(article: Article) -> dict[str, Any]:
    """As it is kept: text for what is inside, BSON times for what is searched by."""
    document = article.model_dump(mode="json", exclude={"article_id", "workflow", "public", "stamp"})
    document.update(article.workflow.model_dump(mode="json"), **article.public.model_dump(mode="json"))
    document["_id"] = str(article.article_id)
    document["since"] = article.workflow.since
    document["stamp"] = article.stamp + 1
    document["missing"] = sorted({finding.field for finding in article.findings})
    when = due(article.pending)
    if when is not None:
        document["due"] = when
    if article.claim is not None:
        document["claim"]["until"] = article.claim.until
    return document


_WORKFLOW = ("state", "since", "returned", "times_returned", "rejection")
_PUBLIC = ("live", "scheduled", "address", "first_approved_at", "corrections")


def _article(document: dict[str, Any]) -> Article:
    parts = dict(document)
    parts["article_id"] = parts.pop("_id")
    parts["workflow"] = {name: parts.pop(name) for name in _WORKFLOW}
    parts["public"] = {name: parts.pop(name) for name in _PUBLIC}
    return Article.model_validate(parts)


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, **document.pop("content"), "article_id": document["_id"]}

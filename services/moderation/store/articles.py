"""Articles and their revisions. One document an article; a decision is one conditional write of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from services.moderation.model.article import Article, RevisionRef
from services.moderation.model.pending import due
from services.moderation.model.queue import found_by, standing, turn
from services.moderation.store import indexes
from services.moderation.store.counts import Counts, Zone, in_jakarta
from services.moderation.store.search import ROW, Found, Row, Search, row
from shared.facts import Draft
from shared.fields import kind_of
from shared.mongo import already_there, insert_new

_NOT_THE_WORDS = {"words": 0}
_FILLED_AT_ONCE = 500

Written = Callable[[], Awaitable[None]]
"""What is done as soon as a change is stored."""


async def _nothing() -> None:
    pass


class Beside(NamedTuple):
    """The neighbours of an article in the queue; None where it is the first, or the last."""

    before: UUID | None
    after: UUID | None


class Articles:
    """What the desk holds. A write carries the stamp of what it was based on, and misses where that has moved."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], zone: Zone = in_jakarta) -> None:
        majority = ReadConcern("majority")
        self.collection: AsyncIOMotorCollection[dict[str, Any]] = database.get_collection(
            "articles", read_concern=majority
        )
        self._revisions = database.get_collection("revisions", read_concern=majority)
        self.counts = Counts(database, zone)

    async def prepare(self) -> None:
        """Make the indexes, and fill in what the queue asks for where an article was kept without it."""
        await indexes.prepare(self.collection)
        while await self._fill():
            pass
        await self._revisions.create_index("article_id")
        # A crash may have come between erasing an article and forgetting its revisions.
        async for doc in self.collection.find({"state": "erased"}, {"_id": 1}):
            await self._revisions.delete_many({"article_id": doc["_id"]})

    async def held_in(self, section: str) -> int:
        """How many articles of this section are held."""
        return await self.collection.count_documents({"state": "held", "content.section": section})

    async def get(self, article_id: UUID) -> Article | None:
        """One article."""
        doc = await self.collection.find_one({"_id": str(article_id)}, _NOT_THE_WORDS)
        return _article(doc) if doc else None

    async def headlines(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """The headlines of those of these that there are."""
        found = self.collection.find({"_id": {"$in": [str(one) for one in ids]}}, {"content.headline": 1})
        return {UUID(doc["_id"]): doc["content"]["headline"] async for doc in found}

    async def get_many(self, ids: Iterable[UUID]) -> dict[UUID, Article]:
        """Those of these that there are."""
        found = self.collection.find({"_id": {"$in": [str(one) for one in ids]}}, _NOT_THE_WORDS)
        return {article.article_id: article async for doc in found for article in [_article(doc)]}

    async def placed(self, most: int) -> list[Article]:
        """Those that the desk put on the front page, the latest first."""
        found = self.collection.find({indexes.PLACED: {"$exists": True}}, _NOT_THE_WORDS)
        return [_article(doc) async for doc in found.sort(indexes.PLACED, DESCENDING).limit(most)]

    async def replace(self, old: Article, new: Article, written: Written = _nothing) -> bool:
        """Put the new in the place of the old; then count it, and do `written` meanwhile. False where no old is."""
        done = await self.collection.replace_one({"_id": str(old.article_id), "stamp": old.stamp}, _document(new))
        if done.matched_count == 0:
            return False
        await asyncio.gather(self.counts.moved([(old, new)]), written())
        return True

    async def replace_many(
        self, changed: Sequence[tuple[Article | None, Article]], written: Written = _nothing
    ) -> bool:
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
            already_there(error)
            self.counts.doubtful.set()
            return False
        if done.matched_count + done.inserted_count != len(changed):
            # Nobody says which of them missed.
            self.counts.doubtful.set()
            return False
        await asyncio.gather(self.counts.moved(changed), written())
        return True

    async def keep_revisions(self, revisions: Iterable[tuple[UUID, UUID, Draft]]) -> None:
        """Keep the content of these, by article and by submission or edit; keeping one again changes nothing.

        Kept before the article names it: one that no article names was never made.
        """
        wanted = [
            {"_id": f"{article}/{revision}", "article_id": str(article), "content": content.model_dump(mode="json")}
            for article, revision, content in revisions
        ]
        if wanted:
            await insert_new(self._revisions, wanted)

    async def revision(self, article_id: UUID, ref: RevisionRef | UUID) -> Draft | None:
        """The content of a revision, or of a submission that was kept as a conflict."""
        key = ref.id if isinstance(ref, RevisionRef) else ref
        doc = await self._revisions.find_one({"_id": f"{article_id}/{key}"})
        return Draft.model_validate(doc["content"]) if doc else None

    async def forget_revisions(self, article_id: UUID) -> None:
        """Delete the content of all of an erased article's revisions."""
        await self._revisions.delete_many({"article_id": str(article_id)})

    async def search(self, search: Search) -> Found:
        """A page of the queue, in its order. One row more is read than shown, to know whether there are more."""
        way = DESCENDING if search.descending else ASCENDING
        found = self.collection.find(search.page(), ROW).sort([("turn", way), ("_id", way)]).limit(search.limit + 1)
        rows = [row(doc, search.at) for doc in await found.to_list(None)]
        more, rows = len(rows) > search.limit, rows[: search.limit]
        if search.before is not None:
            rows.reverse()
        further, back = (rows[-1].place, rows[0].place) if rows else (None, None)
        if search.before is not None:
            return Found(rows=tuple(rows), further=further, back=back if more else None)
        return Found(rows=tuple(rows), further=further if more else None, back=back if search.after else None)

    async def next_after(self, article: Article, search: Search) -> UUID | None:
        """Whose turn comes after this article's, in what is looked for, whether it still stands there or not.

        The article as it was when its turn came: what is decided has another turn. After the last, the first.
        """
        place = f"{turn(article).isoformat()}_{article.article_id}"
        for after in (place, None):
            found = await self.search(search.model_copy(update={"after": after, "before": None, "limit": 2}))
            ids = [one.article_id for one in found.rows if one.article_id != article.article_id]
            if ids:
                return ids[0]
        return None

    async def beside(self, article: Article, search: Search) -> Beside:
        """Whose turn comes before this article's and after it, in what is looked for."""
        place = f"{turn(article).isoformat()}_{article.article_id}"
        before = await self.search(search.model_copy(update={"before": place, "after": None, "limit": 1}))
        after = await self.search(search.model_copy(update={"after": place, "before": None, "limit": 1}))
        first, last = (next((row.article_id for row in one.rows), None) for one in (before, after))
        return Beside(first, last)

    async def stands_in(self, article_id: UUID, search: Search) -> bool:
        """Whether it is among what is looked for."""
        return await self.collection.find_one({**search.filter(), "_id": str(article_id)}, {"_id": 1}) is not None

    async def row(self, article_id: UUID, at: datetime) -> Row | None:
        """One article's row, wherever it stands now."""
        doc = await self.collection.find_one({"_id": str(article_id)}, ROW)
        return row(doc, at) if doc else None

    async def how_many(self, search: Search, most: int) -> int:
        """How many are found, counting at the most so many: for what is an editor's own."""
        return await self.collection.count_documents(search.filter(), limit=most)

    async def newcomers(self, search: Search, since: datetime, most: int) -> int:
        """How many of them have come to stand there since, counting at the most so many."""
        asked = {**search.filter(), "since": {"$gt": since}}
        if search.tab == "mine":
            return await self.collection.count_documents(asked, limit=most)
        return await self.collection.count_documents(asked, limit=most, hint=indexes.BY_ARRIVAL)

    async def _fill(self) -> int:
        """Some articles that were kept before the queue asked for this; how many. One written meanwhile has it."""
        found = self.collection.find({"standing": {"$exists": False}}, hint=indexes.BY_STANDING)
        docs = await found.limit(_FILLED_AT_ONCE).to_list(None)
        wanted = [
            UpdateOne({"_id": doc["_id"], "stamp": doc["stamp"]}, {"$set": _for_the_queue(_article(doc))})
            for doc in docs
        ]
        if wanted:
            await self.collection.bulk_write(wanted, ordered=False)
        return len(wanted)


def _document(article: Article) -> dict[str, Any]:
    """As it is kept: text for what is inside, BSON times for what is searched by."""
    document = article.model_dump(mode="json", exclude={"article_id", "workflow", "public", "stamp"})
    document.update(article.workflow.model_dump(mode="json"), **article.public.model_dump(mode="json"))
    document["_id"] = str(article.article_id)
    document["since"] = article.workflow.since
    document["stamp"] = article.stamp + 1
    document.update(_for_the_queue(article))
    when = due(article.pending)
    if when is not None:
        document["due"] = when
    if article.claim is not None:
        document["claim"]["until"] = article.claim.until
    return document


def _for_the_queue(article: Article) -> dict[str, Any]:
    """What it is found and sorted by, all of it said by the rest of the document."""
    return {
        "standing": standing(article),
        "turn": turn(article),
        "missing": sorted({kind_of(finding.field) for finding in article.findings}),
        "words": list(found_by(article.content)),
        **({"media": sorted(article.media)} if article.media else {}),
    }


_WORKFLOW = ("state", "since", "returned", "times_returned", "rejection")
_PUBLIC = ("live", "scheduled", "address", "first_approved_at", "corrections")


def _article(document: dict[str, Any]) -> Article:
    parts = dict(document)
    parts["article_id"] = parts.pop("_id")
    parts["workflow"] = {name: parts.pop(name) for name in _WORKFLOW}
    parts["public"] = {name: parts.pop(name) for name in _PUBLIC}
    return Article.model_validate(parts)

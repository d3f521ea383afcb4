"""Comments: one document each, changed by one conditional write; found by folder, article or commenter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern

from services.moderation.model.afterwards import undo_until
from services.moderation.model.comment import Comment, Folder, Score
from services.moderation.model.pending import due
from shared.facts import Frozen
from shared.mongo import already_there

_MOST_UNDONE = 200
_JUST_NOW = timedelta(minutes=1)
MOST_COUNTED = 1_000
"""Beyond it nobody needs to know by how many."""


Order = Literal["time", "likely"]
"""Of a folder: the oldest first, or what looks most like spam."""


class Place(NamedTuple):
    """Where a comment stands in its folder, in either order; the next page begins after it."""

    written_at: datetime
    comment_id: UUID
    likely: float

    @classmethod
    def of(cls, comment: Comment) -> Place:
        """A comment's."""
        return cls(comment.written_at, comment.comment_id, comment.likely.value)

    @classmethod
    def read(cls, text: str) -> Place:
        """What `str` gave. Raises ValueError where it did not."""
        at, key, likely = text.split("_")
        try:
            return cls(datetime.fromisoformat(at).astimezone(UTC), UUID(key), float(likely))
        except OverflowError as error:
            raise ValueError("no such moment") from error

    def __str__(self) -> str:
        return f"{self.written_at.isoformat()}_{self.comment_id}_{self.likely}"

    def further(self, order: Order) -> dict[str, Any]:
        """What stands after it."""
        beside: list[dict[str, Any]] = [
            {"written_at": {"$gt": self.written_at}},
            {"written_at": self.written_at, "_id": {"$gt": str(self.comment_id)}},
        ]
        if order == "time":
            return {"written_at": {"$gte": self.written_at}, "$or": beside}
        as_likely = [{"likely.value": self.likely, **one} for one in beside]
        return {"likely.value": {"$lte": self.likely}, "$or": [{"likely.value": {"$lt": self.likely}}, *as_likely]}


def a_place(text: str) -> str:
    """The same text, where it is a comment's place; ValueError where it is not."""
    return str(Place.read(text))


class Page(Frozen):
    """Some comments; `further` is the place after which there are more."""

    comments: tuple[Comment, ...]
    further: str | None = None


class Record(Frozen):
    """What became of what one commenter wrote, as far back as their address is kept."""

    approved: int = 0
    rejected: int = 0
    spam: int = 0
    held: int = 0


class Comments:
    """A write carries the stamp of what it was based on, and misses where that has moved."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self.collection: AsyncIOMotorCollection[dict[str, Any]] = database.get_collection(
            "comments", read_concern=ReadConcern("majority")
        )

    async def prepare(self) -> None:
        """Make the indexes."""
        in_turn = [("written_at", ASCENDING), ("_id", ASCENDING)]
        await self.collection.create_index("due", sparse=True)
        await self.collection.create_index([("folder", ASCENDING), *in_turn])
        await self.collection.create_index([("folder", ASCENDING), ("likely.value", DESCENDING), *in_turn])
        await self.collection.create_index([("folder", ASCENDING), ("likely.weights", ASCENDING)])
        await self.collection.create_index([("article_id", ASCENDING), *in_turn])
        await self.collection.create_index([("who", ASCENDING), ("folder", ASCENDING)], sparse=True)
        await self.collection.create_index("kept_since", sparse=True)

    async def get(self, comment_id: UUID) -> Comment | None:
        """One comment."""
        doc = await self.collection.find_one({"_id": str(comment_id)})
        return _comment(doc) if doc else None

    async def get_many(self, ids: Iterable[UUID], **of: str) -> dict[UUID, Comment]:
        """Those of these that there are, `of` a folder where one is named."""
        found = self.collection.find({"_id": {"$in": [str(one) for one in ids]}, **of})
        return {comment.comment_id: comment async for doc in found for comment in [_comment(doc)]}

    async def replace(self, old: Comment, new: Comment) -> bool:
        """Put the new in the place of the old; False where it has been written to since."""
        ours = {"_id": str(old.comment_id), "stamp": old.stamp}
        return (await self.collection.replace_one(ours, _document(new))).matched_count == 1

    async def replace_many(self, changed: Sequence[tuple[Comment | None, Comment]]) -> bool:
        """The same for many at once, new ones too; False where any missed: read them again."""
        wanted = [
            ReplaceOne({"_id": str(old.comment_id), "stamp": old.stamp}, _document(new))
            if old
            else InsertOne(_document(new))
            for old, new in changed
        ]
        try:
            done = await self.collection.bulk_write(wanted, ordered=False)
        except BulkWriteError as error:
            already_there(error)
            return False
        return done.matched_count + done.inserted_count == len(changed)

    async def page(
        self,
        folder: Folder,
        *,
        article_id: UUID | None = None,
        order: Order = "time",
        after: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Of a folder, in this order; of one article only, where one is named. One more is read than shown."""
        wanted: dict[str, Any] = {"folder": folder}
        if article_id is not None:
            wanted["article_id"] = str(article_id)
        if after is not None:
            wanted |= Place.read(after).further(order)
        first = [("likely.value", DESCENDING)] if order == "likely" else []
        found = self.collection.find(wanted).sort([*first, ("written_at", ASCENDING), ("_id", ASCENDING)])
        comments = [_comment(doc) for doc in await found.limit(limit + 1).to_list(None)]
        more, comments = len(comments) > limit, comments[:limit]
        return Page(comments=tuple(comments), further=str(Place.of(comments[-1])) if more else None)

    async def just_decided(self, editor_id: str, now: datetime) -> tuple[Comment, ...]:
        """What this editor decided within the last minute and can still undo; the latest first."""
        waiting = self.collection.find({"due": {"$gt": now}, "undo": {"$ne": None}}).sort("due", DESCENDING)
        found = [_comment(doc) for doc in await waiting.limit(_MOST_UNDONE).to_list(None)]
        return tuple(one for one in found if _is_theirs(one, editor_id, now - _JUST_NOW) and undo_until(one))

    async def scored_before(self, learned: int, limit: int) -> list[Comment]:
        """Of what waits, those that were scored longest ago, when less was known than this."""
        found = self.collection.find({"folder": "todo"}).sort("likely.weights", ASCENDING).limit(limit)
        return [one for doc in await found.to_list(None) if (one := _comment(doc)).likely.weights < learned]

    async def rescored(self, likely: Mapping[UUID, Score]) -> None:
        """Say so of those that still wait. Not a change to a comment: who decides meanwhile does not miss."""
        wanted = [
            UpdateOne({"_id": str(key), "folder": "todo"}, {"$set": {"likely": value.model_dump()}})
            for key, value in likely.items()
        ]
        if wanted:
            await self.collection.bulk_write(wanted, ordered=False)

    async def counts(self) -> dict[Folder, int]:
        """How many there are in each folder that is gone through, a thousand at most."""
        folders: tuple[Folder, ...] = ("todo", "unconfirmed", "spam", "rejected")
        return {one: await self.collection.count_documents({"folder": one}, limit=MOST_COUNTED) for one in folders}

    async def thread(self, article_id: UUID, limit: int = 200) -> tuple[Comment, ...]:
        """What is public under an article, the oldest first."""
        found = self.collection.find({"article_id": str(article_id), "public": True})
        docs = await found.sort([("written_at", ASCENDING), ("_id", ASCENDING)]).limit(limit).to_list(None)
        return tuple(_comment(doc) for doc in docs)

    async def record(self, who: str) -> Record:
        """What became of what this commenter wrote."""
        return (await self.records([who])).get(who, Record())

    async def records(self, people: Iterable[str]) -> dict[str, Record]:
        """The same of several; who is not known has none."""
        if not (wanted := sorted({one for one in people if one})):
            return {}
        group = {"_id": {"who": "$who", "folder": "$folder"}, "n": {"$sum": 1}}
        found: dict[str, Counter[str]] = defaultdict(Counter)
        async for doc in self.collection.aggregate([{"$match": {"who": {"$in": wanted}}}, {"$group": group}]):
            found[doc["_id"]["who"]][doc["_id"]["folder"]] = doc["n"]
        return {
            who: Record(
                approved=folders["approved"],
                rejected=folders["rejected"] + folders["removed"],
                spam=folders["spam"],
                held=folders["todo"] + folders["unconfirmed"],
            )
            for who, folders in found.items()
        }

    async def of(self, who: str) -> list[UUID]:
        """Everything that this commenter wrote, as far back as their address is kept."""
        found = self.collection.find({"who": who}, {"_id": 1}).sort("written_at", DESCENDING)
        return [UUID(doc["_id"]) async for doc in found]

    async def forget_contacts(self, before: datetime) -> int:
        """Drop the addresses of what was written before then, and what stands for them; of how many."""
        old = {"kept_since": {"$lt": before}}
        gone = {"$set": {"sealed": None, "who": ""}, "$unset": {"kept_since": ""}, "$inc": {"stamp": 1}}
        return (await self.collection.update_many(old, gone)).modified_count


def _is_theirs(comment: Comment, editor_id: str, since: datetime) -> bool:
    last = comment.acts[-1]
    return last.who == editor_id and last.at > since


def _document(comment: Comment) -> dict[str, Any]:
    document = comment.model_dump(mode="json", exclude={"comment_id", "stamp"})
    document["_id"] = str(comment.comment_id)
    document["stamp"] = comment.stamp + 1
    document["written_at"] = comment.written_at
    document["folder"] = comment.folder
    document["public"] = comment.is_public
    if comment.sealed or comment.who:
        document["kept_since"] = comment.written_at
    if (when := due(comment.pending)) is not None:
        document["due"] = when
    return document


def _comment(document: dict[str, Any]) -> Comment:
    parts = {name: value for name, value in document.items() if name not in {"folder", "due", "public", "kept_since"}}
    parts["comment_id"] = parts.pop("_id")
    return Comment.model_validate(parts)

"""The shelf of comments: found in threads, the oldest first, under their article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, UpdateOne

from services.publish.model import KeptComment
from services.publish.store import OWN, Keeping, Shelf, collection

_FOUND_BY = ("article", "parent", "place")
_SHOWN = {"live.removed": None}


class Thread(NamedTuple):
    """A comment, or what is left of it, with the place where it stands and the first of its public answers."""

    place: str
    head: KeptComment
    answers: list[KeptComment]


class Comments(Shelf[KeptComment]):
    """Readers' comments. Where one is found stands beside its state: `article`, `parent`, `place`."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]], name: str = "comments") -> None:
        super().__init__(collection(database, name), _document, _kept)

    async def prepare(self) -> None:
        """Make the indexes."""
        await super().prepare()
        # A sparse index would not do for heads: asked for what has no parent it reads every comment of the article.
        heads = [("article", ASCENDING), ("place", ASCENDING)]
        await self._all.create_index(heads, partialFilterExpression={"parent": None, "article": {"$exists": True}})
        await self._all.create_index([("parent", ASCENDING), ("place", ASCENDING)], sparse=True)

    async def keep(self, items: Sequence[KeptComment]) -> Keeping:
        """Keep each where it is newer than what is kept, and have what was erased stand where it was answered."""
        keeping = await super().keep(items)
        await self._leave_gaps(items)
        return keeping

    async def threads(self, article_id: UUID, *, after: str | None, limit: int, answers: int) -> list[Thread]:
        """What was said under an article and not to another comment, the oldest first, after the place `after`.

        `limit` of them, each with so many `answers` at the most.
        """
        first_answers = {
            "from": self._all.name,
            "localField": "_id",
            "foreignField": "parent",
            "pipeline": [
                {"$match": {"article": str(article_id), **_SHOWN}},
                {"$sort": {"place": ASCENDING}},
                {"$limit": answers},
            ],
            "as": "answers",
        }
        found = self._all.aggregate(
            [
                {"$match": {"article": str(article_id), "parent": None, "place": _beyond(after)}},
                {"$sort": {"place": ASCENDING}},
                {"$limit": limit},
                {"$lookup": first_answers},
            ]
        )
        return [_thread(doc) for doc in await found.to_list(None)]

    async def answers(self, article_id: UUID, parent: UUID, *, after: str | None, limit: int) -> list[KeptComment]:
        """What was said to this comment under this article and is public, the oldest first, after the place `after`."""
        wanted = {"article": str(article_id), "parent": str(parent), "place": _beyond(after), **_SHOWN}
        found = self._all.find(wanted).sort("place", ASCENDING).limit(limit)
        return [_kept(doc) for doc in await found.to_list(None)]

    async def _leave_gaps(self, items: Sequence[KeptComment]) -> None:
        """Give those that were erased and are answered the place of their first answer: nothing else is left.

        Only what is stored decides, whatever came first, and a place only falls: safe to repeat and to race.
        See `docs/decisions/0086-what-is-left-of-an-answered-comment.md`.
        """
        heads = {str(one.comment_id) for one in items if one.erased}
        heads |= {str(one.live.parent_id) for one in items if one.live and one.live.parent_id}
        if not heads:
            return
        found = self._all.find({"_id": {"$in": [*heads]}, "erased": True}, {"_id": 1})
        if not (gone := [doc["_id"] async for doc in found]):
            return
        first = {"article": {"$first": "$article"}, "place": {"$first": "$place"}}
        answered = self._all.aggregate(
            [
                {"$match": {"parent": {"$in": gone}}},
                {"$sort": {"parent": ASCENDING, "place": ASCENDING}},
                {"$group": {"_id": "$parent", **first}},
            ]
        )
        if gaps := [_gap(doc) async for doc in answered]:
            await self._all.bulk_write(gaps, ordered=False)


def _beyond(after: str | None) -> dict[str, str]:
    return {"$gt": after} if after else {"$type": "string"}


def _gap(first: dict[str, Any]) -> UpdateOne:
    head = first["_id"]
    written_at, _, _ = first["place"].partition("_")
    change = {"$set": {"article": first["article"], "parent": None}, "$min": {"place": f"{written_at}_{head}"}}
    return UpdateOne({"_id": head, "erased": True}, change)


def _document(kept: KeptComment) -> dict[str, Any]:
    document = kept.model_dump(mode="json", exclude={"comment_id"})
    document["_id"] = str(kept.comment_id)
    document["public_version"] = kept.public_version
    if kept.live is not None:
        document["article"] = str(kept.live.article_id)
        document["parent"] = str(kept.live.parent_id) if kept.live.parent_id else None
        document["place"] = kept.place
    return document


def _kept(document: dict[str, Any]) -> KeptComment:
    state = {name: value for name, value in document.items() if name not in {*OWN, *_FOUND_BY}}
    return KeptComment.model_validate({**state, "comment_id": state.pop("_id")})


def _thread(document: dict[str, Any]) -> Thread:
    answers = [_kept(one) for one in document.pop("answers")]
    return Thread(document["place"], _kept(document), answers)

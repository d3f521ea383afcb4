"""The desk's figures: tallies of decisions, only ever added, except where one is undone; and what they sum to."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import ASCENDING, DeleteOne, UpdateOne
from pymongo.errors import PyMongoError

from services.moderation.model.article import Article
from services.moderation.model.tally import Tally, counting
from shared.facts import Frozen

log = logging.getLogger(__name__)

_MOST_ROWS = 20
_APPROVED = {"$in": ["$what", ["approve", "correct"]]}


class Row(Frozen):
    """What was decided of one reporter, one section, or on one day (`key`)."""

    key: str
    approved: int = 0
    returned: int = 0
    rejected: int = 0


class Day(Row):
    """A day in the house's zone, as `key` says it."""

    @property
    def date(self) -> date:
        """The day itself."""
        return date.fromisoformat(self.key)


class Count(Frozen):
    """How often."""

    key: str
    count: int


class Summary(Frozen):
    """What the desk did since a moment. `median`: seconds from handing in to the first decision."""

    median: float | None
    days: tuple[Day, ...]
    returns_by_field: tuple[Count, ...]
    by_reporter: tuple[Row, ...]
    by_section: tuple[Row, ...]


class Record(Frozen):
    """What became of what one reporter sent."""

    submitted: int
    approved: int = 0
    returned: int = 0
    rejected: int = 0


class Tallies:
    """One document a decision, under its article's id and version, so that counting it again changes nothing."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._all = database["tallies"]
        self._articles = database["articles"]

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._all.create_index([("at", ASCENDING), ("waited", ASCENDING)])
        await self._all.create_index("reporter_id")

    async def saw(self, changed: Sequence[tuple[Article | None, Article]]) -> None:
        """Count these changes. They are done whatever happens here, so trouble is only logged."""
        wanted: list[UpdateOne | DeleteOne] = []
        for before, after in changed:
            counted = counting(before, after)
            wanted += [DeleteOne({"_id": one}) for one in counted.undone]
            wanted += [UpdateOne({"_id": one.id}, {"$set": _document(one)}, upsert=True) for one in counted.made]
        if wanted:
            try:
                await self._all.bulk_write(wanted, ordered=False)
            except PyMongoError as error:
                log.warning("a decision was not counted", extra={"error": type(error).__name__})

    async def summary(self, since: datetime, zone: str) -> Summary:
        """Everything since then; days as they are in this zone."""
        day = {"$dateToString": {"date": "$at", "format": "%Y-%m-%d", "timezone": zone}}
        by_field: list[dict[str, Any]] = [
            {"$match": {"at": {"$gte": since}, "what": "return"}},
            {"$unwind": "$fields"},
            {"$group": {"_id": "$fields", "count": {"$sum": 1}}},
            {"$sort": {"count": -1, "_id": 1}},
            {"$limit": _MOST_ROWS},
        ]
        fields = [Count(key=doc["_id"], count=doc["count"]) async for doc in self._all.aggregate(by_field)]
        return Summary(
            median=await self._median(since),
            days=tuple(Day(**row) for row in await self._rows(since, day, {"_id": 1}, 400)),
            returns_by_field=tuple(fields),
            by_reporter=tuple(Row(**row) for row in await self._rows(since, "$reporter_id")),
            by_section=tuple(Row(**row) for row in await self._rows(since, "$section")),
        )

    async def record(self, reporter_id: str) -> Record:
        """One reporter's, from the beginning."""
        submitted = await self._articles.count_documents({"reporter.id": reporter_id})
        rows = [doc async for doc in self._all.aggregate([{"$match": {"reporter_id": reporter_id}}, _sums(None)])]
        return Record(submitted=submitted, **({name: rows[0][name] for name in _SUMS} if rows else {}))

    async def _median(self, since: datetime) -> float | None:
        waited = {"at": {"$gte": since}, "waited": {"$type": "number"}}
        number = await self._all.count_documents(waited)
        middle = self._all.find(waited, {"waited": 1}).sort("waited").skip(max(number - 1, 0) // 2).limit(1)
        return next((float(doc["waited"]) for doc in await middle.to_list(1)), None)

    async def _rows(
        self, since: datetime, by: Any, order: dict[str, int] | None = None, most: int = _MOST_ROWS
    ) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = [
            {"$match": {"at": {"$gte": since}}},
            _sums(by),
            {"$sort": order or {"decided": -1, "_id": 1}},
            {"$limit": most},
        ]
        found = self._all.aggregate(steps)
        return [{"key": doc["_id"] or "", **{name: doc[name] for name in _SUMS}} async for doc in found]


_SUMS = ("approved", "returned", "rejected")


def _sums(by: Any) -> dict[str, Any]:
    def times(condition: Any) -> dict[str, Any]:
        return {"$sum": {"$cond": [condition, 1, 0]}}

    return {
        "$group": {
            "_id": by,
            "approved": times(_APPROVED),
            "returned": times({"$eq": ["$what", "return"]}),
            "rejected": times({"$eq": ["$what", "reject"]}),
            "decided": {"$sum": 1},
        }
    }


def _document(tally: Tally) -> dict[str, Any]:
    return {**tally.model_dump(exclude={"id", "article_id"}), "article_id": str(tally.article_id)}

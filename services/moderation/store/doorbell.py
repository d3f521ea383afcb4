"""What changes in the desk's database, as MongoDB's change stream tells it: a bell, never the data itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bson import Timestamp
from motor.motor_asyncio import AsyncIOMotorDatabase

from services.moderation.model.article import Act, Claim
from services.moderation.model.notices import Notice
from services.moderation.model.queue import Standing
from services.moderation.store.presence import article_of
from shared.facts import Frozen, Reporter, State

_WAIT_MS = 500
_NOTICE = tuple(name for name in Notice.model_fields if name != "id")
_ARTICLE = ("version", "state", "standing", "claim", "reporter")


class Changed(Frozen):
    """An article was written: how it stands now, and the last act on it."""

    article_id: UUID
    version: int
    state: State
    standing: Standing
    claim: Claim | None = None
    assigned: str | None = None
    """The id of the editor who is to see to it."""
    reporter: Reporter
    last: Act | None = None


class Recounted(Frozen):
    """A counter moved."""


class Commented(Frozen):
    """A reader's comment came in."""


class Attended(Frozen):
    """Somebody opened an article or left it."""

    article_id: UUID


class Noticed(Frozen):
    """An editor was told something."""

    notice: Notice


Ring = Changed | Recounted | Commented | Attended | Noticed


class Doorbell:
    """The change stream over what pages show. Raises PyMongoError where it breaks: begin again."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        self._database = database

    async def rings(self, ago: timedelta | None) -> AsyncIterator[Ring | None]:
        """What has changed since so long ago, or from now on; None whenever nothing was heard for a while.

        What the relay does to an article (a lease, a fact taken off) is not told: it changes nothing to be seen.
        """
        begin: Timestamp | None = None
        if ago is not None:
            answer = await self._database.command("ping")
            begin = Timestamp(answer["operationTime"].time - int(ago.total_seconds()), 1)
        async with self._database.watch(_WATCHED, max_await_time_ms=_WAIT_MS, start_at_operation_time=begin) as stream:
            while stream.alive:  # type: ignore[truthy-function]  # a property, whatever the driver's types say
                change = await stream.try_next()
                yield _told(change) if change else None


_SEEN: list[dict[str, Any]] = [
    {"ns.coll": "counts"},
    {"ns.coll": {"$in": ["notices", "comments", "presence"]}, "operationType": "insert"},
    {"ns.coll": "presence", "operationType": "delete"},
    {"ns.coll": "articles", "operationType": {"$in": ["insert", "replace"]}},
]
_WATCHED: list[dict[str, Any]] = [
    {"$match": {"operationType": {"$in": ["insert", "replace", "update", "delete"]}, "$or": _SEEN}},
    {
        "$project": {
            "ns.coll": 1,
            "documentKey": 1,
            **{f"fullDocument.{name}": 1 for name in (*_ARTICLE, "assigned", *_NOTICE)},
            "fullDocument.acts": {"$slice": ["$fullDocument.acts", -1]},
        }
    },
]


def _told(change: dict[str, Any]) -> Ring:
    if change["ns"]["coll"] == "counts":
        return Recounted()
    if change["ns"]["coll"] == "comments":
        return Commented()
    if change["ns"]["coll"] == "presence":
        return Attended(article_id=article_of(change["documentKey"]["_id"]))
    doc = change["fullDocument"]
    if change["ns"]["coll"] == "notices":
        return Noticed(notice=Notice.model_validate({**doc, "id": change["documentKey"]["_id"]}))
    parts = {name: doc[name] for name in _ARTICLE if name in doc}
    parts["article_id"] = change["documentKey"]["_id"]
    parts["assigned"] = (doc.get("assigned") or {}).get("editor_id")
    parts["last"] = doc["acts"][-1] if doc.get("acts") else None
    return Changed.model_validate(parts)


def holds(claim: Claim | None, at: datetime) -> str | None:
    """Who is at it at this moment."""
    return claim.editor_id if claim and claim.until > at else None

"""What is kept of a published topic: the newest state of each item, and how far the topic was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, UpdateOne
from redaksi_client import Event
from redaksi_client.models import Published

from services.site.model import DIGITS
from shared.mongo import insert_new

REMEMBERED_DAYS = 7
"""How long it is known that something was erased: as long as the topic itself knows it."""
T = TypeVar("T", bound=Published)
Document = dict[str, Any]
FORM = 3
"""Raised with every change of what stands beside the items: what was kept otherwise is then made anew."""
_READ_AT_ONCE = 1_000
_MANY = 200
"""So many come at once only where a view is made from nothing, or nearly."""


class Shelf(Generic[T]):
    """The newest state of each item of a topic, and how far that topic was read. Verbs, each safe to repeat."""

    def __init__(self, database: AsyncIOMotorDatabase[Document], name: str, model: type[T]) -> None:
        # On the majority's disks, as the client writes. Without waiting for a disk it would take longer: of what nobody
        # waits for, a server's majority hears ten times a second.
        self.kept: AsyncIOMotorCollection[Document] = database[name]
        self._positions: AsyncIOMotorCollection[Document] = database["positions"]
        self._name = name
        self._model = model

    _erased: Document = {}  # noqa: RUF012 - is only read
    """What stands beside an erased one."""

    async def prepare(self) -> None:
        """Drop what an older release made in another form; make the indexes."""
        form = {"_id": f"{self._model.topic}/form", "form": FORM}
        if await self._positions.find_one(form) is None:
            await self.forget()
            await self._positions.replace_one({"_id": form["_id"]}, form, upsert=True)
        await self.index()

    async def index(self) -> None:
        """Make the indexes."""
        await self.kept.create_index("erased_at", expireAfterSeconds=REMEMBERED_DAYS * 86_400)

    async def keep(self, events: Iterable[Event[T]]) -> None:
        """Keep each where it is newer than what is kept; an erasure is the last word."""
        newest: dict[str, Document] = {}
        for event in events:
            doc, before = self._document(event), newest.get(event.key)
            if before is None or (doc["version"], "erased_at" in doc) >= (before["version"], "erased_at" in before):
                newest[event.key] = doc
        if len(newest) >= _MANY:
            newest = await self._inserted(newest)
        if newest:
            await self.kept.bulk_write([_guarded(doc) for doc in newest.values()], ordered=False)

    async def _inserted(self, docs: Mapping[str, Document]) -> dict[str, Document]:
        """Insert these, which costs a fifth of keeping them; those of them that were there already."""
        return {key: docs[key] for key in await insert_new(self.kept, docs.values())}

    async def positions(self) -> Mapping[int, int]:
        """By partition, with which offset to go on."""
        found = await self._positions.find({"topic": self._model.topic}).to_list(None)
        return {doc["partition"]: doc["offset"] for doc in found}

    async def read_to(self, positions: Mapping[int, int]) -> None:
        """Go on there after a restart."""
        topic = self._model.topic
        if not positions:
            return
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
        await self.drop()

    async def drop(self) -> None:
        """Drop the items alone."""
        await self.kept.drop()

    async def take_the_place_of(self, name: str) -> None:
        """Stand under this name, at one stroke, instead of what stood there."""
        await self.kept.rename(name, dropTarget=True)

    async def summed(self) -> tuple[int, str]:
        """How many there are, and a sum of every byte of them: equal sums mean equal views."""
        many, digest = 0, hashlib.sha256()
        async for doc in self.kept.find({}, {"unindexed": 0}).sort("_id", ASCENDING).batch_size(_READ_AT_ONCE):
            digest.update(repr(sorted(doc.items())).encode())
            many += 1
        return many, digest.hexdigest()

    def _document(self, event: Event[T]) -> Document:
        doc: Document = {"_id": event.key, "version": event.version or 0}
        if event.item is None:
            return {**doc, "erased_at": event.at, "tail": event.key[:DIGITS], **self._erased}
        return {**doc, "item": event.item.model_dump_json(), **self._beside(event.item)}

    def _beside(self, item: T) -> Document:
        """What it is found by."""
        raise NotImplementedError

    def items(self, docs: Sequence[Document]) -> list[T]:
        """What stands in these."""
        return [self._model.model_validate_json(doc["item"]) for doc in docs]


def _guarded(document: Document) -> UpdateOne:
    """Keep it where it is newer, or the last word: in one step, so that two processes may keep the same."""
    kept = {"$ifNull": ["$version", -1]}
    newer: Document = {"$lt": [kept, document["version"]]}
    if "erased_at" in document:
        newer = {"$lte": [kept, document["version"]]}
    replaced = {"$cond": [newer, {"$literal": document}, "$$ROOT"]}
    return UpdateOne({"_id": document["_id"]}, [{"$replaceWith": replaced}], upsert=True)

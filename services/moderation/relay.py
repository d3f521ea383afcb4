"""The relay: says what is pending, in version order for each item, from the list that is the truth.

A due fact is first marked `sending` by a conditional write (a lease, so that several relays can run),
then sent, acknowledged, and taken off. A lease that ran out is sent again. It is only woken by what
the desk does; what it says it finds by the mark `due`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from services.moderation.model.pending import LEASE, Pending, Telling
from shared import metrics
from shared.bus import OutcomeUnknown, Unsendable, Voice
from shared.stages import Stage

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=1)
_ON_THE_WAY = 64
_LOOK_AGAIN = 0.25
_LONG = 10.0
"""Seconds that who took something in waits for it to be said."""
_AFTER_TROUBLE = 1.0

Collection = AsyncIOMotorCollection[dict[str, Any]]
SayBorn = Callable[[Mapping[str, Pending]], Awaitable[None]]
"""Says the first facts of items that were stored with a lease on them; by item."""


class Relay:
    """Says the pending facts of several collections whose documents have `pending`, `due` and `stamp`."""

    def __init__(self, collections: Sequence[Collection], voice: Voice, clock: Callable[[], datetime]) -> None:
        self._collections = collections
        self._voice = voice
        self._clock = clock
        self._bell = asyncio.Event()
        self._rung = {one.name for one in collections}
        self._at_it: set[tuple[str, Any]] = set()
        self._unsayable: dict[tuple[str, Any], datetime] = {}
        """Since when what can never be said waits; its lease, taken again and again, would hide it."""
        self._room = asyncio.Semaphore(_ON_THE_WAY)
        self._tasks: set[asyncio.Task[None]] = set()
        self._told = {one.name: Stage(metrics.STAGE.labels("due_to_told", one.name), clock) for one in collections}

    def wake(self, *collections: Collection) -> None:
        """Something may be due in one of these, or anywhere: look at once."""
        self._rung |= {one.name for one in collections or self._collections}
        self._bell.set()

    async def run(self) -> None:
        """For ever: look for what is due where that was rung for; everywhere after a quarter of a second."""
        clock = asyncio.get_running_loop().time
        everywhere = clock()
        while True:
            if clock() >= everywhere:
                self.wake()
                everywhere = clock() + _LOOK_AGAIN
            self._bell.clear()
            rung, self._rung = self._rung, set()
            try:
                for collection in self._collections:
                    if collection.name in rung:
                        await self._look(collection)
            except PyMongoError as error:
                log.warning("pending facts will be looked for again", extra={"error": type(error).__name__})
                everywhere = clock() + _AFTER_TROUBLE
            try:
                async with asyncio.timeout_at(everywhere):
                    await self._bell.wait()
            except TimeoutError:
                pass

    def newborn(self, collection: Collection) -> SayBorn:
        """What says the first facts of new items of this collection."""

        async def say(born: Mapping[str, Pending]) -> None:
            await self._say_born(collection, born)

        return say

    async def _say_born(self, collection: Collection, born: Mapping[str, Pending]) -> None:
        """Many for two round trips; gone on with in the background where Kafka does not answer."""
        if born:
            saying = self._keep(self._say_new(collection, born))
            if (await asyncio.wait([saying], timeout=_LONG))[0]:
                saying.result()

    async def _say_new(self, collection: Collection, born: Mapping[str, Pending]) -> None:
        """Whatever fails, the lease's end mends."""
        try:
            by_version: defaultdict[int, list[str]] = defaultdict(list)
            for item, first in born.items():
                by_version[first.version].append(item)

            async def hold() -> None:
                for version, items in by_version.items():
                    await self._hold(collection, {"$in": items}, version)

            await self._voice.say_records([(first.record(), first.trace) for first in born.values()], hold=hold)
            for version, items in by_version.items():  # nearly always the first: one change of many, not many changes
                await collection.update_many(*_off({"$in": items}, version))
        except (OutcomeUnknown, PyMongoError, Unsendable) as error:
            log.warning("new items will be said by the relay", extra={"items": len(born), "error": str(error)})
        self.wake(collection)  # for whatever was decided meanwhile

    def telling(self, collection: Collection) -> Telling:
        """How what was decided on items of this collection comes to be said."""

        def say(item: str, first: Pending) -> None:
            self._begin(collection, item, self._say_leased(collection, item, first))

        return Telling(partial(self.wake, collection), say)

    def _begin(self, collection: Collection, item: Any, saying: Coroutine[Any, Any, None]) -> None:
        self._at_it.add((collection.name, item))
        self._keep(saying)

    def _keep(self, saying: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(saying)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _say_leased(self, collection: Collection, item: Any, first: Pending) -> None:
        await self._room.acquire()
        # Where there was no room for long, the lease may be another's by now.
        ours = first.sending is not None and first.sending - self._clock() > LEASE / 2
        await self._say_item(collection, item, first if ours else None)

    async def _look(self, collection: Collection) -> None:
        now = self._clock()
        oldest = min((at for (name, _), at in self._unsayable.items() if name == collection.name), default=None)
        # By one server's word: it is a hint, for the lease is a write that the majority takes, or that misses.
        local = collection.with_options(read_concern=ReadConcern("local"))
        async for doc in local.find({"due": {"$lte": now}}, {"due": 1}).sort("due").limit(_ON_THE_WAY * 8):
            oldest = min(oldest or now, doc["due"])
            key = (collection.name, doc["_id"])
            if key not in self._at_it:
                await self._room.acquire()
                self._begin(collection, doc["_id"], self._say_item(collection, doc["_id"]))
        metrics.PENDING_AGE.labels(collection.name).set((now - oldest).total_seconds() if oldest else 0)

    async def _say_item(self, collection: Collection, item: Any, leased: Pending | None = None) -> None:
        """Say everything of this item that is due, in order; the first is `leased` already where it is given."""
        since, more = self._clock(), True
        try:
            while more and (first := leased or await self._lease(collection, item)) is not None:
                leased, since = None, first.not_before
                hold = partial(self._hold, collection, item, first.version)
                await self._voice.say_records([(first.record(), first.trace)], hold=hold)
                self._unsayable.pop((collection.name, item), None)
                self._told[collection.name].took(first.not_before)
                more = await self._take_off(collection, item, first)
        except OutcomeUnknown as error:
            log.warning("a pending fact will be said again", extra={"item": str(item), "error": str(error)})
            await self._soon_again(collection, item)
        except PyMongoError as error:
            # Its lease runs out, and it is said again: the same fact, with the same id.
            log.warning("a pending fact will be said again", extra={"item": str(item), "error": type(error).__name__})
        except Unsendable as error:
            self._unsayable[collection.name, item] = since
            log.critical("a pending fact can never be said", extra={"item": str(item), "reason": str(error)})
        finally:
            self._at_it.discard((collection.name, item))
            self._room.release()

    async def _lease(self, collection: Collection, item: Any) -> Pending | None:
        now = self._clock()
        until = now + LEASE
        doc = await collection.find_one_and_update(
            {"_id": item, "due": {"$lte": now}},
            {"$set": {"pending.0.sending": until.isoformat(), "due": until}, "$inc": {"stamp": 1}},
            {"pending": {"$slice": 1}},
            return_document=ReturnDocument.AFTER,
        )
        return Pending.model_validate(doc["pending"][0]) if doc else None

    async def _hold(self, collection: Collection, items: Any, version: int) -> None:
        """Lease them anew: what is on its way must arrive before anybody says what comes after it."""
        until = self._clock() + LEASE
        try:
            await collection.update_many(
                _said_as(items, version),
                {"$set": {"pending.0.sending": until.isoformat(), "due": until}, "$inc": {"stamp": 1}},
            )
        except PyMongoError as error:
            log.warning("leases could not be held", extra={"of": collection.name, "error": type(error).__name__})

    async def _soon_again(self, collection: Collection, item: Any) -> None:
        """Not wait for the lease's end; it stays marked, for it may be on the topic already."""
        due = self._clock() + _SOON
        try:
            await collection.update_one({"_id": item, "pending.0.sending": {"$type": "string"}}, {"$set": {"due": due}})
        except PyMongoError as error:
            log.warning("its lease will have to run out", extra={"item": str(item), "error": type(error).__name__})

    async def _take_off(self, collection: Collection, item: Any, said: Pending) -> bool:
        """Whether more may be due."""
        left = await collection.find_one_and_update(
            *_off(item, said.version), projection={"due": 1}, return_document=ReturnDocument.AFTER
        )
        return left is None or ("due" in left and left["due"] <= self._clock())


def _off(item: Any, version: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Which document it is as long as its first fact has this version, and the change that takes that off."""
    rest = {"$slice": ["$pending", 1, {"$max": [{"$size": "$pending"}, 1]}]}
    next_one = {"$getField": {"field": "not_before", "input": {"$first": "$pending"}}}
    taken: list[dict[str, Any]] = [
        {"$set": {"pending": rest, "stamp": {"$add": ["$stamp", 1]}}},
        {"$set": {"due": {"$ifNull": [{"$toDate": next_one}, "$$REMOVE"]}}},
    ]
    return _said_as(item, version), taken


def _said_as(item: Any, version: int) -> dict[str, Any]:
    """Which document it is as long as its first fact has this version and is leased."""
    # Not `$ne: None`: over an array that path also means a field called 0, which every element lacks.
    return {"_id": item, "pending.0.version": version, "pending.0.sending": {"$type": "string"}}

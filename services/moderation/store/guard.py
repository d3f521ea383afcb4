"""What the guard has learned at this desk, the same for every process; and how its thoughts compare with decisions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from motor.motor_asyncio import AsyncIOMotorDatabase
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from services.moderation.model.verdict import Verdict
from services.moderation.spam.model import learn_all
from services.moderation.spam.weights import VERSION, Weights, packaged
from shared.facts import Frozen

_ID = f"weights-{VERSION}"
"""Of these features: a desk with others, running beside this one, keeps its own."""
_REMEMBERED = 2_000
"""Decisions that the weights say they have learned; what is older stands among the verdicts."""


class Lesson(NamedTuple):
    """A decision, and what the commenter had written."""

    verdict: Verdict
    text: str


class Measured(Frozen):
    """Of what editors decided: how much spam the guard would have caught from a score on, and how much else."""

    threshold: float
    spam: int
    caught: int
    fine: int
    alarms: int


class GuardStore:
    """The weights are one document, changed by a write that names how much it was based on."""

    def __init__(self, database: AsyncIOMotorDatabase[dict[str, Any]]) -> None:
        concern = ReadConcern("majority")
        self._weights = database.get_collection("guard", read_concern=concern)
        self._verdicts = database.get_collection("verdicts", read_concern=concern)
        self._last = packaged()

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._verdicts.create_index("at")

    async def weights(self) -> Weights:
        """As they are kept now; those that came with Redaksi, where nothing was learned here yet."""
        doc = await self._weights.find_one({"_id": _ID}, {"learned": 1})
        if doc is not None and doc["learned"] != self._last.learned:
            doc = await self._weights.find_one({"_id": _ID}, {"bytes": 1})
            self._last = Weights.from_bytes(doc["bytes"]) if doc else packaged()
        return self._last

    async def learn(self, lessons: Sequence[Lesson]) -> bool:
        """Learn what was not learned yet; first the weights, which say what they have learned, then the verdicts.

        Gives whether there was anything.
        """
        lessons = await self._unknown(lessons)
        while lessons and not await self._teach(lessons):
            pass
        await self._keep([lesson.verdict for lesson in lessons])
        return bool(lessons)

    async def _unknown(self, lessons: Sequence[Lesson]) -> list[Lesson]:
        ids = [str(lesson.verdict.comment_id) for lesson in lessons]
        kept = {doc["_id"]: doc["version"] async for doc in self._verdicts.find({"_id": {"$in": ids}}, {"version": 1})}
        return [one for one in lessons if kept.get(str(one.verdict.comment_id), 0) < one.verdict.version]

    async def _teach(self, lessons: Sequence[Lesson]) -> bool:
        """False where another process was quicker."""
        doc = await self._weights.find_one({"_id": _ID})
        before = Weights.from_bytes(doc["bytes"]) if doc else packaged()
        known: list[str] = doc["known"] if doc else []
        new = [lesson for lesson in lessons if lesson.verdict.key not in known]
        after, kept = await asyncio.to_thread(_after, before, new)
        if after is before:
            return True
        known = [*known, *(lesson.verdict.key for lesson in new)][-_REMEMBERED:]
        change = {"learned": after.learned, "bytes": kept, "known": known}
        if doc is not None:
            ours = {"_id": _ID, "learned": before.learned}
            return (await self._weights.replace_one(ours, change)).matched_count == 1
        try:
            await self._weights.insert_one({"_id": _ID, **change})
        except DuplicateKeyError:
            return False
        return True

    async def _keep(self, verdicts: Sequence[Verdict]) -> None:
        """The latest of each comment."""
        wanted = [
            UpdateOne({"_id": str(one.comment_id)}, {"$set": one.model_dump(exclude={"comment_id"})}, upsert=True)
            for one in verdicts
        ]
        if wanted:
            await self._verdicts.bulk_write(wanted)

    async def measured(self, since: datetime, thresholds: Sequence[float]) -> tuple[Measured, ...]:
        """On what was decided since then, for each score from which the guard might act."""

        def times(spam: bool, least: float) -> dict[str, Any]:  # noqa: FBT001
            wanted = [{"$eq": ["$spam", spam]}, {"$gte": ["$score", least]}]
            return {"$sum": {"$cond": [{"$and": wanted}, 1, 0]}}

        sums = {"spam": times(True, 0), "fine": times(False, 0)}  # noqa: FBT003
        for at, one in enumerate(thresholds):
            sums |= {f"caught{at}": times(True, one), f"alarms{at}": times(False, one)}  # noqa: FBT003
        found = self._verdicts.aggregate([{"$match": {"at": {"$gte": since}}}, {"$group": {"_id": None, **sums}}])
        counts = next(iter(await found.to_list(1)), dict.fromkeys(sums, 0))
        return tuple(
            Measured(
                threshold=one,
                spam=counts["spam"],
                caught=counts[f"caught{at}"],
                fine=counts["fine"],
                alarms=counts[f"alarms{at}"],
            )
            for at, one in enumerate(thresholds)
        )

    async def verdict(self, comment_id: UUID) -> Verdict | None:
        """What was learned last from this comment."""
        doc = await self._verdicts.find_one({"_id": str(comment_id)})
        return Verdict(comment_id=comment_id, **{key: doc[key] for key in doc if key != "_id"}) if doc else None


def _after(before: Weights, lessons: Sequence[Lesson]) -> tuple[Weights, bytes]:
    """What is known after them, also as it is kept. Takes a while: for a thread of its own."""
    after = learn_all([(lesson.text, lesson.verdict.spam) for lesson in lessons], before)
    return after, b"" if after is before else after.to_bytes()

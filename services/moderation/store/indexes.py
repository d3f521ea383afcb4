"""The indexes of the articles: one for each filter, in the queue's order. No page costs more than its rows."""

from __future__ import annotations

from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING
from pymongo.errors import OperationFailure

BY_STANDING = "by_standing"
BY_ARRIVAL = "by_arrival"

PLACED = "front.since"
"""Of those that the desk put on the front page."""
_IN_TURN = (("turn", ASCENDING), ("_id", ASCENDING))
_STANDING = ("standing", ASCENDING)
_OUTGROWN = (
    "state_1_since_1__id_1",
    "content.section_1_since_1",
    "reporter.id_1_since_1",
    "claim.editor_id_1_since_1",
    "missing_1_since_1",
)
_TEXT = "words"
_NO_SUCH_INDEX = 27


async def prepare(articles: AsyncIOMotorCollection[dict[str, Any]]) -> None:
    """Make them, and drop those of before; safe to repeat, and by several processes at once."""
    await articles.create_index("due", sparse=True)
    await articles.create_index([_STANDING, *_IN_TURN], name=BY_STANDING)
    await articles.create_index([_STANDING, ("since", ASCENDING)], name=BY_ARRIVAL)
    await articles.create_index(list(_IN_TURN), name="by_turn")
    for field in ("content.section", "reporter.id", "missing", "words"):
        await articles.create_index([(field, ASCENDING), _STANDING, *_IN_TURN], name=f"by_{field}")
    for field in ("claim.editor_id", "assigned.editor_id"):
        await articles.create_index(
            [(field, ASCENDING), _STANDING, *_IN_TURN],
            name=f"by_{field}",
            partialFilterExpression={field: {"$exists": True}},
        )
    await articles.create_index(
        [(PLACED, ASCENDING)], name="by_front", partialFilterExpression={PLACED: {"$exists": True}}
    )
    await articles.create_index("media", sparse=True)
    for name in (*_OUTGROWN, _TEXT):
        try:
            await articles.drop_index(name)
        except OperationFailure as error:
            if error.code != _NO_SUCH_INDEX:
                raise

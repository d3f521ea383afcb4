"""The guard learns from what editors decided, as it is told: what was undone was never told, and is never learned."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from pymongo.errors import PyMongoError

from services.moderation.model.verdict import teaches, verdict
from services.moderation.spam.scored import scored
from services.moderation.spam.weights import Weights
from services.moderation.store.comments import Comments
from services.moderation.store.guard import GuardStore, Lesson
from shared.bus import Heard
from shared.facts import CommentDecision

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two writes of the weights, which are large: what is decided meanwhile is learned together."""
_AT_ONCE = 200
_AFTER_TROUBLE = 5.0


class Learning:
    """Takes decisions in, in their order."""

    def __init__(self, comments: Comments, guard: GuardStore, pause: float = PAUSE) -> None:
        self._comments = comments
        self._guard = guard
        self._pause = pause

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """Learn from a batch, and give whether it taught anything. Heard again it teaches nothing more."""
        facts = [one.fact for one in heard if isinstance(one.fact, CommentDecision) and teaches(one.fact)]
        if not facts:
            return False
        comments = await self._comments.get_many(fact.comment_id for fact in facts)
        lessons = [
            Lesson(found, comment.text if comment.original is None else comment.original)
            for fact in facts
            if (comment := comments.get(fact.comment_id)) and (found := verdict(fact, comment))
        ]
        parts = [lessons[at : at + _AT_ONCE] for at in range(0, len(lessons), _AT_ONCE)]
        learned = [await self._guard.learn(part) for part in parts]
        if lessons:
            await asyncio.sleep(self._pause)
        return any(learned)


async def rescore(comments: Comments, guard: GuardStore) -> None:
    """For ever: say of what is still held what the guard thinks of it by now, a few at a time."""
    while True:
        wait = PAUSE
        try:
            await rescore_some(comments, await guard.weights())
        except PyMongoError as error:
            log.warning("held comments will be scored again later", extra={"error": type(error).__name__})
            wait = _AFTER_TROUBLE
        await asyncio.sleep(wait)


async def rescore_some(comments: Comments, weights: Weights) -> int:
    """Score those again that were scored longest ago, with less knowledge than this; how many it were."""
    stale = await comments.scored_before(weights.learned, _AT_ONCE)
    likely = await asyncio.to_thread(lambda: {one.comment_id: scored(one.text, weights) for one in stale})
    await comments.rescored(likely)
    return len(stale)

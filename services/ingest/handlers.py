"""Kafka in: what the topics tell goes into the status view, never within a reporter's request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from services.ingest.model import Public, Received, Refusal
from services.ingest.store import Statuses
from shared.bus import Heard
from shared.facts import ArticlePublished, ArticleUnpublished, Decision, DraftRefused, DraftSubmitted

_STRIDE = 0.25
"""Seconds until the next are written. Who sent them hears of them from the door's memory meanwhile."""


class View:
    """Keeps the status view up to date; everything it does is safe to repeat, and gives whether it changed anything."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses

    async def on_drafts(self, heard: Sequence[Heard]) -> bool:
        """What came in at any of our doors; in strides, for a small batch costs nearly what a large one does."""
        drafts = [one.fact for one in heard if isinstance(one.fact, DraftSubmitted)]
        changed = await self._statuses.received(Received.of(draft) for draft in drafts)
        await asyncio.sleep(_STRIDE)
        return changed

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """What the desk said."""
        decisions = [one.fact for one in heard if isinstance(one.fact, Decision)]
        changed = await self._statuses.decided(decisions)
        refused = [fact for fact in decisions if isinstance(fact, DraftRefused)]
        return await self._statuses.refused((fact.article_id, Refusal.of(fact)) for fact in refused) or changed

    async def on_published(self, heard: Sequence[Heard]) -> bool:
        """What the public has."""
        facts = [one.fact for one in heard if isinstance(one.fact, ArticlePublished | ArticleUnpublished)]
        return await self._statuses.published((fact.article_id, Public.of(fact)) for fact in facts)

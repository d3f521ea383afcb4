"""Kafka in: decide, keep, say, acknowledge. Every step is safe to repeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.publish.model import Kept, newest
from services.publish.store import Articles, Keeping
from shared import metrics
from shared.bus import Heard, Voice
from shared.facts import Decision
from shared.topics import PUBLISH_ARTICLES

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Traces = Mapping[str, str]

_PART = 250
_AT_ONCE = 6
_PACE = 0.25


class Desk:
    """Hears the desk's decisions and puts them before the public."""

    def __init__(self, articles: Articles, voice: Voice, clock: Clock) -> None:
        self._articles = articles
        self._voice = voice
        self._clock = clock

    async def on_decisions(self, heard: Sequence[Heard]) -> None:
        """Keep a batch and tell it, in parts: while one is being told the next are being kept.

        An article is in one part only, so its order holds. Ends when every part has; raises the
        first trouble any of them had.
        """
        now = self._clock()
        kept = [Kept.of(d, now) for d in newest(h.fact for h in heard if isinstance(h.fact, Decision))]
        traces = {one.fact.item: one.trace for one in heard if one.trace}
        turns = asyncio.Semaphore(_AT_ONCE)
        parts = [kept[start : start + _PART] for start in range(0, len(kept), _PART)]
        outcomes = await asyncio.gather(
            *(self._keep_and_tell(part, turns, traces) for part in parts), return_exceptions=True
        )
        for trouble in outcomes:
            if trouble is not None:
                raise trouble

    async def _keep_and_tell(self, part: Sequence[Kept], turns: asyncio.Semaphore, traces: Traces) -> None:
        async with turns:
            keeping = await self._articles.keep(part)
            await self._tell(part, keeping, traces)

    async def _tell(self, part: Sequence[Kept], keeping: Keeping, traces: Traces) -> None:
        """Tell what is marked among these.

        What carries our own mark is stored as we have it here; any other mark was set by another
        writing (a newer version, an embargo that ended, a batch that broke off), and what that one
        stored is read again.
        """
        marked = await self._articles.marked(one.article_id for one in part)
        ours = [one for one in part if marked.get(one.article_id) == keeping.mark]
        other = [article_id for article_id, mark in marked.items() if mark != keeping.mark]
        await self._say([*ours, *(await self._articles.get_many(other) if other else [])], traces)
        await self._articles.told(marked)
        if keeping.no_news:
            await self._count(part, keeping.no_news)

    async def tell_marked(self, ids: Iterable[UUID]) -> None:
        """Tell those of these that are marked, from what is stored."""
        marked = await self._articles.marked(ids)
        await self._say(await self._articles.get_many(marked))
        await self._articles.told(marked)

    async def lift_embargoes(self) -> None:
        """Put before the public whatever is due."""
        now = self._clock()
        while due := await self._articles.due(now):
            for one in due:
                await self._articles.lift(one.at_time(now))
            await self.tell_marked(one.article_id for one in due)

    async def _say(self, kept: Iterable[Kept], traces: Traces | None = None) -> None:
        await self._voice.say_all((fact for one in kept if (fact := one.fact())), traces=traces)

    async def _count(self, part: Sequence[Kept], no_news: int) -> None:
        versions = await self._articles.versions(one.article_id for one in part)
        stale = min(no_news, sum(one.version < versions.get(one.article_id, 0) for one in part))
        metrics.STALE.labels(PUBLISH_ARTICLES.name).inc(stale)
        metrics.DUPLICATES.labels(PUBLISH_ARTICLES.name).inc(no_news - stale)


class Watch:
    """Reads our own published topic in its order: what ends below what is kept was said by a zombie.

    A paused process that wakes up can say an old version after a newer one, and compaction would then
    keep the old one. Nothing in the client prevents it; saying the newer one again mends it. This
    keeps nothing in memory, so it holds whichever process reads the partition; the price is that a
    version followed at once by a newer one may be told twice. It cannot loop: what is told again is
    what is kept, and that is not behind.
    """

    def __init__(self, articles: Articles, tell: Callable[[Iterable[UUID]], Awaitable[None]]) -> None:
        """`tell` tells articles that are marked."""
        self._articles = articles
        self._tell = tell

    async def on_published(self, heard: Sequence[Heard]) -> None:
        """Have told again whatever the topic ends with an older version of than the public should have.

        For that a record's envelope is enough.
        """
        told = {one.fact.item: one.fact.item_version for one in heard}
        if behind := await self._articles.mark_behind(told):
            log.warning("an old version was said after a newer one", extra={"articles": len(behind)})
            await self._tell(behind)
        # Nobody waits for this: in larger batches it takes less of the time of those who are waited for.
        await asyncio.sleep(_PACE)

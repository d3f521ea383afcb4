"""Kafka in: decide, keep, say, acknowledge. Every step is safe to repeat."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.publish.model import Kept, newest
from services.publish.store import Articles
from shared.bus import Heard, Voice
from shared.facts import ArticlePublished, ArticleUnpublished, Decision

Clock = Callable[[], datetime]

_CHUNK = 250
_REMEMBERED = 100_000


class Desk:
    """Hears the desk's decisions and puts them before the public."""

    def __init__(self, articles: Articles, voice: Voice, clock: Clock) -> None:
        self._articles = articles
        self._voice = voice
        self._clock = clock

    async def on_decisions(self, heard: Sequence[Heard]) -> None:
        """Keep a batch and tell it, a part of it being kept while the part before is told."""
        now = self._clock()
        kept = [Kept.of(d, now) for d in newest(h.fact for h in heard if isinstance(h.fact, Decision))]
        telling: asyncio.Task[None] | None = None
        try:
            for start in range(0, len(kept), _CHUNK):
                part = kept[start : start + _CHUNK]
                await self._articles.keep(part)
                if telling:
                    await telling
                telling = asyncio.create_task(self._tell(part))
            if telling:
                await telling
        finally:
            if telling:
                await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, part: Sequence[Kept]) -> None:
        """Tell what is marked among these: what is stored, whoever stored it."""
        marked = await self._articles.marked(one.article_id for one in part)
        ours = {one.article_id: one for one in part}
        same = [ours[key] for key, (version, _) in marked.items() if ours[key].version == version]
        other = [key for key, (version, _) in marked.items() if ours[key].version != version]
        await self._say([*same, *(await self._articles.get_many(other) if other else [])])
        await self._articles.told((key, mark) for key, (_, mark) in marked.items())

    async def tell_marked(self, ids: Iterable[UUID]) -> None:
        """Tell those of these that are marked, from what is stored."""
        marked = await self._articles.marked(ids)
        await self._say(await self._articles.get_many(marked))
        await self._articles.told((key, mark) for key, (_, mark) in marked.items())

    async def lift_embargoes(self) -> None:
        """Put before the public whatever is due."""
        now = self._clock()
        while due := await self._articles.due(now):
            for one in due:
                await self._articles.lift(one.at_time(now))
            await self.tell_marked(one.article_id for one in due)

    async def _say(self, kept: Iterable[Kept]) -> None:
        await self._voice.say_all(fact for one in kept if (fact := one.fact()))


class Watch:
    """Reads our own published topic in its order: a version that goes down was said by a zombie.

    A paused process that wakes up can say an old version after a newer one, and compaction would then
    keep the old one. Nothing in the client prevents it; saying the newer one again mends it.
    """

    def __init__(self, articles: Articles) -> None:
        self._articles = articles
        self._highest: OrderedDict[str, int] = OrderedDict()

    async def on_published(self, heard: Sequence[Heard]) -> None:
        """Mark whatever the topic holds an older version of than the public should have."""
        for one in heard:
            if not isinstance(one.fact, ArticlePublished | ArticleUnpublished):
                continue
            highest = self._highest.get(one.fact.item)
            # One that is seen for the first time may follow something said before this process lived.
            if highest is None or one.fact.version < highest:
                await self._articles.mark_again(one.fact.article_id, one.fact.version)
            self._remember(one.fact.item, max(one.fact.version, highest or 0))

    def _remember(self, item: str, version: int) -> None:
        self._highest[item] = version
        self._highest.move_to_end(item)
        if len(self._highest) > _REMEMBERED:
            self._highest.popitem(last=False)

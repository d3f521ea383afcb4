"""Kafka in: decide, keep, say, acknowledge. Every step is safe to repeat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

from services.publish.comments_store import Comments
from services.publish.model import Item, Kept, KeptComment, newest
from services.publish.photos import Photos
from services.publish.store import Articles, Keeping, Mark, Shelf
from shared import metrics
from shared.abreast import abreast, parted
from shared.bus import Heard, Voice
from shared.facts import CommentDecision, Decision
from shared.topics import PUBLISH_ARTICLES, PUBLISH_COMMENTS, Group

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Traces = Mapping[str, str]
Marks = Mapping[UUID, Mark]
K = TypeVar("K", bound=Item)

_PART = 250
_AT_ONCE = 6
_PROMPT = 1.0
"""Seconds of writing a part; after more of them what was written may be another process's by now, and is read."""


class Teller(Generic[K]):
    """Keeps what was decided about items of one kind, and puts it before the public."""

    def __init__(self, shelf: Shelf[K], group: Group, voice: Voice) -> None:
        self._shelf = shelf
        self._group = group
        self._voice = voice

    async def keep_and_tell(self, kept: Sequence[K], heard: Sequence[Heard]) -> bool:
        """Keep a batch and tell it, in parts: while one is being told the next are being kept.

        An item is in one part only, so its order holds. Ends when every part has; gives whether any of it was news,
        raises the first trouble any of them had.
        """
        traces = {one.fact.item: one.trace for one in heard if one.trace}
        news = await abreast(parted(kept, _PART), lambda part: self._keep_and_tell(part, traces), at_once=_AT_ONCE)
        return any(news)

    async def tell_marked(self, ids: Iterable[UUID]) -> None:
        """Tell those of these that are marked, from what is stored."""
        marked = await self._shelf.marked(ids)
        await self._tell_all(await self._shelf.get_many(marked), marked)
        await self._shelf.told(marked)

    async def _keep_and_tell(self, part: Sequence[K], traces: Traces) -> bool:
        began = monotonic()
        keeping = await self._shelf.keep(part)
        if monotonic() - began > _PROMPT:
            keeping = keeping._replace(begun={})
        await self._tell(part, keeping, traces)
        return keeping.no_news < len(part)

    async def _tell(self, part: Sequence[K], keeping: Keeping, traces: Traces) -> None:
        """Tell what is marked among these; of what is new here that is known, of all else it is read.

        What carries our own mark is stored as we have it here; any other mark was set by another
        writing (a newer version, an embargo that ended, a batch that broke off), and what that one
        stored is read again.
        """
        marked = {item: mark for item, mark in keeping.begun.items() if mark}
        if rest := [one.item for one in part if one.item not in keeping.begun]:
            marked.update(await self._shelf.marked(rest))
        ours = [one for one in part if (mark := marked.get(one.item)) and mark.id == keeping.mark]
        other = [item for item, mark in marked.items() if mark.id != keeping.mark]
        if marked:
            await self._tell_all([*ours, *(await self._shelf.get_many(other) if other else [])], marked, traces)
            await self._shelf.told(marked)
        if keeping.no_news:
            await self._count(part, keeping.no_news)

    async def _tell_all(self, kept: Sequence[K], marked: Marks, traces: Traces | None = None) -> None:
        """Tell these, which are all that is `marked`."""
        await self._let_out(kept)
        await self._voice.say_all((fact for one in kept if (fact := one.fact())), traces=traces)
        await self._take_back(kept, marked)

    async def _let_out(self, kept: Sequence[K]) -> None:
        """What belongs to these is before the public, before anybody is told of them."""

    async def _take_back(self, kept: Sequence[K], marked: Marks) -> None:
        """What belonged to these and does no more is away, after everybody was told."""

    async def _count(self, part: Sequence[K], no_news: int) -> None:
        versions = await self._shelf.versions(one.item for one in part)
        stale = min(no_news, sum(one.version < versions.get(one.item, 0) for one in part))
        metrics.STALE.labels(self._group.name).inc(stale)
        metrics.DUPLICATES.labels(self._group.name).inc(no_news - stale)


class Desk(Teller[Kept]):
    """Hears the desk's decisions about articles; lifts embargoes."""

    def __init__(self, articles: Articles, photos: Photos, voice: Voice, clock: Clock) -> None:
        super().__init__(articles, PUBLISH_ARTICLES, voice)
        self._photos = photos
        self._articles = articles
        self._clock = clock

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """Keep and tell them; gives whether any was news."""
        now = self._clock()
        kept = [Kept.of(d, now) for d in newest(h.fact for h in heard if isinstance(h.fact, Decision))]
        return await self.keep_and_tell(kept, heard)

    async def lift_embargoes(self) -> None:
        """Put before the public whatever is due."""
        now = self._clock()
        while due := await self._articles.due(now):
            for one in due:
                await self._articles.lift(one.at_time(now))
            await self.tell_marked(one.article_id for one in due)

    async def _let_out(self, kept: Sequence[Kept]) -> None:
        await self._photos.let_out(kept)

    async def _take_back(self, kept: Sequence[Kept], marked: Marks) -> None:
        await self._photos.take_back(kept, {item: mark.media for item, mark in marked.items() if mark.media})


class CommentDesk(Teller[KeptComment]):
    """Hears the desk's decisions about comments."""

    def __init__(self, comments: Comments, voice: Voice) -> None:
        super().__init__(comments, PUBLISH_COMMENTS, voice)

    async def on_decisions(self, heard: Sequence[Heard]) -> bool:
        """Keep and tell them; gives whether any was news."""
        kept = [KeptComment.of(d) for d in newest(h.fact for h in heard if isinstance(h.fact, CommentDecision))]
        return await self.keep_and_tell(kept, heard)


class Watch(Generic[K]):
    """Reads our own published topic in its order: what ends with another version than is kept was said by a zombie.

    A paused process that wakes up can say an old version after a newer one, and compaction would then
    keep the old one. Nothing in the client prevents it; saying what is kept again mends it. The same
    goes for a version, or an erasure, that never was: what is kept was decided, and wins. This keeps
    nothing in memory, so it holds whichever process reads the partition; the price is that a
    version followed at once by a newer one may be told twice. It cannot loop: what is told again is
    what is kept, and that agrees.
    """

    def __init__(self, shelf: Shelf[K], tell: Callable[[Iterable[UUID]], Awaitable[None]]) -> None:
        """`tell` tells what is marked."""
        self._shelf = shelf
        self._tell = tell

    async def on_published(self, heard: Sequence[Heard]) -> bool:
        """Have told again whatever the topic ends with another version of than the public should have.

        For that a record's envelope is enough. Gives whether there was any.
        """
        told = {one.fact.item: one.fact.item_version for one in heard}
        if odd := await self._shelf.mark_at_odds(told):
            log.warning("the topic ended with another version than is kept", extra={"items": len(odd)})
            await self._tell(odd)
        return bool(odd)

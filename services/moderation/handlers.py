"""Kafka in: reporters' drafts become held articles. Applied once, however often they are heard."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from services.moderation.model.article import Article
from services.moderation.model.intake import submitted, withdrawn
from services.moderation.model.onlooker import Onlooker
from services.moderation.model.pending import born
from services.moderation.model.telling import By
from services.moderation.relay import SayBorn
from services.moderation.store.articles import Articles
from shared import metrics
from shared.abreast import abreast, parted
from shared.bus import Heard
from shared.facts import DraftSubmitted, DraftWithdrawn
from shared.rules import Rules
from shared.topics import MODERATION_DRAFTS

_PART = 250
_AT_ONCE = 2


class Intake:
    """Takes drafts in.

    `rules` gives the newsroom's rules as they are now; `say_born` says the first facts of new ones, `wake` tells the
    relay of any others.
    """

    def __init__(
        self,
        articles: Articles,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        say_born: SayBorn,
        onlookers: Sequence[Onlooker] = (),
    ) -> None:
        self._articles = articles
        self._rules = rules
        self._clock = clock
        self._wake = wake
        self._say_born = say_born
        self._onlookers = onlookers

    async def on_drafts(self, heard: Sequence[Heard]) -> bool:
        """Apply a batch, all of it, each article's in their order; gives whether anything changed."""
        by_article: defaultdict[UUID, list[Heard]] = defaultdict(list)
        for one in heard:
            by_article[_of(one)].append(one)
        return any(await abreast(parted(list(by_article.values()), _PART), self._take_in, at_once=_AT_ONCE))

    async def _take_in(self, articles: Sequence[Sequence[Heard]]) -> bool:
        """A write that misses, since an editor was at it, is decided anew."""
        heard = list(chain.from_iterable(articles))
        while (changed := await self._apply(heard)) is None:
            pass
        return changed

    async def _apply(self, heard: Sequence[Heard]) -> bool | None:
        """Whether anything changed; None where a write missed."""
        before = await self._articles.get_many({_of(one) for one in heard})
        after: dict[UUID, Article] = dict(before)
        for one in heard:
            article = self._decide(after.get(_of(one)), one)
            if article is not None:
                after[article.article_id] = article
        new = {key: _born(one, self._clock()) for key, one in after.items() if key not in before}
        changed = [(before.get(key), new.get(key, one)) for key, one in after.items() if one is not before.get(key)]
        if not changed:
            return False
        # First the words, then the article that names them: a crash between leaves words that nobody names.
        drafts = (one.fact for one in heard if isinstance(one.fact, DraftSubmitted))
        mine = {key: after[key] for key in {one.article_id for _, one in changed}}
        await self._articles.keep_revisions(
            (fact.article_id, fact.submission_id, fact.draft)
            for fact in drafts
            if fact.article_id in mine and fact.reporter.id == mine[fact.article_id].reporter.id
        )

        async def written() -> None:
            if len(new) < len(changed):
                self._wake()
            said = self._say_born({str(key): one.pending[0] for key, one in new.items()})
            await asyncio.gather(said, *(onlooker.saw(changed) for onlooker in self._onlookers))

        return True if await self._articles.replace_many(changed, written) else None

    def _decide(self, article: Article | None, one: Heard) -> Article | None:
        by = By(actor=_actor(one), at=self._clock(), trace=one.trace)
        now = article
        if isinstance(one.fact, DraftSubmitted):
            now = submitted(article, one.fact, self._rules(), by)
        elif isinstance(one.fact, DraftWithdrawn):
            now = withdrawn(article, one.fact, by)
        if now is article:
            metrics.DUPLICATES.labels(MODERATION_DRAFTS.name).inc()
        return now


def _born(article: Article, now: datetime) -> Article:
    return article.model_copy(update={"pending": born(article.pending, now)})


def _of(one: Heard) -> UUID:
    assert isinstance(one.fact, DraftSubmitted | DraftWithdrawn)  # noqa: S101 - nothing else is on this topic
    return one.fact.article_id


def _actor(one: Heard) -> str:
    assert isinstance(one.fact, DraftSubmitted | DraftWithdrawn)  # noqa: S101 - nothing else is on this topic
    return one.fact.reporter.id

"""Catching up with all that the desk said itself, after its database came out of a backup."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.moderation.model.catching_up import LEAP, RESTORE
from services.moderation.model.comment import Score
from services.moderation.model.telling import By
from services.moderation.parts import Parts
from services.moderation.recovery.catching_up import Done, catch_up
from services.moderation.recovery.kinds import ArticlesAgain, CommentsAgain
from services.moderation.recovery.reading import last_of
from services.moderation.spam.scored import scored
from services.moderation.store.letters import Letters
from services.moderation.store.recovered import Restored, versions
from services.moderation.store.settled import Settled
from shared.facts import ReporterSettled, RulesSettled, SectionsSettled, ZoneSettled
from shared.kafka import Kafka
from shared.topics import COMMENT_DECISIONS, DECISIONS, NEWSROOM

log = logging.getLogger(__name__)

_SETTLED = ReporterSettled | RulesSettled | SectionsSettled | ZoneSettled


@dataclass(frozen=True)
class Recovery:
    """Does it once, before anybody is served. `who` tells whom a sealed address stands for."""

    kafka: Kafka
    parts: Parts
    who: Callable[[str], str]
    letters: Letters

    async def run(self, restored: Restored) -> None:
        """What the newsroom settled, then articles, then comments. Safe to repeat. Raises KafkaError, PyMongoError."""
        by, desk, handled = By(actor=RESTORE, at=self.parts.clock()), self.parts.desk, restored.handled
        await self._settled(by.at)
        editors = {one.name: one.id for one in await self.parts.people.kept.accounts.every()}
        shelf, tallies = desk.articles, self.parts.tallies
        articles = ArticlesAgain(self.kafka, shelf, desk.pictures, tallies, editors, handled, self._forget, by)
        _tell("articles", await catch_up(articles, self.kafka, DECISIONS, await versions(shelf.collection)))
        weights = await self.parts.guard.weights()

        def score(text: str) -> Score:
            return scored(text, weights)

        written = self.parts.commenting.comments
        comments = CommentsAgain(self.kafka, written, self.who, score, by)
        kept = await versions(written.collection)
        _tell("comments", await catch_up(comments, self.kafka, COMMENT_DECISIONS, kept))

    async def _forget(self, article_id: UUID) -> None:
        """As the desk does where it erases one, and its office where it hears of it."""
        await self.parts.words.forget(article_id)
        await self.parts.notices.forget(article_id)
        await self.letters.forget([article_id])

    async def _settled(self, at: datetime) -> None:
        """The same of what was settled: the topic has all of it, or what it has lost is said anew."""
        newsroom = self.parts.newsroom
        kept = await versions(newsroom.collection)
        last = await last_of(self.kafka, NEWSROOM, {item: one.version for item, one in kept.items()})
        for said in last.newer.values():
            if isinstance(fact := said.fact(), _SETTLED):
                await newsroom.take_over(fact, at, by=RESTORE)
        lost = [item for item, one in kept.items() if not one.pending and last.versions.get(item, 0) < one.version]
        for item in [*kept] if lost else ():
            if (fact := await newsroom.settled(item)) is not None:
                await newsroom.take_over(_leapt(fact), at, by=RESTORE, say=True)
        _tell("settled", Done(len(last.newer), len(kept) if lost else 0))


def _leapt(fact: Settled) -> Settled:
    return fact.model_copy(update={"version": fact.version + LEAP})


def _tell(what: str, done: Done) -> None:
    log.warning("caught up after a restore", extra={"what": what, "newer": done.newer, "told_anew": done.anew})

"""Articles and comments as they are caught up with: what is read beside their decisions, and what is kept."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

from services.moderation.model import catching_up, comments_catching_up
from services.moderation.model.article import Article
from services.moderation.model.catching_up import CaughtUp
from services.moderation.model.comment import Comment, Score
from services.moderation.model.since import HandedIn
from services.moderation.model.telling import By
from services.moderation.recovery.reading import Said, everything
from services.moderation.store.articles import Articles
from services.moderation.store.comments import Comments
from services.moderation.store.pictures import Pictures
from services.moderation.store.tallies import Tallies
from shared.facts import CommentDecision, CommentSubmitted, Decision, DraftSubmitted, DraftWithdrawn
from shared.kafka import Kafka
from shared.topics import COMMENTS, DRAFTS

log = logging.getLogger(__name__)


@dataclass
class ArticlesAgain:
    """Articles. `handled`: where the lost desk stood in the drafts, by partition.

    `forget` forgets what is kept beside an article that was erased.
    """

    kafka: Kafka
    articles: Articles
    pictures: Pictures
    tallies: Tallies
    editors: Mapping[str, str]
    handled: Mapping[str, int]
    forget: Callable[[UUID], Awaitable[None]]
    by: By
    _handed_in: dict[str, list[HandedIn]] = field(default_factory=lambda: defaultdict(list))

    async def gather(self, items: AbstractSet[str]) -> None:
        """What their reporters sent, as far back as it is kept."""
        if not items:
            return
        async for said in everything(self.kafka, DRAFTS):
            if said.item in items and isinstance(fact := said.fact(), DraftSubmitted | DraftWithdrawn):
                handled = said.record.offset < self.handled.get(str(said.record.partition), 0)
                self._handed_in[said.item].append(HandedIn(fact, handled))

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Article]:
        """Those of these that are kept."""
        return await self.articles.get_many(ids)

    async def replace_many(self, changed: Sequence[tuple[Article | None, Article]]) -> bool:
        """Put the new in the place of the old; False where any was written to meanwhile."""
        return await self.articles.replace_many(changed)

    async def bring_up(self, before: Mapping[UUID, Article], behind: Sequence[Said]) -> bool:
        """First the words, then the article that names them; of an erased one what is beside it goes."""
        changed = []
        for one in behind:
            if isinstance(last := one.fact(), Decision):
                kept = before.get(last.article_id)
                made = catching_up.caught_up(kept, last, self._handed_in[one.item], self.editors, self.by)
                changed.append((kept, made))
            else:
                log.error("what was said last cannot be read any more", extra={"item": one.item})
        await self._keep_words([made for _, made in changed])
        gone = [made.article.article_id for _, made in changed if made.article.state == "erased"]
        pictures = [await self.pictures.of(article) for article in gone]
        if not await self.articles.replace_many([(kept, made.article) for kept, made in changed]):
            return False
        await self.tallies.saw([(kept or _without_decision(made.article), made.article) for kept, made in changed])
        for article, shown in zip(gone, pictures, strict=True):
            await self.articles.forget_revisions(article)
            await self.forget(article)
            await self.pictures.forget(shown)
        return True

    def spoken(self, item: Article, version: int) -> Article:
        """What was said is not said again."""
        return catching_up.without_what_was_said(item, version)

    def anew(self, item: Article, version: int) -> Article:
        """To be told whole once more."""
        return catching_up.told_anew(item, version, self.by)

    async def _keep_words(self, made: Sequence[CaughtUp]) -> None:
        await self.articles.keep_revisions(
            (one.article.article_id, key, draft) for one in made for key, draft in one.words
        )


def _without_decision(article: Article) -> Article:
    """How it was before it was decided on, for the tallies: a decision is what comes between two."""
    return article.model_copy(update={"acts": tuple(act for act in article.acts if act.what == "submit")})


@dataclass
class CommentsAgain:
    """Comments. `who` tells whom a seal stands for, `score` what the guard thinks of a text."""

    kafka: Kafka
    comments: Comments
    who: Callable[[str], str]
    score: Callable[[str], Score]
    by: By
    _submitted: dict[str, CommentSubmitted] = field(default_factory=dict)

    async def gather(self, items: AbstractSet[str]) -> None:
        """What their readers sent, as far back as it is kept."""
        if not items:
            return
        async for said in everything(self.kafka, COMMENTS):
            if said.item in items and isinstance(fact := said.fact(), CommentSubmitted):
                self._submitted[said.item] = fact

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Comment]:
        """Those of these that are kept."""
        return await self.comments.get_many(ids)

    async def replace_many(self, changed: Sequence[tuple[Comment | None, Comment]]) -> bool:
        """Put the new in the place of the old; False where any was written to meanwhile."""
        return await self.comments.replace_many(changed)

    async def bring_up(self, before: Mapping[UUID, Comment], behind: Sequence[Said]) -> bool:
        """Bring these up to what was said last of them."""
        changed = []
        for one in behind:
            if isinstance(last := one.fact(), CommentDecision):
                kept, sent = before.get(last.comment_id), self._submitted.get(one.item)
                after = comments_catching_up.caught_up(kept, last, sent, self.who, self.score, self.by)
                changed.append((kept, after))
            else:
                log.error("what was said last cannot be read any more", extra={"item": one.item})
        return not changed or await self.comments.replace_many(changed)

    def spoken(self, item: Comment, version: int) -> Comment:
        """What was said is not said again."""
        return comments_catching_up.without_what_was_said(item, version)

    def anew(self, item: Comment, version: int) -> Comment:
        """To be told whole once more."""
        return comments_catching_up.told_anew(item, version, self.by)

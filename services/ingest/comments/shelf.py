"""What is public, in memory, as publish tells it: under what a comment may stand, and which comment it may answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.ingest.comments.form import PARENT, Faults
from services.ingest.comments.refusals import Refused
from shared.bus import Heard
from shared.facts import ArticlePublished, ArticleUnpublished, CommentPublished, CommentUnpublished


class Shown(NamedTuple):
    """An article, as far as comments go."""

    version: int
    status: str
    open: bool
    closes_at: datetime | None


class Public:
    """Every article and comment that is public. 100,000 articles take about 40 MB."""

    def __init__(self) -> None:
        self._articles: dict[UUID, Shown] = {}
        self._comments: dict[UUID, tuple[int, UUID, UUID | None]] = {}

    async def heed_articles(self, heard: Sequence[Heard]) -> None:
        """Take over what publish says of articles; of each the highest version stays."""
        for one in heard:
            if isinstance(one.fact, ArticlePublished):
                fact = one.fact
                new = Shown(fact.version, fact.status, fact.comments.open, fact.comments.closes_at)
            elif isinstance(one.fact, ArticleUnpublished):
                new = Shown(one.fact.version, "erased", open=False, closes_at=None)
            else:
                continue
            item = UUID(one.fact.item)
            if item not in self._articles or self._articles[item].version <= new.version:
                self._articles[item] = new

    async def heed_comments(self, heard: Sequence[Heard]) -> None:
        """Take over what publish says of comments."""
        for one in heard:
            if isinstance(one.fact, CommentUnpublished):
                self._comments.pop(one.fact.comment_id, None)
            elif isinstance(one.fact, CommentPublished):
                known = self._comments.get(one.fact.comment_id)
                if known is None or known[0] <= one.fact.version:
                    self._comments[one.fact.comment_id] = (one.fact.version, one.fact.article_id, one.fact.parent_id)

    def must_be_open(self, article_id: UUID, now: datetime) -> None:
        """404, 410 or 403 where nothing can be said under this article."""
        known = self._articles.get(article_id)
        if known is None:
            raise Refused("no-article")
        if known.status != "published":
            raise Refused("gone")
        if not known.open or (known.closes_at is not None and known.closes_at <= now):
            raise Refused("closed")

    def top_of(self, parent: UUID | None, article_id: UUID) -> UUID | Faults | None:
        """Which comment an answer to this one stands under: threads are two levels deep."""
        if parent is None:
            return None
        known = self._comments.get(parent)
        if known is None or known[1] != article_id:
            return PARENT
        return known[2] or parent

"""From the topics into the view, and out of the memory of pages what is no longer so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from pymongo.errors import PyMongoError
from redaksi_client import Batch, PublishedArticle, PublishedComment, TryLater
from redaksi_client.models import Published

from services.site.kept import Kept
from services.site.model import by_title, title
from services.site.shelf import Shelf
from services.site.store import Articles, Comments
from shared.stages import Stage

T = TypeVar("T", bound=Published)
Debuts = Callable[[Batch[T]], Awaitable[Sequence[datetime]]]
"""Since when each item of a batch may be public that has not been before, of those that are timed."""


class Hearing(Generic[T]):
    """Keeps what comes on one topic; then the pages that show it are made anew; then it counts as heard."""

    def __init__(
        self,
        shelf: Shelf[T],
        kept: Kept,
        marks: Callable[[Batch[T]], set[str]],
        debuts: Debuts[T] | None = None,
        seen: Callable[[Sequence[datetime]], None] = lambda _: None,
    ) -> None:
        """`debuts` finds what is public for the first time, `seen` is told of it once it can be seen."""
        self._debuts = debuts or _none
        self._seen = seen
        self._shelf = shelf
        self._kept = kept
        self._marks = marks

    async def hear(self, batch: Batch[T]) -> None:
        """Raises `TryLater` where MongoDB is away."""
        try:
            debuts = await self._debuts(batch)
            await self._shelf.keep(batch.events)
            self._kept.stale(self._marks(batch))
            self._seen(debuts)
            await self._shelf.read_to(batch.after)
        except PyMongoError as error:
            raise TryLater from error

    async def begin(self) -> dict[int, int]:
        """Where it left off."""
        try:
            return dict(await self._shelf.positions())
        except PyMongoError as error:
            raise TryLater from error


async def _none(_: Batch[T]) -> Sequence[datetime]:
    return ()


def of_articles(articles: Articles, kept: Kept, visible: Stage) -> Hearing[PublishedArticle]:
    """An article changes its own page, those that name it, and may change every list."""

    def marks(batch: Batch[PublishedArticle]) -> set[str]:
        titles = {by_title(title(event.item.headline)) for event in batch.events if event.item}
        return {"lists", *(event.key for event in batch.events), *titles}

    async def debuts(batch: Batch[PublishedArticle]) -> Sequence[datetime]:
        # A later approval of the same article is no first one, and what began before this process did is a replay.
        first = {
            one.article_id: one.published_at
            for event in batch.events
            if (one := event.item)
            and one.status == "published"
            and one.updated_at <= one.published_at
            and visible.counts(one.published_at)
        }
        known = await articles.get(first) if first else {}
        return [at for key, at in first.items() if key not in known]

    def seen(debuts: Sequence[datetime]) -> None:
        for at in debuts:
            visible.took(at)

    return Hearing(articles, kept, marks, debuts, seen)


def of_comments(comments: Comments, kept: Kept) -> Hearing[PublishedComment]:
    """A comment changes the page of its article; an erased one does not say whose, so it changes all."""

    def marks(batch: Batch[PublishedComment]) -> set[str]:
        return {str(event.item.article_id) if event.item else "articles" for event in batch.events}

    return Hearing(comments, kept, marks)
